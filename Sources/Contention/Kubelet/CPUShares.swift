/// A cgroup: what it has a right to among its siblings, and what it asks for.
package struct CPUGroup: Sendable {
  /// `cpu.weight`, above 0.
  package var weight: Double
  /// What its own processes would use, in any unit of rate; a group with children has none.
  package var demand: Double
  /// Its `cpu.max`, in the same unit.
  package var limit: Double
  package var children: [CPUGroup]

  package init(
    weight: Double,
    demand: Double = 0,
    limit: Double = .infinity,
    children: [CPUGroup] = []
  ) {
    self.weight = weight
    self.demand = demand
    self.limit = limit
    self.children = children
  }

  /// The most that the group could use.
  fileprivate var wanted: Double {
    min(limit, children.isEmpty ? demand : children.reduce(0) { $0 + $1.wanted })
  }
}

/// How siblings share a capacity: by weight, what one leaves goes to the others.
///
/// - Returns: what each is granted, in the order given.
/// - Complexity: O(*n* log *n*).
package func cpuShares(of capacity: Double, among groups: [CPUGroup]) -> [Double] {
  var granted = Array(repeating: 0.0, count: groups.count)
  var left = capacity
  var weights = groups.reduce(0) { $0 + $1.weight }
  let wants = groups.map(\.wanted)
  // Who asks for least per unit of weight is satisfied first.
  let order = groups.indices.sorted { left, right in
    wants[left] / groups[left].weight < wants[right] / groups[right].weight
  }
  for index in order {
    granted[index] = min(wants[index], left * groups[index].weight / weights)
    left -= granted[index]
    weights -= groups[index].weight
  }
  return granted
}

/// What each leaf of a tree of groups is granted, from the first to the last.
package func leafShares(of capacity: Double, among groups: [CPUGroup]) -> [Double] {
  zip(groups, cpuShares(of: capacity, among: groups)).flatMap { group, granted in
    group.children.isEmpty ? [granted] : leafShares(of: granted, among: group.children)
  }
}

/// The shares of the kubelet's groups beside and above a node's pods.
///
/// Guaranteed pods hang directly below `kubepods`, the others in a group of their class. Source:
/// `pkg/kubelet/cm/qos_container_manager_linux.go` of Kubernetes.
package struct QoSGroupShares: Sendable, Equatable {
  /// By the node's allocatable CPU.
  package var kubepods: Int64
  /// By the sum of the requests of burstable pods.
  package var burstable: Int64
  package var bestEffort: Int64

  package init(allocatableMilli: Int64, burstableRequestsMilli: [Int64]) {
    let sum = burstableRequestsMilli.reduce(Int128(0)) { $0 + Int128($1) }
    kubepods = cpuShares(requestMilli: allocatableMilli)
    burstable = cpuShares(requestMilli: Int64(clamping: sum))
    bestEffort = 2
  }
}
