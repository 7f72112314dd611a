package import Domain
internal import EventCore

/// The nodes of a cluster as a placement policy of the fragmentation study sees them: what is left
/// of each, which groups of pods it has, and how fragmented it is.
///
/// Facts in, decisions out: it says whether a pod fits a node, with which score, and which GPUs it
/// takes; `ClusterPlacement` finds the best node. All state is indexed by dense numbers of nodes,
/// kinds of pods and GPUs, and nothing is allocated after the beginning.
package struct GPUPlacement: ~Copyable {
  package let policy: GPUPlacementPolicy
  package let nodeCount: Int
  package let kindCount: Int
  /// GPUs of the node with the most.
  let mostGPUs: Int
  /// The largest node's CPU and the largest node's thousandths of GPUs, by which scores are scaled.
  let largestCPU: Double
  let largestGPU: Int64

  // By node.
  var milliCPU: DenseTable<Int64>
  var memory: DenseTable<Int64>
  var nodeClass: DenseTable<Int32>
  var gpus: DenseTable<Int32>
  /// Thousandths left of all its GPUs.
  var idle: DenseTable<Int32>
  /// Groups of pods that have any on the node.
  var groups: DenseTable<Int32>
  /// Fragments times the total weight.
  var fragments: DenseTable<Int64>
  /// Thousandths left of each GPU, `mostGPUs` for each node.
  var left: DenseTable<Int32>
  /// Pods of each group, `mostGPUs` + 1 for each node.
  var members: DenseTable<Int32>
  /// What is left of GPUs large enough for each size, `usable.sizes` for each node.
  var larger: DenseTable<LargerGPUs>

  /// What kinds of pods take, and what of GPUs on each class of nodes.
  var kinds: DenseTable<KindFacts>
  var demands: DenseTable<GPUDemand>
  let classes: Int

  var usable: UsableWeights
  var gradient: GradientScores
  /// The GPUs of the latest choice.
  var chosen: DenseTable<Int32>
  /// The GPUs that may be chosen, the first by the lowest bit.
  var allowed: UInt64 = .max

  package private(set) var allocatedMilli: Int64 = 0
  package private(set) var idleMilli: Int64
  private(set) var allFragments: Int64 = 0

  /// A closed class has a demand that no node can meet.
  static var closed: GPUDemand { GPUDemand(milliEach: .max, count: 1) }

  /// - Precondition: every pod has a demand, or nil, for every class of the nodes; no node has more
  ///   than 64 GPUs.
  package init(
    _ policy: GPUPlacementPolicy,
    nodes: [PlacementNode],
    kinds: [PlacementPod],
    typical: TypicalPods
  ) {
    let classes = (nodes.map(\.nodeClass).max() ?? 0) + 1
    let mostGPUs = max(nodes.map(\.gpus).max() ?? 0, 1)
    precondition(mostGPUs <= 64, "a node has at most 64 GPUs, got \(mostGPUs)")
    self.policy = policy
    nodeCount = nodes.count
    kindCount = kinds.count
    self.classes = classes
    self.mostGPUs = mostGPUs
    largestCPU = Double(max(nodes.map(\.milliCPU).max() ?? 0, 1))
    largestGPU = Int64(mostGPUs) * Int64(GPUDemand.wholeGPU)
    milliCPU = DenseTable(nodes.map(\.milliCPU))
    memory = DenseTable(nodes.map(\.memory))
    nodeClass = DenseTable(nodes.map { Int32($0.nodeClass) })
    gpus = DenseTable(nodes.map { Int32($0.gpus) })
    idle = DenseTable(nodes.map { Int32($0.gpus) * GPUDemand.wholeGPU })
    groups = DenseTable(zeros: nodes.count)
    fragments = DenseTable(zeros: nodes.count)
    left = DenseTable(
      nodes.flatMap { node in (0..<mostGPUs).map { $0 < node.gpus ? GPUDemand.wholeGPU : 0 } }
    )
    members = DenseTable(zeros: nodes.count * (mostGPUs + 1))
    self.kinds = DenseTable(kinds.map { KindFacts(milliCPU: $0.milliCPU, memory: $0.memory) })
    demands = DenseTable(
      kinds.flatMap { kind in kind.demands.prefix(classes).map { $0 ?? Self.closed } }
    )
    usable = UsableWeights(typical, classes: classes, mostGPUs: mostGPUs)
    gradient = GradientScores(totalWeight: typical.totalWeight, mostGPUs: mostGPUs)
    larger = DenseTable(repeating: LargerGPUs(), count: nodes.count * usable.sizes)
    chosen = DenseTable(zeros: mostGPUs)
    idleMilli = nodes.reduce(0) { $0 + Int64($1.gpus) * Int64(GPUDemand.wholeGPU) }
    for node in 0..<nodes.count { measure(node) }
  }

  /// The fragmentation of the cluster as it is.
  package var fragmentation: Fragmentation {
    Fragmentation(
      idleMilli: idleMilli,
      fragmentedMilli: Double(allFragments) / Double(max(usable.totalWeight, 1))
    )
  }

  /// Whether the node has room for a pod of the kind and may have it; O(GPUs of the node).
  package mutating func fits(_ kind: Int, on node: Int) -> Bool {
    guard kinds[kind].milliCPU <= milliCPU[node], kinds[kind].memory <= memory[node] else {
      return false
    }
    let demand = demand(of: kind, on: node)
    guard demand.count <= gpus[node], demand.milli <= idle[node] else { return false }
    var missing = demand.count
    for gpu in 0..<Int(gpus[node]) where isRoomy(gpu, on: node, for: demand) {
      missing -= 1
      if missing <= 0 { return true }
    }
    return missing <= 0
  }

  /// Puts a pod on so many GPUs that were chosen for it.
  mutating func bind(_ kind: Int, to node: Int, chosen count: Int) {
    let demand = demand(of: kind, on: node)
    for place in 0..<count { left[node * mostGPUs + Int(chosen[place])] -= demand.milliEach }
    settle(kind, node, demand, pods: 1)
  }

  /// Puts a pod on GPUs of a node.
  package mutating func bind(_ kind: Int, to node: Int, gpus: [Int]) {
    let demand = demand(of: kind, on: node)
    for gpu in gpus { left[node * mostGPUs + gpu] -= demand.milliEach }
    settle(kind, node, demand, pods: 1)
  }

  /// Takes a pod off the GPUs that it was given.
  package mutating func release(_ kind: Int, from node: Int, gpus: [Int]) {
    let demand = demand(of: kind, on: node)
    for gpu in gpus { left[node * mostGPUs + gpu] += demand.milliEach }
    settle(kind, node, demand, pods: -1)
  }

  /// What a pod of the kind takes of GPUs on the node.
  @inline(__always)
  mutating func demand(of kind: Int, on node: Int) -> GPUDemand {
    demands[kind * classes + Int(nodeClass[node])]
  }

  private mutating func settle(_ kind: Int, _ node: Int, _ demand: GPUDemand, pods: Int32) {
    milliCPU[node] -= kinds[kind].milliCPU * Int64(pods)
    memory[node] -= kinds[kind].memory * Int64(pods)
    if demand.count > 0 {
      idle[node] -= demand.milli * pods
      idleMilli -= Int64(demand.milli * pods)
      allocatedMilli += Int64(demand.milli * pods)
      let group = node * (mostGPUs + 1) + demand.group
      groups[node] -= members[group] > 0 ? 1 : 0
      members[group] += pods
      groups[node] += members[group] > 0 ? 1 : 0
    }
    measure(node)
  }

  /// Measures a node afresh after it has changed.
  private mutating func measure(_ node: Int) {
    for size in 0..<usable.sizes {
      var large = LargerGPUs()
      let milli = usable.milli(ofSize: size)
      for gpu in 0..<mostGPUs where left[node * mostGPUs + gpu] >= milli {
        large.add(left[node * mostGPUs + gpu], times: 1)
      }
      larger[node * usable.sizes + size] = large
    }
    allFragments -= fragments[node]
    fragments[node] = currentFragments(of: node)
    allFragments += fragments[node]
  }
}

/// What a pod takes besides GPUs.
struct KindFacts: BitwiseCopyable {
  var milliCPU: Int64
  var memory: Int64
}

/// The GPUs of a node that have at least so much left.
struct LargerGPUs: BitwiseCopyable {
  var count: Int32 = 0
  /// Thousandths left of them in all.
  var milli: Int32 = 0

  @inline(__always)
  mutating func add(_ milli: Int32, times: Int32) {
    count += times
    self.milli += milli * times
  }
}
