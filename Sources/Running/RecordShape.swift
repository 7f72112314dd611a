internal import Domain

extension ReplicationRecord {
  /// Whether the record speaks of the very things that a variant has, in numbers that can be.
  ///
  /// A kept file of this run always does; one that somebody has forged, checksum and all, must not
  /// lead the summary astray.
  func fits(_ deployment: Deployment, of scenario: Scenario, _ roster: Roster) -> Bool {
    let tenants = scenario.tenants.count
    return seed == scenario.run.seed && replication >= 1
      && endpoints.count == roster.endpoints.count
      && objectives.count == scenario.objectives.count
      && pods.count == deployment.plan.pods.count
      && usage.allSatisfy {
        $0.tenant.index < tenants && $0.cpuCores.isPlausible && $0.gpus.isPlausible
      }
      && podEvents.allSatisfy {
        $0.pod.index < deployment.plan.pods.count && $0.seconds.isPlausible
          && $0.node.map { $0.index < deployment.plan.nodes.count } ?? true
      }
      && enforcement.allSatisfy {
        ($0.tenant?.index ?? 0) < tenants && $0.boundSeconds.isPlausible
      }
      && endpoints.allSatisfy {
        $0.latencySum.isPlausible && $0.work.isPlausible && $0.completed <= $0.arrived
          && $0.cacheHits <= $0.completed && $0.good <= $0.completed
      }
      && zip(endpoints, roster.endpoints).allSatisfy { record, entry in
        let emitsTokens = roster.services[entry.service.index].service.runtime.emitsTokens
        return record.tokenTimes.map { emitsTokens && $0.fits(record) } ?? !emitsTokens
      }
      && objectives.allSatisfy { $0.good <= $0.total && $0.badMinutes <= $0.minutes }
      && pods.allSatisfy { $0.cpuSeconds.isPlausible && $0.gpuSeconds.isPlausible }
  }
}

extension TokenTimesRecord {
  /// Whether so many requests can have left them.
  fileprivate func fits(_ record: EndpointRecord) -> Bool {
    toFirst.count == record.completed && perToken.count <= record.completed
      && toFirst.sum.isPlausible && perToken.sum.isPlausible
  }
}

extension Double {
  /// A sum of times: neither negative nor beyond what can be added up and made money of.
  fileprivate var isPlausible: Bool { self >= 0 && self < 1e24 }
}
