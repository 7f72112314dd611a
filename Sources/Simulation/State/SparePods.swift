internal import Domain
internal import EventCore

/// Containers laid out for pods that may lose their node while the run goes on.
///
/// The devices of a run and their containers are fixed before it begins, so wherever the
/// replacement of an evicted pod might go, a container must wait for it. There are some only in
/// clusters in which a workload states its memory, for elsewhere nobody is evicted; and none for
/// pods on GPUs, which come back to their own.
struct SparePods {
  /// A container that waits for a pod of the same workload.
  struct Spare {
    /// The first pod of the workload in the cluster.
    var pod: PodID
    /// That pod's, on the spare's node.
    var placement: PodPlacement
  }

  private(set) var all: [Spare] = []

  /// The most of them in a deployment; beyond, each workload has fewer on every node.
  private static let most = 20_000

  init(_ deployment: Deployment, _ scenario: Scenario, until horizon: SimTime) {
    let stated = StatedMemory(scenario)
    guard stated.isAny else { return }
    let plan = deployment.plan
    var workloads = Workloads()
    for (index, placement) in deployment.placements.enumerated() {
      guard let node = placement.node, placement.presence(until: horizon) != nil else { continue }
      workloads.add(index, plan.pods[index], placement, on: node.index)
    }
    let clusters = Set(workloads.list.filter { stated.has($0.workload) }.map(\.cluster))
    let movable = workloads.list.filter { clusters.contains($0.cluster) && $0.isMovable }
    var wanted: [(workload: Int, node: Int, count: Int)] = []
    for (number, workload) in movable.enumerated() {
      let pod = plan.pods[workload.first]
      for (node, planned) in plan.nodes.enumerated()
      where planned.cluster == workload.cluster && planned.mayTake(pod) {
        let requests = deployment.placements[workload.first].requests
        let room = min(workload.pods, planned.room(for: requests))
        let count = room - workload.onNode[node, default: 0]
        if count > 0 { wanted.append((number, node, count)) }
      }
    }
    let cap = Self.cap(on: wanted.map(\.count))
    for (number, node, count) in wanted {
      let first = movable[number].first
      var placement = deployment.placements[first]
      placement.node = NodeID(node)
      let spare = Spare(pod: PodID(first), placement: placement)
      all.append(contentsOf: repeatElement(spare, count: min(count, cap)))
    }
  }

  /// The largest bound on each count under which there are few enough of them.
  private static func cap(on counts: [Int]) -> Int {
    var cap = counts.max() ?? 0
    while cap > 0, counts.reduce(0, { $0 + min($1, cap) }) > most { cap -= max(1, cap / 8) }
    return cap
  }
}

/// Which workloads state what memory they use.
struct StatedMemory {
  private let roster: Roster

  init(_ scenario: Scenario) { roster = scenario.roster }

  var isAny: Bool {
    roster.services.contains { $0.service.memoryUse != nil }
      || roster.batchWorkloads.contains { $0.workload.memoryUse != nil }
  }

  func has(_ workload: PodWorkload) -> Bool { use(of: workload) != nil }

  func use(of workload: PodWorkload) -> MemoryUse? {
    switch workload {
    case .service(let id): roster.services[id.index].service.memoryUse
    case .batch(let id): roster.batchWorkloads[id.index].workload.memoryUse
    case .addOn: nil
    }
  }
}

/// The pods on nodes, by workload and cluster, in the order in which they appear.
private struct Workloads {
  struct Entry {
    var workload: PodWorkload
    var cluster: Int
    /// Number of its first pod.
    var first: Int
    var pods = 0
    var isMovable: Bool
    var onNode: [Int: Int] = [:]
  }

  private struct Key: Hashable {
    var workload: PodWorkload
    var sharedGroup: Int?
    var cluster: Int
  }

  private(set) var list: [Entry] = []
  private var places: [Key: Int] = [:]

  mutating func add(_ index: Int, _ pod: PlannedPod, _ placement: PodPlacement, on node: Int) {
    let key = Key(
      workload: pod.workload,
      sharedGroup: pod.sharedGroup,
      cluster: pod.cluster
    )
    let place = places[key] ?? list.count
    if place == list.count {
      places[key] = place
      var isMovable = placement.gpu == nil
      if case .addOn = pod.workload { isMovable = false }
      list.append(
        Entry(workload: pod.workload, cluster: pod.cluster, first: index, isMovable: isMovable)
      )
    }
    list[place].pods += 1
    list[place].onNode[node, default: 0] += 1
  }
}

extension PlannedNode {
  /// Whether labels and taints let a pod in; the scheduler looks at everything else.
  fileprivate func mayTake(_ pod: PlannedPod) -> Bool {
    pod.nodeSelector.allSatisfy { labels[$0.key] == $0.value }
      && taints.allSatisfy { taint in
        taint.effect == .preferNoSchedule || pod.tolerations.contains { $0.tolerates(taint) }
      }
  }

  /// How many pods with such requests it holds when empty.
  fileprivate func room(for requests: ResourceList) -> Int {
    requests.names.reduce(Int(clamping: allocatable.amount(.pods))) { room, name in
      let amount = requests.amount(name)
      return amount > 0 ? min(room, Int(clamping: allocatable.amount(name) / amount)) : room
    }
  }
}
