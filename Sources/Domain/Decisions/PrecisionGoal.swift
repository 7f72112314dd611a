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

  package init(metric: Metric, halfWidth: HalfWidth) {
    self.metric = metric
    self.halfWidth = halfWidth
  }
}
