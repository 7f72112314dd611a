/// How well a number is to be known before replications stop.
package struct PrecisionGoal: Hashable, Sendable {
  /// The half-width of the confidence interval, at most.
  package enum HalfWidth: Hashable, Sendable {
    /// As a share of the value.
    case relative(Double)
    /// In the metric's own unit.
    case absolute(Double)
  }

  package var metric: Metric
  package var halfWidth: HalfWidth
  /// The tenant whose numbers count, by name; nil means each.
  package var tenant: String?
  /// The patterns it is asked of; nil means every pattern that is run.
  package var patterns: [IsolationPattern]?

  package init(
    metric: Metric,
    halfWidth: HalfWidth,
    tenant: String? = nil,
    patterns: [IsolationPattern]? = nil
  ) {
    self.metric = metric
    self.halfWidth = halfWidth
    self.tenant = tenant
    self.patterns = patterns
  }
}

/// When replications stop: as soon as every goal is reached, but not before the least nor after the
/// most.
package struct StoppingRule: Hashable, Sendable {
  package var goals: [PrecisionGoal]
  /// Intervals of fewer are too often too narrow by chance to stop on.
  package var least: Int
  package var most: Int

  package init(goals: [PrecisionGoal], least: Int = 10, most: Int = 200) {
    self.goals = goals
    self.least = least
    self.most = most
  }
}
