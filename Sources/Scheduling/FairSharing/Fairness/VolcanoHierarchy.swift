package import Domain

/// Volcano's hierarchical DRF: queues in a tree, compared from the root downwards.
///
/// Source: volcano-sh/volcano `pkg/scheduler/plugins/drf/drf.go` at ed72c7c.
package struct VolcanoHierarchy: Sendable {
  /// A job, a queue or a group of queues.
  package struct Node: Sendable {
    package var name: String
    /// At least 1.
    package var weight: Double
    /// Of leaves; of others it follows from their children.
    package var allocated: [ResourceName: Double]
    /// Whether a leaf can't use any more, or nothing of what it wants is left.
    package var isSaturated: Bool
    package var children: [Node]
    package fileprivate(set) var share = 0.0

    package init(
      name: String,
      weight: Double = 1,
      allocated: [ResourceName: Double] = [:],
      isSaturated: Bool = false,
      children: [Node] = []
    ) {
      self.name = name
      self.weight = max(1, weight)
      self.allocated = allocated
      self.isSaturated = isSaturated
      self.children = children
    }
  }

  package private(set) var root: Node

  /// Computes the shares of all nodes from the leaves up.
  package init(root: Node, total: [ResourceName: Double]) {
    self.root = root
    Self.update(&self.root, total)
  }

  private static func update(_ node: inout Node, _ total: [ResourceName: Double]) {
    guard !node.children.isEmpty else {
      node.share = share(of: node.allocated, total)
      return
    }
    for index in node.children.indices { update(&node.children[index], total) }
    let hungry = node.children.filter { $0.share != 0 && !$0.isSaturated }
    let smallest = min(1, hungry.map(\.share).min() ?? 1)
    node.allocated = [:]
    for child in node.children where child.share != 0 {
      // Children that want more count as if all had as little as the poorest of them.
      let scale = child.isSaturated ? 1 : smallest / child.share
      node.allocated.merge(child.allocated.mapValues { $0 * scale }, uniquingKeysWith: +)
    }
    node.share = share(of: node.allocated, total)
    node.isSaturated = node.children.allSatisfy(\.isSaturated)
  }

  private static func share(
    of allocated: [ResourceName: Double],
    _ total: [ResourceName: Double]
  ) -> Double {
    allocated.reduce(0) { largest, entry in
      let whole = total[entry.key] ?? 0
      return max(largest, whole == 0 ? (entry.value == 0 ? 0 : 1) : entry.value / whole)
    }
  }

  /// Whether the first queue goes before the second, each given by the names below the root.
  ///
  /// Level by level the one that isn't saturated goes first, then the one with the smaller share
  /// divided by weight.
  package func goesFirst(_ first: [String], _ second: [String]) -> Bool {
    var (a, b) = (root, root)
    for (left, right) in zip(first, second) {
      guard let nextA = a.children.first(where: { $0.name == left }),
        let nextB = b.children.first(where: { $0.name == right })
      else { return false }
      (a, b) = (nextA, nextB)
      if a.isSaturated != b.isSaturated { return b.isSaturated }
      let (mine, theirs) = (a.share / a.weight, b.share / b.weight)
      if mine != theirs { return mine < theirs }
    }
    return false
  }
}
