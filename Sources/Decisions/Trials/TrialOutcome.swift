package import Analysis
package import Domain
internal import EventCore

/// What a trial showed.
package struct TrialOutcome: Sendable {
  package var key: TrialKey
  /// Nil if the pattern can't be built; `summary.infeasibleReason` says why.
  package var deployment: Deployment?
  package var summary: VariantSummary
  /// Facts of requests and objectives alone, one per replication.
  package var replications: [ReplicationRecord]

  /// Whether more replications could still decide something: an objective with traffic is open.
  package var isOpen: Bool {
    summary.objectives.contains { $0.verdict == .inconclusive && $0.total > 0 }
  }

  /// Requests of some tenants that arrived in the measured window, per second.
  package func arrivalsPerSecond(of tenants: Set<TenantID>, in scenario: Scenario) -> Double {
    let arrived = summary.latencies.filter { tenants.contains($0.tenant) }
      .reduce(0) { $0 + $1.arrived }
    let seconds = scenario.run.window.inSeconds * Double(max(1, replications.count))
    return Double(arrived) / seconds
  }
}

extension ReplicationRecord {
  /// The record without what only tables need: hundreds of trials are kept side by side.
  var withoutDetails: ReplicationRecord {
    var bare = self
    bare.pods = []
    bare.usage = []
    bare.podEvents = []
    bare.enforcement = []
    return bare
  }
}
