internal import Contention
internal import Domain
internal import EventCore
internal import Scheduling

/// Groups the pods of a deployment that run at some time by the device they compute on.
struct DeviceBuilder {
  /// A container as its node's CPUs and as the simulation see it.
  struct Member {
    var container: DeviceLayout.Container
    var consumer: ConsumerSpec
  }

  /// The CPUs of a node and the containers on them.
  struct Group {
    var capacityMilli: Int64
    /// Groups of containers on CPUs: the QoS classes.
    var classes: [GroupSpec] = []
    var members: [Member] = []
    var slowdownPerNeighbourCore = 0.0
  }

  let deployment: Deployment
  let scenario: Scenario
  let roster: Roster
  let horizon: SimTime

  init(_ deployment: Deployment, of scenario: Scenario, roster: Roster, horizon: SimTime) {
    self.deployment = deployment
    self.scenario = scenario
    self.roster = roster
    self.horizon = horizon
  }

  /// The CPUs that have work to do, by node.
  func groups() -> [Group] {
    let nodes = deployment.plan.nodes
    var cpus = nodes.map { cpuGroup(of: $0) }
    for (index, placement) in deployment.placements.enumerated() {
      guard let node = placement.node, placement.gpu == nil,
        let presence = placement.presence(until: horizon)
      else { continue }
      let member = member(PodID(index), placement, presence, on: nodes[node.index])
      cpus[node.index].members.append(member)
    }
    for spare in SparePods(deployment, scenario, until: horizon).all {
      let presence = PodPresence(bound: .never)
      let node = spare.placement.node?.index ?? 0
      cpus[node].members.append(member(spare.pod, spare.placement, presence, on: nodes[node]))
    }
    for index in cpus.indices { cpus[index].dropNeedlessClasses() }
    return cpus.filter { !$0.members.isEmpty }
  }

  /// The CPUs of a node, with the groups that the kubelet makes for pods that aren't guaranteed.
  private func cpuGroup(of node: PlannedNode) -> Group {
    let formula = weightFormula(on: node)
    return Group(
      capacityMilli: max(0, node.allocatable.amount(.cpu)),
      classes: [.requests(formula), .weight(Double(formula.weight(shares: 2)))],
      slowdownPerNeighbourCore: scenario.nodePools[node.nodePool].slowdownPerBusyNeighbourCore
    )
  }

  private func weightFormula(on node: PlannedNode) -> CPUWeightFormula {
    let cluster = deployment.plan.clusters[node.cluster]
    return switch cluster.features.effective(in: cluster.version).cpuWeightFormula {
    case .linear: .linear
    case .quadratic: .quadratic
    }
  }

  private func member(
    _ pod: PodID,
    _ placement: PodPlacement,
    _ presence: PodPresence,
    on node: PlannedNode
  ) -> Member {
    let planned = deployment.plan.pods[pod.index]
    let jobs = jobShape(of: planned)
    let cpuRequest = placement.requests.amount(.cpu)
    return Member(
      container: DeviceLayout.Container(
        pod: pod,
        node: placement.node?.index ?? 0,
        tenant: planned.tenant,
        workload: planned.workload,
        group: group(of: planned),
        isOnGPU: false,
        gpuCount: 0,
        presence: presence
      ),
      consumer: ConsumerSpec(
        weight: Double(weightFormula(on: node).weight(shares: cpuShares(requestMilli: cpuRequest))),
        group: placement.qosGroup,
        requestMilli: cpuRequest,
        isPresent: presence.bound <= .start,
        limitMilli: jobs.limitMilli,
        quota: placement.limits[.cpu].flatMap { CFSQuota(limitMilli: $0) },
        threadsPerJob: jobs.threads,
        jobCapacity: jobs.capacity
      )
    )
  }

  /// The layout's group of a pod that serves, or -1: the tenants' own services come first.
  func group(of pod: PlannedPod) -> Int {
    guard case .service(let service) = pod.workload else { return -1 }
    return pod.sharedGroup.map { roster.ownServiceCount + $0 } ?? service.index
  }

  /// How the jobs of a pod load its device.
  func jobShape(
    of pod: PlannedPod
  ) -> (threads: Int, streams: Int, capacity: Int, limitMilli: Int64?) {
    switch pod.workload {
    case .service(let service):
      switch roster.services[service.index].service.runtime {
      case .concurrent(let workers, let threads, let streams):
        return (threads, streams, workers, nil)
      case .batching(let batching):
        return (batching.threads, 1, 1, nil)
      case .continuousBatching(let settings):
        return (settings.threads, 1, 1, nil)
      }
    case .batch(let batch):
      return (roster.batchWorkloads[batch.index].workload.threads, 1, 1, nil)
    case .addOn:
      // An add-on uses what it requests: enough threads, cut to the request.
      let request = pod.requests.amount(.cpu)
      return (Int((request + 999) / 1000), 1, 1, request)
    }
  }
}

extension PodPlacement {
  /// The group of its node's CPUs that the pod is in; guaranteed pods are in none.
  fileprivate var qosGroup: Int? {
    let container = ContainerSpec(requests: requests, limits: limits)
    return switch qualityOfService(of: PodSpec(containers: [container])) {
    case .guaranteed: nil
    case .burstable: 0
    case .bestEffort: 1
    }
  }
}

extension DeviceBuilder.Group {
  /// Leaves out groups without pods, and one that has all: then its pods divide the node alone.
  fileprivate mutating func dropNeedlessClasses() {
    let used = classes.indices.filter { number in members.contains { $0.consumer.group == number } }
    let isFlat = used.count == 1 && members.allSatisfy { $0.consumer.group == used[0] }
    let kept = isFlat ? [] : used
    classes = kept.map { classes[$0] }
    for index in members.indices {
      members[index].consumer.group = members[index].consumer.group.flatMap(kept.firstIndex)
    }
  }
}
