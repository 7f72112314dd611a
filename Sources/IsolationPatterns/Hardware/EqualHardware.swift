internal import Domain
internal import Scheduling

/// The scenario's own nodes, dealt among the partitions of a pattern.
extension Blueprint {
  /// Deals each scenario pool by offered demand among the partitions whose pods would run there.
  func dealtNodes() throws(Infeasibility) -> NodeCounts {
    var counts = NodeCounts(
      partitions: division.partitions.count,
      pools: scenario.nodePools.count
    )
    guard !division.partitions.isEmpty else { return counts }
    for (pool, nodePool) in scenario.nodePools.enumerated() {
      let weights = demands(on: pool).map { $0.map { nodePool.machines(for: $0) } }
      let needing = weights.indices.filter { weights[$0] != nil }
      try checkThatNodesSuffice(for: needing, of: nodePool)
      if needing.isEmpty {
        counts[.init(partition: division.firstShared, pool: pool)] = nodePool.nodeCount
      }
      let dealt = deal(nodePool.nodeCount, by: weights.compactMap(\.self))
      for (partition, count) in zip(needing, dealt) {
        counts[.init(partition: partition, pool: pool)] = count
      }
    }
    return counts
  }

  /// The demand of each partition on one pool; nil where none of its pods would run there.
  func demands(on pool: Int) -> [OfferedDemand?] {
    var demands: [OfferedDemand?] = Array(repeating: nil, count: division.partitions.count)
    for (group, home) in zip(groups, homes) {
      guard let home, home.pool == pool, let pod = group.admitted.first else { continue }
      let demand = group.workload.map { workload in
        scenario.offeredDemand(
          of: workload,
          pods: group.admitted.count,
          limits: admissions[pod].limits
        )
      }
      demands[home.partition] = (demands[home.partition] ?? .init()) + (demand ?? .init())
    }
    return demands
  }

  private func checkThatNodesSuffice(
    for partitions: [Int],
    of pool: NodePool
  ) throws(Infeasibility) {
    guard partitions.count > pool.nodeCount else { return }
    let names = partitions.map { division.partitions[$0].place.pool }
    let others = names.count > 8 ? " and \(names.count - 8) more" : ""
    throw Infeasibility(
      reason: "\(pattern.rawValue) needs at least \(partitions.count) "
        + "\(partitions.count == 1 ? "node" : "nodes") of pool \(pool.name) "
        + "(\(names.prefix(8).joined(separator: ", "))\(others)), the scenario has "
        + "\(pool.nodeCount); add nodes, or choose hardware: needed"
    )
  }
}

extension NodePool {
  /// How many machines' worth a demand is, by the device it needs most of.
  func machines(for demand: OfferedDemand) -> Double {
    let cores = MilliCPU(allocatable.amount(.cpu)).cores
    let gpus = Double(self.gpus?.count ?? 0)
    return max(
      cores > 0 ? demand.cores / cores : 0,
      gpus > 0 ? demand.gpus / gpus : 0
    )
  }
}
