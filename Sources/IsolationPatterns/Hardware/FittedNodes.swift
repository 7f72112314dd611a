internal import Domain

/// The nodes that a search has found, or tries.
extension Blueprint {
  /// - Throws: `Infeasibility` if nothing has been searched for yet, or nothing found.
  func fittedNodes(_ hardware: FittedHardware) throws(Infeasibility) -> NodeCounts {
    let nodes = hardware.nodes?.filter { $0.pattern == pattern } ?? []
    guard !nodes.isEmpty || division.partitions.isEmpty else {
      throw Infeasibility(reason: "no hardware has been fitted to \(pattern.rawValue)")
    }
    var counts = NodeCounts(
      partitions: division.partitions.count,
      pools: scenario.nodePools.count
    )
    for pool in nodes {
      guard division.partitions.indices.contains(pool.partition),
        scenario.nodePools.indices.contains(pool.nodePool)
      else { continue }
      counts[.init(partition: pool.partition, pool: pool.nodePool)] = pool.count
    }
    return counts
  }
}
