internal import Domain
internal import Scheduling

/// The fewest nodes that fit a pattern's pods, partition by partition and pool by pool.
extension Blueprint {
  /// Finds for every slot the smallest count with which the scheduler places every admitted pod
  /// and at most the target share of cpu and memory is requested.
  ///
  /// Clusters don't touch each other and are searched one by one.
  func neededNodes(targetUtilization: Double, seed: UInt64) throws(Infeasibility) -> NodeCounts {
    try checkThatEveryPodFitsSomeMachine()
    var counts = NodeCounts(
      partitions: division.partitions.count,
      pools: scenario.nodePools.count
    )
    var placements = refusals(admissions)
    for cluster in division.clusters.indices {
      // Handed over rather than copied: there may be a thousand clusters.
      var search = NodeSearch(self, cluster, targetUtilization, seed: seed, consume placements)
      try search.grow()
      search.shrink()
      placements = search.placements
      for slot in search.slots { counts[slot] = search.counts[slot] }
    }
    return counts
  }

  private func checkThatEveryPodFitsSomeMachine() throws(Infeasibility) {
    for (group, home) in zip(groups, homes) where home == nil {
      guard let pod = group.admitted.first else { continue }
      let partition =
        group.partition
        ?? division.partitions.firstIndex { $0.cluster == group.cluster } ?? 0
      let reasons = scenario.nodePools.indices.map { pool in
        let misfits = misfits(of: pod, on: .init(partition: partition, pool: pool))
        return "pool \(scenario.nodePools[pool].name): \(misfits.joined(separator: ", "))"
      }
      throw Infeasibility(
        reason: "\(pattern.rawValue) can't run \(group.title): no machine fits it "
          + "(\(reasons.joined(separator: "; ")))"
      )
    }
  }
}
