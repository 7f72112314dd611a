internal import Domain
internal import EventCore

extension ClusterSimulation {
  /// What held requests back at the replicas of services that work in steps, by service.
  func batcherRules(_ roster: Roster) -> [EnforcementRecord] {
    var sums = Array(repeating: BatcherMeasure(), count: roster.services.count)
    for replica in 0..<replicas.count where replicas[replica].isStepping {
      let measure = batcherMeasures[Int(replicas[replica].batch)]
      let service = Int(replicas[replica].service)
      sums[service].cache += measure.cache
      sums[service].sequences += measure.sequences
      sums[service].preemptions += measure.preemptions
    }
    return zip(roster.services, sums).flatMap { entry, sum in
      [
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
