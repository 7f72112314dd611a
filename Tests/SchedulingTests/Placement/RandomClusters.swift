import Domain
import Randomness

/// Small clusters and pods drawn at random, with every rule that the naive cluster knows.
struct RandomClusters {
  private var draws: RandomStream
  private(set) var namespaces = ["n0", "n1"]

  init(seed: UInt64) { draws = RandomStream(seed: seed, purpose: "random cluster") }

  mutating func cluster() -> PlannedCluster {
    PlannedCluster(
      name: "c",
      version: one(of: KubernetesVersion.allCases),
      tenants: [],
      scheduler: SchedulerSettings(
        scoring: .defaults(fit: one(of: [.leastAllocated, .leastAllocated, .mostAllocated])),
        ties: one(of: TieBreaking.allCases),
        percentageOfNodesToScore: one(of: [0, 100])
      )
    )
  }

  /// Mostly few nodes; now and then so many that the search stops early.
  mutating func nodes() -> [PlannedNode] {
    let count = pick(0...24) == 0 ? pick(100...170) : pick(1...14)
    return (0..<count).map { node($0) }
  }

  mutating func pods() -> [PlannedPod] {
    let shapes = (0..<pick(1...9)).map { shape($0) }
    return (0..<pick(5...60)).map { _ in one(of: shapes) }
  }

  private mutating func node(_ index: Int) -> PlannedNode {
    var allocatable = ResourceList([
      .cpu: Int64(pick(1...4)) * 1000, .memory: Int64(pick(1...4)) << 30,
      .pods: Int64(one(of: [3, 110])),
    ])
    if pick(0...3) == 0 { allocatable[.gpu] = Int64(pick(1...4)) }
    if pick(0...19) == 0 { allocatable[.memory] = 0 }
    var labels = ["pool": one(of: ["a", "b"])]
    if pick(0...9) > 0 { labels["topology.kubernetes.io/zone"] = one(of: ["x", "y", "z"]) }
    if pick(0...5) > 0 { labels["rack"] = "r\(index / 2)" }
    return PlannedNode(
      name: "node-\(pick(0...99))-\(index)",
      cluster: 0,
      nodePool: 0,
      pool: "shared",
      tenants: [],
      allocatable: allocatable,
      gpus: nil,
      labels: labels,
      taints: (0..<one(of: [0, 0, 0, 1, 2, 3])).map { _ in
        Taint(key: one(of: ["x", "y"]), value: one(of: ["1", "2"]), effect: one(of: Self.effects))
      },
      pricePerHour: .zero,
      images: pick(0...2) == 0
        ? ["m:1": Bytes(Int64(pick(1...30)) << 28), "m:2": Bytes(Int64(pick(1...3)) << 30)] : [:]
    )
  }

  private static let effects: [TaintEffect] = [
    .noSchedule, .preferNoSchedule, .preferNoSchedule, .preferNoSchedule,
  ]

  private mutating func shape(_ index: Int) -> PlannedPod {
    var requests = ResourceList()
    if pick(0...4) > 0 { requests[.cpu] = Int64(pick(0...6)) * 250 }
    if pick(0...4) > 0 { requests[.memory] = Int64(pick(0...6)) << 28 }
    if pick(0...5) == 0 { requests[.gpu] = Int64(pick(1...2)) }
    let workload: PodWorkload =
      pick(0...3) == 0 ? .batch(BatchID(index)) : .service(ServiceID(index / 2))
    return PlannedPod(
      name: "pod-\(index)",
      tenant: nil,
      workload: workload,
      namespace: one(of: [nil, 0, 0, 1]),
      cluster: 0,
      requests: requests,
      limits: ResourceList(),
      nodeSelector: pick(0...7) == 0 ? ["pool": one(of: ["a", "b"])] : [:],
      tolerations: (0..<one(of: [0, 0, 1, 2])).map { _ in
        Toleration(
          key: one(of: ["x", "y"]),
          comparison: one(of: [.equal, .exists]),
          value: one(of: ["1", "2"]),
          effect: one(of: [nil, .noSchedule, .preferNoSchedule])
        )
      },
      priority: one(of: [0, 0, 5, 10]),
      rules: rules()
    )
  }

  private mutating func rules() -> SchedulingRules {
    let isPlain = pick(0...2) == 0
    return SchedulingRules(
      labels: ["app": one(of: ["p", "q"]), "tier": one(of: ["1", "2"])],
      nodeAffinity: NodeAffinity(
        required: pick(0...6) == 0 ? [[requirement()], [requirement(), requirement()]] : [],
        preferred: (0..<one(of: [0, 0, 1, 2])).map { _ in
          .init(weight: pick(1...100), requirements: [requirement()])
        }
      ),
      podAffinity: isPlain ? PodAffinity() : podAffinity(),
      topologySpread: isPlain ? nil : one(of: [nil, [], constraints()]),
      images: one(of: [[], ["m:1"], ["m:1", "m:2"]]),
      mayPreempt: pick(0...4) > 0
    )
  }

  private mutating func requirement() -> LabelRequirement {
    LabelRequirement(
      key: one(of: ["pool", "rack", "topology.kubernetes.io/zone", "none"]),
      comparison: one(of: [.isIn, .isIn, .notIn, .exists, .doesNotExist]),
      values: [one(of: ["a", "x", "r0", "r1"]), one(of: ["b", "y"])]
    )
  }

  private mutating func podAffinity() -> PodAffinity {
    PodAffinity(
      required: pick(0...7) == 0 ? [term()] : [],
      preferred: pick(0...3) == 0 ? [.init(weight: pick(1...100), term: term())] : [],
      requiredAnti: pick(0...5) == 0 ? [term()] : [],
      preferredAnti: pick(0...3) == 0 ? [.init(weight: pick(1...100), term: term())] : []
    )
  }

  private mutating func term() -> PodAffinity.Term {
    PodAffinity.Term(
      topologyKey: key(),
      selector: one(of: [selector(), selector(), LabelSelector(), nil]),
      namespaces: one(of: [[], [], ["n0", "n1"], ["kube-system"]])
    )
  }

  private mutating func selector() -> LabelSelector {
    LabelSelector(matchLabels: ["app": one(of: ["p", "q"])])
  }

  private mutating func key() -> String {
    one(of: ["kubernetes.io/hostname", "topology.kubernetes.io/zone", "rack", "pool"])
  }

  private mutating func constraints() -> [TopologySpreadConstraint] {
    (0..<pick(1...2)).map { _ in
      TopologySpreadConstraint(
        maxSkew: pick(1...3),
        topologyKey: key(),
        whenUnsatisfiable: one(of: [.doNotSchedule, .scheduleAnyway]),
        selector: one(of: [selector(), selector(), LabelSelector(), nil]),
        minDomains: one(of: [nil, nil, 3]),
        nodeAffinityPolicy: one(of: [.honor, .ignore]),
        nodeTaintsPolicy: one(of: [.honor, .ignore])
      )
    }
  }

  mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &draws) }

  mutating func one<Element>(of elements: [Element]) -> Element {
    elements[pick(0...elements.count - 1)]
  }
}
