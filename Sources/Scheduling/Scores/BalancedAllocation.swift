package import Domain

/// NodeResourcesBalancedAllocation: how evenly the pod would leave the node's resources used.
package struct BalancedAllocation: Sendable {
  /// How balance becomes a score.
  package enum Formula: Sendable {
    /// The balance after the pod, up to 1.35.
    case spread
    /// What the pod does to the balance, from 1.36 on; unchanged is 75.
    case improvement
  }

  private let formula: Formula
  private let resources: [(index: Int, isNative: Bool)]

  package init(_ formula: Formula, _ scored: [ResourceName], _ resources: ResourceIndex) {
    self.formula = formula
    self.resources = scored.compactMap { name in
      resources.index(of: name).map { (index: $0, isNative: name.isNative) }
    }
  }

  /// Whether the plugin is skipped, as the pod asks for nothing of what is scored.
  package func skips(_ pod: PodDemand) -> Bool {
    !resources.contains { pod.requested[$0.index] > 0 }
  }

  /// A score from 0 to 100; nil when the plugin is skipped.
  package func score(_ pod: PodDemand, _ node: Int, _ table: NodeTable) -> Int64? {
    if skips(pod) { return nil }
    let after = balance(pod, node, table, counting: 1)
    switch formula {
    case .spread: return after
    case .improvement: return 50 + (50 + after - balance(pod, node, table, counting: 0)) / 2
    }
  }

  /// One hundred less the spread of the requested shares, with the pod counted or not.
  private func balance(
    _ pod: PodDemand,
    _ node: Int,
    _ table: NodeTable,
    counting copies: Int64
  ) -> Int64 {
    // Two resources are the rule and their deviation is half the difference: no array needed.
    if resources.count == 2 {
      guard let first = share(resources[0], pod, node, table, copies),
        let second = share(resources[1], pod, node, table, copies)
      else { return 100 }
      return Int64((1 - abs(first - second) / 2) * 100)
    }
    let shares = resources.compactMap { share($0, pod, node, table, copies) }
    return Int64((1 - deviation(of: shares)) * 100)
  }

  /// The requested share of a resource; nil where the node or the pod has nothing to do with it.
  private func share(
    _ resource: (index: Int, isNative: Bool),
    _ pod: PodDemand,
    _ node: Int,
    _ table: NodeTable,
    _ copies: Int64
  ) -> Double? {
    let capacity = table.allocatable(resource.index, of: node)
    let demand = pod.requested[resource.index]
    if capacity == 0 || !resource.isNative && demand == 0 { return nil }
    let requested = table.requested(resource.index, of: node) + copies * demand
    return min(1, Double(requested) / Double(capacity))
  }
}

/// The population standard deviation; two shares take half their difference, as upstream does.
private func deviation(of shares: [Double]) -> Double {
  if shares.count < 2 { return 0 }
  if shares.count == 2 { return abs(shares[0] - shares[1]) / 2 }
  let mean = shares.reduce(0, +) / Double(shares.count)
  let squares = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (squares / Double(shares.count)).squareRoot()
}
