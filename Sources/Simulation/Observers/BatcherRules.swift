internal import Domain
internal import EventCore

extension ClusterSimulation {
  /// What held requests back at the replicas of services that work in steps, by group.
  func batcherRules(_ roster: Roster) -> [EnforcementRecord] {
    var sums = Array(repeating: BatcherMeasure(), count: layout.groups.count)
    for replica in 0..<replicas.count where replicas[replica].isStepping {
      let measure = batcherMeasures[Int(replicas[replica].batch)]
      let group = Int(replicas[replica].service)
      sums[group].cache += measure.cache
      sums[group].sequences += measure.sequences
      sums[group].preemptions += measure.preemptions
    }
    return zip(layout.groups, sums).flatMap { group, sum in
      let entry = roster.services[group.service.index]
      return [
        (EnforcementRule.cacheFull, sum.cache.count, sum.cache.nanoseconds),
        (EnforcementRule.cachePreemption, Int(sum.preemptions), 0),
        (EnforcementRule.maxSequences, sum.sequences.count, sum.sequences.nanoseconds),
      ].filter { $0.1 > 0 }.map { rule, count, nanoseconds in
        EnforcementRecord(
          rule: rule,
          tenant: entry.tenant,
          subject: entry.service.name,
          count: count,
          boundSeconds: Double(nanoseconds) / 1e9
        )
      }
    }
  }
}

extension BatcherMeasure.BoundTime {
  fileprivate static func += (sum: inout Self, more: Self) {
    sum.count += more.count
    sum.nanoseconds += more.nanoseconds
  }
}
