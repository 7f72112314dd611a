import Domain
import IsolationPatterns
import Randomness
import Scheduling
import TestSupport
import Testing

/// The fewest nodes that fit.
@Suite struct NeededHardwareTests {
  @Test func requestsOverTargetTimesNode() throws {
    // ⌈(6 × 1000 + 100) / (0.7 × 4000)⌉ = ⌈2.18⌉
    let scenario = Small.scenario(
      nodes: 1,
      hardware: .needed(targetUtilization: 0.7),
      tenants: [Small.tenant("ann", replicas: 6)]
    )
    #expect(try Small.deployment(scenario, .namespaces).plan.nodes.count == 3)
  }

  @Test func podsCannotBeSplit() throws {
    // 3 × 2500 = 7500 of 8000 would fit on two nodes, but a node holds only one of them.
    let scenario = Small.scenario(
      nodes: 1,
      hardware: .needed(targetUtilization: 1),
      tenants: [Small.tenant("ann", replicas: 3, cpu: 2500)]
    )
    #expect(try Small.deployment(scenario, .namespaces).plan.nodes.count == 3)
  }

  @Test func gpusOnlyHaveToFit() throws {
    // Five GPUs at two a node: 3 nodes, whatever the target.
    var scenario = Small.scenario(
      nodes: 1,
      hardware: .needed(targetUtilization: 0.9),
      tenants: [Small.tenant("ann", replicas: 5, cpu: 100)]
    )
    scenario.nodePools.append(Small.gpuPool(0))
    scenario.tenants[0].services[0].requests[.gpu] = 1
    scenario.tenants[0].services[0].tolerations = [
      Toleration(key: "nvidia.com/gpu", comparison: .exists)
    ]
    let deployment = try Small.deployment(scenario, .namespaces)
    #expect(Small.nodeCounts(deployment, scenario) == ["shared/gpu": 3])
  }

  @Test func everyClusterPaysForItsOwnAddOns() throws {
    // Each tenant's 4000m fill a node to the brim; the add-on makes it two, thrice.
    let tenants = ["ann", "bob", "cat"].map { Small.tenant($0, replicas: 4) }
    let scenario = Small.scenario(
      nodes: 1,
      hardware: .needed(targetUtilization: 1),
      tenants: tenants
    )
    #expect(try Small.deployment(scenario, .clusters).plan.nodes.count == 3 * 2)
    #expect(try Small.deployment(scenario, .namespaces).plan.nodes.count == 4)  // ⌈12.1 / 4⌉
  }

  @Test func quotaDeniedPodsNeedNoNodes() throws {
    var scenario = Small.scenario(
      nodes: 1,
      hardware: .needed(targetUtilization: 1),
      tenants: [Small.tenant("ann", replicas: 10)]
    )
    scenario.cluster.addOns = []
    scenario.tenants[0].quota = [.requests(.cpu): 4000]
    #expect(try Small.deployment(scenario, .namespaces).plan.nodes.count == 1)  // 4 of 10
    #expect(try Small.deployment(scenario, .sharedNodes).plan.nodes.count == 3)  // ⌈10 / 4⌉
  }

  @Test func aPodThatNoMachineFitsIsInfeasible() {
    var scenario = Small.scenario(
      nodes: 1,
      hardware: .needed(targetUtilization: 1),
      tenants: [Small.tenant("ann", cpu: 5000)]
    )
    scenario.nodePools.append(Small.gpuPool(1))
    #expect(
      Small.reason(scenario, .namespaces)
        == "namespaces can't run service ann/chat: no machine fits it (pool cpu: Insufficient cpu; "
        + "pool gpu: node(s) had untolerated taint {nvidia.com/gpu: })"
    )
  }

  @Test func everyPodRunsWithinTheTargetAndOneNodeLessFails() throws {
    let target = 0.8
    for seed in UInt64(1)...60 {
      var draws = RandomStream(seed: seed, purpose: "scenario")
      let scenario = RandomScenarios.next(
        hardware: .needed(targetUtilization: target),
        &draws
      )
      for pattern in IsolationPattern.allCases {
        let deployment = try Small.deployment(scenario, pattern, seed: seed)
        #expect(fits(deployment, target), "seed \(seed), \(pattern)")
        for (slot, nodes) in slots(of: deployment) where nodes.count > 1 {
          let fewer = without(nodes[nodes.count - 1], deployment, seed)
          #expect(!fits(fewer, target), "seed \(seed), \(pattern), \(slot)")
        }
      }
    }
  }

  private struct Slot: Hashable {
    var cluster: Int
    var pool: String
    var nodePool: Int
  }

  private func slots(of deployment: Deployment) -> [Slot: [Int]] {
    Dictionary(grouping: deployment.plan.nodes.indices) { index in
      let node = deployment.plan.nodes[index]
      return Slot(cluster: node.cluster, pool: node.pool, nodePool: node.nodePool)
    }
  }

  /// Every admitted pod runs, and cpu and memory are requested up to the target.
  private func fits(_ deployment: Deployment, _ target: Double) -> Bool {
    if deployment.placements.contains(where: { $0.outcome == .unschedulable }) { return false }
    return slots(of: deployment).values.allSatisfy { nodes in
      [ResourceName.cpu, .memory].allSatisfy { name in
        let offered = nodes.reduce(0) {
          $0 + deployment.plan.nodes[$1].allocatable.amount(name)
        }
        let requested = deployment.placements.reduce(Int64(0)) { sum, placement in
          let isHere = placement.node.map { nodes.contains($0.index) } ?? false
          return isHere ? sum + placement.requests.amount(name) : sum
        }
        return Double(requested) <= target * Double(offered) * (1 + 1e-8)
      }
    }
  }

  private func without(_ node: Int, _ deployment: Deployment, _ seed: UInt64) -> Deployment {
    var plan = deployment.plan
    plan.nodes.remove(at: node)
    let admissions = admit(plan)
    var placements = refusals(admissions)
    for cluster in plan.clusters.indices {
      var ties = RandomStream(
        seed: seed,
        owner: [plan.clusters[cluster].name],
        purpose: "placement"
      )
      schedule(cluster, of: plan, admissions, into: &placements, breakingTiesWith: &ties)
    }
    return Deployment(plan: plan, placements: placements)
  }
}
