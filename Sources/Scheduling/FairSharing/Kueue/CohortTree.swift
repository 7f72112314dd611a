package import Domain

/// Cluster queues and cohorts with their quotas and what is used of them, as Kueue counts it.
///
/// Nodes are numbered: queues first, in the order given, then cohorts, then those cohorts that are
/// only named as a parent, which own nothing. Quantities live in flat arrays, one entry per node
/// and flavor of a resource. Nothing is allocated once the tree stands.
///
/// Source: kubernetes-sigs/kueue `pkg/cache/scheduler/resource_node.go` at ff69552.
package struct CohortTree: Sendable {
  /// By resource, then by flavor.
  package let flavorResources: [FlavorResource]
  package let queues: [ClusterQueue]
  /// Without the queues; cohort `i` is node `queues.count + i`.
  package let cohorts: [Cohort]
  /// Parent nodes; −1 for roots.
  let parents: [Int]
  /// Every cohort comes after all cohorts below it.
  let cohortsFromLeaves: [Int]
  /// Children of each cohort (by cohort number, not node number), in order.
  let childQueues: [[Int]]
  let childCohorts: [[Int]]
  /// Of each cohort, the number of edges down to its farthest leaf.
  let heights: [Int]
  /// The root of each node's tree; a queue without a cohort is its own.
  let roots: [Int]
  /// The range of `flavorResources` of each resource.
  let resourceRanges: [Range<Int>]
  /// Per node and flavor of a resource.
  let limits: NodeQuotas
  /// Per cohort and resource: what its children can borrow at most, over all flavors.
  let lendables: [Int64]
  /// Per node and flavor of a resource; of a cohort, what its children use above what they own
  /// for themselves alone.
  package internal(set) var usage: [Int64]

  package var nodeCount: Int { parents.count }

  /// The node of a queue or cohort; a queue goes before a cohort of the same name.
  ///
  /// - Complexity: O(nodes).
  package func node(named name: String) -> Int? {
    if let queue = queues.firstIndex(where: { $0.name == name }) { return queue }
    return cohorts.firstIndex { $0.name == name }.map { queues.count + $0 }
  }

  /// The node above; nil for a root.
  package func parent(of node: Int) -> Int? { parents[node] < 0 ? nil : parents[node] }

  func index(_ node: Int, _ flavorResource: Int) -> Int {
    node * flavorResources.count + flavorResource
  }

  func weight(of node: Int) -> FairWeight {
    node < queues.count ? queues[node].weight : cohorts[node - queues.count].weight
  }
}

/// Quotas of all nodes in flat arrays, one entry per node and flavor of a resource.
struct NodeQuotas: Sendable {
  /// Its own nominal quota and what its children lend it.
  var subtree: [Int64]
  /// The part of `subtree` that it never lends.
  var local: [Int64]
  /// `unlimited` where none is set.
  var borrowing: [Int64]
  /// Whether the node, or a queue or cohort below it, has a quota for it at all.
  var isDefined: [Bool]

  static let unlimited = Int64.max
}

/// Amounts by flavor and resource, numbered as in a tree; what a workload holds or asks for.
package struct QuotaUsage: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    /// Index into `CohortTree.flavorResources`.
    package var flavorResource: Int
    package var amount: Int64
  }

  /// In ascending order, without amounts of 0.
  package var entries: [Entry]

  /// Nothing at all.
  package static let none = QuotaUsage(entries: [])

  func uses(_ flavorResource: Int) -> Bool {
    entries.contains { $0.flavorResource == flavorResource }
  }
}

/// Why there can't be such a tree.
package enum CohortTreeError: Error, Equatable, Sendable {
  case duplicate(String)
  /// The names of cohorts each of which is the parent of the one before.
  case cycle([String])
  case negative(node: String, FlavorResource)
  case unknownQueue(String)
}
