/// A condition on a run that CI can trust: it passes, fails or is inconclusive, never silently.
package struct Gate: Hashable, Sendable {
  /// What is asked of.
  package enum Condition: Hashable, Sendable {
    /// The verdict of objectives must be `pass`; nil means every objective.
    case verdict(objective: String?)
    /// A metric, in its own unit, must lie on the allowed side of a limit.
    case limit(Metric, Comparison, Double)
  }

  package enum Comparison: String, CaseIterable, Sendable {
    case atMost = "lte"
    case atLeast = "gte"
  }

  /// Unique among the gates of a scenario.
  package var name: String
  package var condition: Condition
  /// The patterns it holds for; nil means every pattern that was run.
  package var patterns: [IsolationPattern]?
  /// The tenant whose numbers count; nil means each.
  package var tenant: String?
  /// `service/endpoint` of the tenant; nil means each.
  package var endpoint: String?

  package init(
    name: String,
    condition: Condition,
    patterns: [IsolationPattern]? = nil,
    tenant: String? = nil,
    endpoint: String? = nil
  ) {
    self.name = name
    self.condition = condition
    self.patterns = patterns
    self.tenant = tenant
    self.endpoint = endpoint
  }
}
