package import Domain
internal import EventCore

/// Places pods one by one, each on the node that its policy scores highest.
///
/// A placement changes one node. So the scores of all nodes are kept for each kind of pod; when its
/// next pod comes, only those of nodes that changed in between are renewed.
package struct ClusterPlacement: ~Copyable {
  private var cluster: GPUPlacement
  private let ties: TieBreaking
  private var scores: ScoreRows
  /// The node of each placement so far.
  private var placements: DenseTable<Int32>
  private var placementCount = 0
  /// The number of the last placement on each node.
  private var lastPlacement: DenseTable<Int32>
  /// The placements that the scores of each kind know of; -1 before its first pod.
  private var known: DenseTable<Int32>

  /// Creates an empty cluster; in name order the lower node number wins among equal scores.
  ///
  /// The policy `random` takes any node with room, whatever the rule for ties.
  package init(_ cluster: consuming GPUPlacement, ties: TieBreaking) {
    self.ties = cluster.policy == .random ? .random : ties
    scores = ScoreRows(rows: cluster.kindCount, columns: cluster.nodeCount)
    placements = DenseTable(zeros: 1024)
    lastPlacement = DenseTable(repeating: -1, count: cluster.nodeCount)
    known = DenseTable(repeating: -1, count: cluster.kindCount)
    self.cluster = cluster
  }

  /// Places a pod of a kind; nil if it fits nowhere.
  package mutating func place(
    _ kind: Int,
    using generator: inout some RandomNumberGenerator
  ) -> Int? {
    catchUp(kind)
    guard let best = scores.best(inRow: kind) else { return nil }
    let node: Int
    switch ties {
    case .nameOrder: node = scores.find(number: 0, ofBest: best, inRow: kind)
    case .random:
      let count = scores.count(ofBest: best, inRow: kind)
      let number = Int.random(in: 0..<count, using: &generator)
      node = scores.find(number: number, ofBest: best, inRow: kind)
    }
    let count = cluster.choose(kind, on: node, using: &generator)
    cluster.bind(kind, to: node, chosen: count)
    note(node)
    return node
  }

  /// Thousandths of GPUs that pods have been given.
  package var allocatedMilli: Int64 { cluster.allocatedMilli }

  /// The fragmentation of the cluster as it is.
  package var fragmentation: Fragmentation { cluster.fragmentation }

  /// The GPUs that the latest pod was given; so many as it asked for.
  package mutating func latestGPUs(_ count: Int) -> [Int] { cluster.chosenGPUs(count) }

  /// Brings the scores of a kind up to date.
  private mutating func catchUp(_ kind: Int) {
    let seen = Int(known[kind])
    if seen < 0 {
      for node in 0..<cluster.nodeCount { renew(kind, node) }
    } else {
      for number in seen..<placementCount {
        let node = Int(placements[number])
        if lastPlacement[node] == number { renew(kind, node) }
      }
    }
    known[kind] = Int32(placementCount)
  }

  private mutating func renew(_ kind: Int, _ node: Int) {
    scores.set(cluster.fits(kind, on: node) ? cluster.score(kind, on: node) : nil, kind, node)
  }

  private mutating func note(_ node: Int) {
    if placementCount == placements.count {
      placements.grow(to: placementCount * 2, filling: 0)
    }
    placements[placementCount] = Int32(node)
    lastPlacement[node] = Int32(placementCount)
    placementCount += 1
  }
}
