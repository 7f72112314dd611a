import Domain
import Randomness
import Scheduling
import Testing

/// The scheduling pass as a whole.
@Suite struct PlacementTests {
  @Test func higherPriorityGoesFirst() {
    let plan = Plans.plan(
      nodes: [Plans.node(cpu: 1000)],
      pods: [
        Plans.pod(cpu: 600), Plans.pod(cpu: 600, priority: 1), Plans.pod(cpu: 400),
      ]
    )
    let placements = Plans.place(plan)
    #expect(placements.map(\.outcome) == [.unschedulable, .running, .running])
    #expect(
      placements[0].reason == "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes "
        + "are available: 1 No preemption victims found for incoming pod."
    )
  }

  /// TaintToleration scores a node relative to the feasible node with the most soft taints.
  @Test func losingTheWorstNodeMakesTheOthersLookWorse() {
    func soft(_ count: Int) -> [Taint] {
      (0..<count).map { Taint(key: "t\($0)", effect: .preferNoSchedule) }
    }
    let nodes = [
      Plans.node(cpu: 1000, taints: soft(10), labels: ["name": "worst"]),
      Plans.node(cpu: 4000, labels: ["name": "crowded"]),
      Plans.node(cpu: 4000, taints: soft(1)),
    ]
    let pods = [
      Plans.pod(cpu: 3500, nodeSelector: ["name": "crowded"]),
      // Of 10 taints 1 costs 3 × 10 points, less than a full node does.
      Plans.pod(cpu: 500),
      Plans.pod(cpu: 1000, nodeSelector: ["name": "worst"]),
      // Of 1 taint it costs 3 × 100.
      Plans.pod(cpu: 500),
    ]
    let placements = Plans.place(Plans.plan(nodes: nodes, pods: pods))
    #expect(placements.map(\.node) == [1, 2, 0, 1].map { NodeID($0) })
  }

  @Test func explainsInTheWordsOfTheScheduler() {
    let gold = [Taint(key: "pool", value: "gold", effect: .noSchedule)]
    let plan = Plans.plan(
      nodes: (0..<8).map { _ in Plans.node(cpu: 1000) }
        + (0..<4).map { _ in Plans.node(cpu: 1000, gpu: 8, taints: gold) },
      pods: [Plans.pod(cpu: 2000, gpu: 1)]
    )
    // A node short of two resources counts under each; sorted as text, as upstream does.
    #expect(
      Plans.place(plan)[0].reason == "0/12 nodes are available: "
        + "4 node(s) had untolerated taint {pool: gold}, 8 Insufficient cpu, "
        + "8 Insufficient nvidia.com/gpu. preemption: 0/12 nodes are available: "
        + "12 Preemption is not helpful for scheduling."
    )
  }

  @Test func quotaRefusesInTheWordsOfTheAPIServer() {
    let quota: [QuotaKey: Int64] = [.requests(.cpu): 8000, .pods: 10]
    let pods = [7000, 2000].map { Plans.pod(cpu: $0, namespace: 0) }
    let plan = Plans.plan(nodes: [Plans.node(cpu: 32_000)], pods: pods, quota: quota)
    let placements = Plans.place(plan)
    #expect(placements.map(\.outcome) == [.running, .deniedByQuota])
    #expect(
      placements[1].reason
        == "exceeded quota: team, requested: requests.cpu=2, used: requests.cpu=7, "
        + "limited: requests.cpu=8"
    )
  }

  @Test func quotaOnLimitsWantsLimits() {
    let quota: [QuotaKey: Int64] = [.limits(.cpu): 8000, .limits(.memory): 1 << 34]
    let pods = [Plans.pod(cpu: 1000, namespace: 0)]
    let plan = Plans.plan(nodes: [Plans.node(cpu: 32_000)], pods: pods, quota: quota)
    #expect(
      Plans.place(plan)[0].reason == "failed quota: team: must specify limits.cpu,limits.memory"
    )
  }

  @Test func limitRangeDefaultsAndRefuses() {
    let range = LimitRange(
      defaultLimits: ResourceList([.cpu: 500]),
      max: ResourceList([.cpu: 2000])
    )
    let pods = [nil, 700, 2500].map { Plans.pod(cpu: $0, namespace: 0) }
    let plan = Plans.plan(nodes: [Plans.node(cpu: 8000)], pods: pods, limitRange: range)
    let placements = Plans.place(plan)
    #expect(placements.map(\.outcome) == [.running, .deniedByLimitRange, .deniedByLimitRange])
    // Nothing said: limit 500m by default, request := default limit.
    #expect(placements[0].requests.amount(.cpu) == 500)
    #expect(placements[0].limits.amount(.cpu) == 500)
    // The trap: a request above the *default* limit.
    #expect(placements[1].reason == "request 700m must be less than or equal to cpu limit of 500m")
  }

  @Test(arguments: [(10_000, 1000), (100_000, 10_000)])
  func placesManyPodsQuickly(podCount: Int, nodeCount: Int) {
    let pods = (0..<podCount).map { Plans.pod(cpu: 100 + $0 / 10 % 7 * 50) }
    let nodes = (0..<nodeCount).map { _ in Plans.node(cpu: 4000) }
    let plan = Plans.plan(nodes: nodes, pods: pods)
    var placements: [PodPlacement] = []
    let time = ContinuousClock().measure { placements = Plans.place(plan) }
    #expect(placements.allSatisfy { $0.outcome == .running })
    print("\(podCount) pods onto \(nodeCount) nodes in \(time)")
    // A generous bound: a pass that looked at every node for every pod would take minutes.
    #expect(time < .seconds(20))
  }
}
