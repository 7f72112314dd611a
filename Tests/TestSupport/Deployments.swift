package import Domain
internal import EventCore

extension Fixtures {
  /// Every pod of a scenario, placed on nodes dealt out in turn, without any rule that binds.
  ///
  /// A stand-in for the scheduler where a test wants to know where things are.
  package static func deployment(
    of scenario: Scenario,
    pattern: IsolationPattern = .sharedNodes,
    enforcesRateLimits: Bool = true
  ) -> Deployment {
    var nodes: [PlannedNode] = []
    for (poolIndex, pool) in scenario.nodePools.enumerated() {
      for number in 0..<pool.nodeCount {
        nodes.append(
          PlannedNode(
            name: "\(pool.name)-\(number)",
            cluster: 0,
            nodePool: poolIndex,
            pool: "shared",
            tenants: scenario.tenants.indices.map { TenantID($0) },
            allocatable: pool.advertised,
            gpus: pool.gpus,
            labels: pool.labels,
            taints: pool.taints,
            pricePerHour: pool.pricePerHour
          )
        )
      }
    }
    let pods = pods(of: scenario)
    let plan = DeploymentPlan(
      pattern: pattern,
      clusters: [
        PlannedCluster(
          name: "shared",
          version: .minor36,
          tenants: scenario.tenants.indices.map { TenantID($0) }
        )
      ],
      nodes: nodes,
      namespaces: [PlannedNamespace(name: "shared", cluster: 0, quota: [:], limitRange: nil)],
      pods: pods,
      enforcesRateLimits: enforcesRateLimits,
      sharedGroups: sharedGroups(of: scenario)
    )
    let placements = pods.indices.map { index in
      PodPlacement(
        outcome: .running,
        node: NodeID(index % max(1, nodes.count)),
        gpu: pods[index].requests.amount(.gpu) > 0 ? 0 : nil,
        requests: pods[index].requests,
        limits: pods[index].limits
      )
    }
    return Deployment(plan: plan, placements: placements)
  }

  /// Every user of a shared service on the same replicas.
  private static func sharedGroups(of scenario: Scenario) -> [SharedReplicaGroup] {
    let roster = scenario.roster
    return roster.services.enumerated().dropFirst(roster.ownServiceCount).map { index, entry in
      SharedReplicaGroup(
        service: ServiceID(index),
        users: Set(entry.endpoints.map { roster.endpoints[$0.index].tenant }).sorted(),
        pool: "shared",
        replicas: entry.service.replicas
      )
    }
  }

  private static func pods(of scenario: Scenario) -> [PlannedPod] {
    let roster = scenario.roster
    var pods: [PlannedPod] = []
    func sharedGroup(_ workload: PodWorkload) -> Int? {
      guard case .service(let id) = workload, id.index >= roster.ownServiceCount else { return nil }
      return id.index - roster.ownServiceCount
    }
    func add(
      _ name: String,
      _ tenant: TenantID?,
      _ workload: PodWorkload,
      _ requests: ResourceList,
      _ limits: ResourceList
    ) {
      pods.append(
        PlannedPod(
          name: name,
          tenant: tenant,
          workload: workload,
          sharedGroup: sharedGroup(workload),
          namespace: 0,
          cluster: 0,
          requests: requests,
          limits: limits,
          nodeSelector: [:],
          tolerations: [],
          priority: 0
        )
      )
    }
    for (index, entry) in roster.services.enumerated() {
      for replica in 0..<entry.service.replicas {
        let name = "\(entry.service.name)-\(replica)"
        let workload = PodWorkload.service(ServiceID(index))
        add(name, entry.tenant, workload, entry.service.requests, entry.service.limits)
      }
    }
    for (index, entry) in roster.batchWorkloads.enumerated() {
      for replica in 0..<entry.workload.replicas {
        let name = "\(entry.workload.name)-\(replica)"
        let workload = PodWorkload.batch(BatchID(index))
        add(name, entry.tenant, workload, entry.workload.requests, entry.workload.limits)
      }
    }
    return pods
  }
}
