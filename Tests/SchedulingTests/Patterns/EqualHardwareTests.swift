import Domain
import IsolationPatterns
import Randomness
import TestSupport
import Testing

/// How the scenario's own nodes are dealt out.
@Suite struct EqualHardwareTests {
  @Test func nodesFollowOfferedDemand() throws {
    // 1, 2 and 5 of 8 cores offered; 8 nodes.
    let scenario = Small.scenario(
      nodes: 8,
      tenants: [
        Small.tenant("ann", load: 1), Small.tenant("bob", load: 2), Small.tenant("cat", load: 5),
      ]
    )
    let deployment = try Small.deployment(scenario, .clusters)
    let expected = ["ann/cpu": 1, "bob/cpu": 2, "cat/cpu": 5]
    #expect(Small.nodeCounts(deployment, scenario) == expected)
  }

  @Test func batchCountsItsThreadsUpToItsLimit() throws {
    // ann: 1 core of requests + 1 replica × min(4 threads, limit 1) = 2; bob: 1 core of requests.
    var scenario = Small.scenario(
      nodes: 6,
      tenants: [Small.tenant("ann", load: 1, batch: 1), Small.tenant("bob", load: 1)]
    )
    var deployment = try Small.deployment(scenario, .clusters)
    #expect(Small.nodeCounts(deployment, scenario) == ["ann/cpu": 4, "bob/cpu": 2])
    // Without the limit 1 + 4 = 5 of 6.
    scenario.tenants[0].batchWorkloads[0].limits = ResourceList()
    deployment = try Small.deployment(scenario, .clusters)
    #expect(Small.nodeCounts(deployment, scenario) == ["ann/cpu": 5, "bob/cpu": 1])
  }

  @Test func gpuNodesGoToWhoeverNeedsThem() throws {
    var scenario = Small.scenario(
      nodes: 3,
      tenants: [Small.tenant("ann"), Small.tenant("bob"), gpuTenant("cat")]
    )
    scenario.nodePools.append(Small.gpuPool(2))
    let deployment = try Small.deployment(scenario, .clusters)
    // cat's pods run on GPU nodes only, and so does its cluster's add-on.
    let expected = ["ann/cpu": 2, "bob/cpu": 1, "cat/gpu": 2]
    #expect(Small.nodeCounts(deployment, scenario) == expected)
    #expect(deployment.placements.allSatisfy { $0.outcome == .running })
    #expect(deployment.placements.filter { $0.gpu != nil }.count == 2)
  }

  @Test func whatNobodyNeedsIsPaidForByTheFirst() throws {
    var scenario = Small.scenario(nodes: 2, tenants: [Small.tenant("ann"), Small.tenant("bob")])
    scenario.nodePools.append(Small.gpuPool(3))
    let deployment = try Small.deployment(scenario, .clusters)
    let expected = ["ann/cpu": 1, "bob/cpu": 1, "ann/gpu": 3]
    #expect(Small.nodeCounts(deployment, scenario) == expected)
  }

  @Test func tooFewNodesIsSaidPlainly() {
    var scenario = Small.scenario(
      nodes: 2,
      tenants: [
        Small.tenant("ann", .low, .gold), Small.tenant("bob", .low, .silver),
        Small.tenant("cat", .low, .bronze),
      ]
    )
    scenario.isolation.nodePoolsBy = .serviceTier
    #expect(
      Small.reason(scenario, .nodePools)
        == "node-pools needs at least 3 nodes of pool cpu (gold, silver, bronze), "
        + "the scenario has 2; add nodes, or choose hardware: needed"
    )
  }

  @Test func aServiceWithoutARunningReplicaIsInfeasible() {
    let scenario = Small.scenario(nodes: 1, tenants: [Small.tenant("ann", cpu: 5000)])
    #expect(
      Small.reason(scenario, .namespaces)
        == "namespaces can't run service ann/chat: 0/1 nodes are available: 1 Insufficient cpu. "
        + "preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling. "
        + "Add nodes, or choose hardware: needed"
    )
  }

  @Test func someReplicasMayStayPendingOrBeDenied() throws {
    // 3 of 4 cores are left beside the add-on; the quota admits 10 of 12.
    let scenario = Small.scenario(nodes: 1, tenants: [Small.tenant("ann", replicas: 12)])
    let outcomes = try Small.deployment(scenario, .namespaces).placements.map(\.outcome)
    #expect(outcomes.filter { $0 == .running }.count == 1 + 3)
    #expect(outcomes.filter { $0 == .unschedulable }.count == 10 - 3)
    #expect(outcomes.filter { $0 == .deniedByQuota }.count == 2)
  }

  @Test func aServiceThatQuotaRefusesAltogetherIsAFinding() throws {
    var scenario = Small.scenario(nodes: 1, tenants: [Small.tenant("ann", replicas: 2)])
    scenario.tenants[0].quota = [.pods: 0]
    let outcomes = try Small.deployment(scenario, .namespaces).placements.map(\.outcome)
    #expect(outcomes == [.running, .deniedByQuota, .deniedByQuota])
  }

  @Test func nodesAlwaysAddUpAndPodsAreTheSame() {
    for seed in UInt64(1)...100 {
      var draws = RandomStream(seed: seed, purpose: "scenario")
      let scenario = RandomScenarios.next(hardware: .equal, &draws)
      var podNames: Set<[String]> = []
      for pattern in IsolationPattern.allCases {
        switch compile(scenario, into: pattern, seed: seed) {
        case .infeasible(_, let reason):
          #expect(reason.contains("needs at least") || reason.contains("can't run service"))
        case .deployment(let deployment):
          for (pool, nodePool) in scenario.nodePools.enumerated() {
            let count = deployment.plan.nodes.filter { $0.nodePool == pool }.count
            #expect(count == nodePool.nodeCount, "seed \(seed), \(pattern)")
          }
          podNames.insert(deployment.plan.pods.filter { $0.tenant != nil }.map(\.name))
        }
      }
      #expect(podNames.count <= 1, "seed \(seed)")
    }
  }

  private func gpuTenant(_ name: String) -> Tenant {
    var tenant = Small.tenant(name, replicas: 2, load: 1)
    tenant.services[0].requests[.gpu] = 1
    tenant.services[0].tolerations = [Toleration(key: "nvidia.com/gpu", comparison: .exists)]
    return tenant
  }
}
