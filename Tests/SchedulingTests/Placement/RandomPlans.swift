import Domain
import Randomness

/// Small plans drawn at random, with every rule that the naive scheduler knows.
struct RandomPlans {
  private var draws: RandomStream

  init(seed: UInt64) { draws = RandomStream(seed: seed, purpose: "random plan") }

  mutating func next() -> DeploymentPlan {
    let clusters = (1...pick(1...2)).map { number in
      PlannedCluster(name: "c\(number)", version: one(of: KubernetesVersion.allCases), tenants: [])
    }
    // Most plans are small; some have more nodes and shapes than the scheduler keeps at hand.
    let isLarge = pick(0...19) == 0
    let shapes = (0..<pick(1...(isLarge ? 100 : 10))).map { pod($0, pick(0...clusters.count - 1)) }
    return DeploymentPlan(
      pattern: .namespaces,
      clusters: clusters,
      nodes: (0..<pick(0...(isLarge ? 150 : 7))).map { node($0, pick(0...clusters.count - 1)) },
      namespaces: (0..<2).map { index in
        PlannedNamespace(name: "n\(index)", cluster: 0, quota: quota(), limitRange: nil)
      },
      pods: (0..<pick(1...(isLarge ? 200 : 30))).map { _ in one(of: shapes) },
      enforcesRateLimits: true
    )
  }

  private mutating func node(_ index: Int, _ cluster: Int) -> PlannedNode {
    var allocatable = ResourceList([
      .cpu: Int64(pick(1...4)) * 1000, .memory: Int64(pick(1...4)) << 30,
      .pods: Int64(one(of: [3, 110])),
    ])
    if pick(0...3) == 0 { allocatable[.gpu] = Int64(pick(1...4)) }
    if pick(0...9) == 0 { allocatable[.memory] = 0 }
    return PlannedNode(
      name: "node-\(index)",
      cluster: cluster,
      nodePool: 0,
      pool: "shared",
      tenants: [],
      allocatable: allocatable,
      gpus: nil,
      labels: ["zone": one(of: ["a", "b"])],
      taints: (0..<one(of: [0, 0, 1, 2, 3, 5])).map { _ in
        Taint(key: one(of: ["x", "y"]), value: one(of: ["1", "2"]), effect: one(of: Self.effects))
      },
      pricePerHour: .zero
    )
  }

  private static let effects: [TaintEffect] = [
    .noSchedule, .preferNoSchedule, .preferNoSchedule, .preferNoSchedule, .preferNoSchedule,
  ]

  private mutating func quota() -> [QuotaKey: Int64] {
    switch pick(0...3) {
    case 0: [.pods: Int64(pick(3...12))]
    case 1: [.requests(.cpu): Int64(pick(1...6)) * 1000]
    default: [:]
    }
  }

  private mutating func pod(_ index: Int, _ cluster: Int) -> PlannedPod {
    var requests = ResourceList()
    if pick(0...4) > 0 { requests[.cpu] = Int64(pick(0...6)) * 250 }
    if pick(0...4) > 0 { requests[.memory] = Int64(pick(0...6)) << 28 }
    if pick(0...5) == 0 { requests[.gpu] = Int64(pick(1...2)) }
    return PlannedPod(
      name: "pod-\(index)",
      tenant: nil,
      workload: .addOn(0),
      namespace: one(of: [nil, 0, 1]),
      cluster: cluster,
      requests: requests,
      limits: ResourceList(),
      nodeSelector: pick(0...5) == 0 ? ["zone": one(of: ["a", "b", "c"])] : [:],
      tolerations: (0..<one(of: [0, 0, 1, 2])).map { _ in
        Toleration(
          key: one(of: ["x", "y"]),
          comparison: one(of: [.equal, .exists]),
          value: one(of: ["1", "2"]),
          effect: one(of: [nil, .noSchedule, .preferNoSchedule])
        )
      },
      priority: one(of: [0, 0, 0, 10])
    )
  }

  private mutating func pick(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &draws)
  }

  private mutating func one<Element>(of elements: [Element]) -> Element {
    elements[pick(0...elements.count - 1)]
  }
}
