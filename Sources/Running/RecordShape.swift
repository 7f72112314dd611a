internal import Domain
internal import EventCore
internal import Statistics

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
        $0.isPlausible && $0.completed <= $0.arrived && $0.good <= $0.completed
      }
      && hasParts(of: scenario)
      && zip(endpoints, roster.endpoints).allSatisfy { record, entry in
        let emitsTokens = roster.services[entry.service.index].service.runtime.emitsTokens
        return record.tokenTimes.map { emitsTokens && $0.fits(record) } ?? !emitsTokens
      }
      && zip(objectives, scenario.objectives).allSatisfy { record, objective in
        record.fits(objective, within: scenario.run.window)
      }
      && pods.allSatisfy { $0.cpuSeconds.isPlausible && $0.gpuSeconds.isPlausible }
  }
}

extension ObjectiveRecord {
  /// Whether slices and minutes hold the very requests that are counted.
  fileprivate func fits(_ objective: Objective, within window: SimDuration) -> Bool {
    let most = (window.nanoseconds - 1) / objective.budgetingMethod.slice.nanoseconds
    return good <= total && badMinutes <= minutes
      && slices.allSatisfy { $0.total > 0 && $0.bad <= $0.total && $0.index <= most }
      && zip(slices, slices.dropFirst()).allSatisfy { $0.index < $1.index }
      && slices.reduce(0) { $0 + Int($1.total) } == total
      && slices.reduce(0) { $0 + Int($1.bad) } == total - good
  }
}

extension ReplicationRecord {
  /// Whether its parts are as many and as the scenario wants them.
  private func hasParts(of scenario: Scenario) -> Bool {
    let expected = scenario.run.measuresBatches ? RunSettings.batchCount : 0
    return batches.count == expected
      && batches.allSatisfy {
        $0.endpoints.count == endpoints.count && $0.objectives.count == objectives.count
          && $0.endpoints.allSatisfy(\.isPlausible)
      }
  }
}

extension EndpointRecord {
  fileprivate var isPlausible: Bool {
    latencySum.isPlausible && work.isPlausible && cacheHits <= completed
      && latency.count == completed
      && tokenTimes.map { $0.toFirst.sum.isPlausible && $0.perToken.sum.isPlausible } ?? true
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
