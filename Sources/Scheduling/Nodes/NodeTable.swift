package import Domain

/// The books of a cluster's nodes: what each can give and what its pods have asked for.
package struct NodeTable: Sendable {
  package let resources: ResourceIndex
  package let count: Int
  /// Row by row, a column for each resource.
  private let allocatable: [Int64]
  private var requested: [Int64]
  /// What scoring counts as asked for: pods that name no cpu or memory count with a default.
  private var scored: [Int64]

  package init(allocatable lists: [ResourceList], resources: ResourceIndex) {
    self.resources = resources
    count = lists.count
    allocatable = lists.flatMap(resources.amounts)
    requested = Array(repeating: 0, count: allocatable.count)
    scored = requested
  }

  package func allocatable(_ resource: Int, of node: Int) -> Int64 {
    allocatable[node * resources.names.count + resource]
  }

  package func requested(_ resource: Int, of node: Int) -> Int64 {
    requested[node * resources.names.count + resource]
  }

  package func scored(_ resource: Int, of node: Int) -> Int64 {
    scored[node * resources.names.count + resource]
  }

  /// Takes what the pod asks for out of the node.
  package mutating func bind(_ pod: PodDemand, to node: Int) {
    let row = node * resources.names.count
    for resource in pod.requested.indices {
      requested[row + resource] += pod.requested[resource]
      scored[row + resource] += pod.scored[resource]
    }
  }

  /// Gives back what the pod was bound with.
  package mutating func release(_ pod: PodDemand, from node: Int) {
    let row = node * resources.names.count
    for resource in pod.requested.indices {
      requested[row + resource] -= pod.requested[resource]
      scored[row + resource] -= pod.scored[resource]
    }
  }
}

/// What one pod asks of a node, by resource index; every pod asks for one pod slot.
package struct PodDemand: Sendable {
  /// What filters and BalancedAllocation count.
  package let requested: [Int64]
  /// What NodeResourcesFit scores count.
  package let scored: [Int64]
  /// The resources asked for, ascending.
  let asked: [Int]

  package init(_ pod: PodSpec, _ resources: ResourceIndex) {
    var amounts = resources.amounts(of: pod.totalRequests)
    amounts[ResourceIndex.pods] = 1
    requested = amounts
    amounts[ResourceIndex.cpu] = pod.scoredRequest(.cpu, byDefault: 100)
    amounts[ResourceIndex.memory] = pod.scoredRequest(.memory, byDefault: 200 << 20)
    scored = amounts
    asked = requested.enumerated().filter { $0.element > 0 }.map(\.offset)
  }
}
