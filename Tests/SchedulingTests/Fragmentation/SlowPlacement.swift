import Domain
import Scheduling

/// The slow twin of `ClusterPlacement`: judges every node for every pod, by the definitions.
struct SlowPlacement {
  struct Node {
    var milliCPU: Int64
    var memory: Int64
    var left: [Int32]
    var nodeClass: Int
    /// The groups of its pods, one entry for each pod.
    var groups: [Int] = []

    var free: FreeNode { FreeNode(milliCPU: milliCPU, gpuMilli: left, nodeClass: nodeClass) }
    var idle: Int { left.reduce(0) { $0 + Int($1) } }
  }

  var policy: GPUPlacementPolicy
  var ties: TieBreaking
  var nodes: [Node]
  var kinds: [PlacementPod]
  var typical: TypicalPods
  private var largestCPU: Double
  private var largestGPU: Int

  init(
    _ policy: GPUPlacementPolicy,
    _ ties: TieBreaking,
    _ nodes: [PlacementNode],
    _ kinds: [PlacementPod],
    _ typical: TypicalPods
  ) {
    self.policy = policy
    self.ties = ties
    self.kinds = kinds
    self.typical = typical
    self.nodes = nodes.map { node in
      Node(
        milliCPU: node.milliCPU,
        memory: node.memory,
        left: Array(repeating: 1000, count: node.gpus),
        nodeClass: node.nodeClass
      )
    }
    largestCPU = Double(nodes.map(\.milliCPU).max() ?? 1)
    largestGPU = 1000 * max(nodes.map(\.gpus).max() ?? 1, 1)
  }

  /// The node and the GPUs that a pod is given; nil if it fits nowhere.
  mutating func place(
    _ kind: Int,
    using generator: inout some RandomNumberGenerator
  ) -> (node: Int, gpus: [Int])? {
    let pod = kinds[kind]
    let scores = nodes.map { node in fits(pod, node) ? score(pod, node) : -1 }
    guard let best = scores.max(), best >= 0 else { return nil }
    let tied = scores.indices.filter { scores[$0] == best }
    let isDrawn = ties == .random || policy == .random
    let node = isDrawn ? tied[Int.random(in: 0..<tied.count, using: &generator)] : tied[0]
    let gpus = choose(pod, nodes[node], using: &generator)
    let demand = demand(pod, nodes[node])
    nodes[node].milliCPU -= pod.milliCPU
    nodes[node].memory -= pod.memory
    for gpu in gpus { nodes[node].left[gpu] -= demand.milliEach }
    if demand.count > 0 { nodes[node].groups.append(group(demand)) }
    return (node, gpus)
  }

  private func fits(_ pod: PlacementPod, _ node: Node) -> Bool {
    guard let demand = pod.demands[node.nodeClass] else { return false }
    return pod.milliCPU <= node.milliCPU && pod.memory <= node.memory
      && node.left.filter { $0 >= demand.milliEach }.count >= demand.count
  }

  /// What a pod takes on a node that is open to it.
  private func demand(_ pod: PlacementPod, _ node: Node) -> GPUDemand {
    pod.demands[node.nodeClass] ?? .none
  }

  private func group(_ demand: GPUDemand) -> Int {
    demand.milliEach < 1000 ? 0 : Int(demand.count)
  }

  private func score(_ pod: PlacementPod, _ node: Node) -> Int {
    let demand = demand(pod, node)
    let asked = Double(demand.milliEach * demand.count)
    let cpu = Double(node.milliCPU)
    let gpu = Double(node.idle)
    switch policy {
    case .random:
      return 0
    case .dotProduct:
      let products = cpu / largestCPU * (Double(pod.milliCPU) / largestCPU)
      let both = products + gpu / Double(largestGPU) * (asked / Double(largestGPU))
      return Int(100 * (1 - both / 2))
    case .bestFit:
      let first = (cpu - Double(pod.milliCPU)) / largestCPU * 0.5
      return Int((1 - (first + (gpu - asked) / Double(largestGPU) * 0.5)) * 100)
    case .gpuClustering:
      guard demand.count > 0 else { return 0 }
      let isAlone = Set(node.groups).count == 1
      let base =
        node.groups.contains(group(demand))
        ? (isAlone ? 75 : 50) : (node.groups.isEmpty ? 25 : 0)
      return base + 25 * (largestGPU - node.idle) / largestGPU
    case .gpuPacking:
      return packing(demand, node)
    case .fgd:
      return options(pod, node).map { gradient(pod, node, $0) }.max() ?? 0
    }
  }

  private func packing(_ demand: GPUDemand, _ node: Node) -> Int {
    guard demand.count > 0 else { return 0 }
    let whole = node.left.filter { $0 == 1000 }.count
    if whole == node.left.count { return max(33 - whole, whole) }
    let taken = tightest(demand, node).map { Int(node.left[$0]) }
    let wholeTaken = taken.filter { $0 == 1000 }.count
    if wholeTaken > 0 { return max(50 - wholeTaken, 33) }
    return max(100 - taken.reduce(0) { $0 + $1 / 10 } / 10, 50)
  }

  /// The GPUs that FGD weighs up: each with room for a share, the tightest otherwise.
  private func options(_ pod: PlacementPod, _ node: Node) -> [[Int]] {
    let demand = demand(pod, node)
    guard demand.isShare else { return [tightest(demand, node)] }
    return node.left.indices.filter { node.left[$0] >= demand.milliEach }.map { [$0] }
  }

  private func gradient(_ pod: PlacementPod, _ node: Node, _ gpus: [Int]) -> Int {
    var after = node.free
    after.milliCPU -= pod.milliCPU
    for gpu in gpus { after.gpuMilli[gpu] -= demand(pod, node).milliEach }
    let decrease =
      weightedFragments(of: node.free, for: typical) - weightedFragments(of: after, for: typical)
    return gradientScore(decrease, totalWeight: typical.totalWeight)
  }

  private func choose(
    _ pod: PlacementPod,
    _ node: Node,
    using generator: inout some RandomNumberGenerator
  ) -> [Int] {
    let demand = demand(pod, node)
    guard demand.isShare, policy == .random || policy == .fgd else {
      return tightest(demand, node)
    }
    let options = options(pod, node)
    if policy == .random { return options[Int.random(in: 0..<options.count, using: &generator)] }
    let scores = options.map { gradient(pod, node, $0) }
    return options[scores.firstIndex(of: scores.max() ?? 0) ?? 0]
  }

  private func tightest(_ demand: GPUDemand, _ node: Node) -> [Int] {
    let roomy = node.left.indices.filter { node.left[$0] >= demand.milliEach }
    let sorted = roomy.sorted { (node.left[$0], $0) < (node.left[$1], $1) }
    return Array(sorted.prefix(Int(demand.count)))
  }
}
