internal import Domain

/// The nodes of a cluster grouped by taints and labels, which most of them have in common.
package struct NodeKinds: Sendable {
  struct Kind: Hashable, Sendable {
    var taints: [Taint]
    var labels: [String: String]
  }

  private(set) var all: [Kind] = []
  /// The kind of each node.
  private(set) var ofNode: [Int] = []

  init(_ nodes: [PlannedNode]) {
    var known: [Kind: Int] = [:]
    for node in nodes {
      let kind = Kind(taints: node.taints, labels: node.labels)
      let index = known[kind] ?? all.count
      if index == all.count {
        known[kind] = index
        all.append(kind)
      }
      ofNode.append(index)
    }
  }
}
