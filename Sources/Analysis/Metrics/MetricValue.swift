package import Domain
package import Statistics

/// One metric of one subject under one pattern: what gates are held against and what two runs are
/// compared by.
package struct MetricValue: Sendable, Equatable {
  package var metric: Metric
  package var pattern: IsolationPattern
  /// The point of the sweep it belongs to, as text; empty without a sweep.
  package var point: String
  /// The endpoint as tables print it (`tenant/label`), the objective's name, the tenant's name, or
  /// empty, by the metric's scope.
  package var subject: String
  /// Whose number it is; nil for what belongs to a whole pattern.
  package var tenant: String?
  /// In the metric's unit; nil if it can't be stated.
  package var estimate: Estimate?
  /// How many requests, minutes or pods it is taken over; where it can't be stated, how many the
  /// poorest replication has.
  package var count: Int
  /// How many (of what `count` counts) it would need to be stated; nil where it is.
  package var needed: Int?
  /// The value in each replication, in order; nil where a replication can't state it.
  ///
  /// Empty for what is known exactly before any request arrives, such as the price of all nodes.
  package var replications: [Double?]

  /// Whether chance has no part in it: its interval is a point.
  package var isExact: Bool { replications.isEmpty && estimate?.low != nil }

  /// What tells it from the other values of a run, and finds it in another run.
  package var key: MetricKey {
    MetricKey(metric: metric, pattern: pattern, point: point, subject: subject)
  }

  package init(
    metric: Metric,
    pattern: IsolationPattern,
    point: String = "",
    subject: String,
    tenant: String? = nil,
    estimate: Estimate?,
    count: Int,
    needed: Int? = nil,
    replications: [Double?] = []
  ) {
    self.metric = metric
    self.pattern = pattern
    self.point = point
    self.subject = subject
    self.tenant = tenant
    self.estimate = estimate
    self.count = count
    self.needed = needed
    self.replications = replications
  }
}

/// The name of a number: the same in every run of a scenario.
package struct MetricKey: Hashable, Sendable {
  package var metric: Metric
  package var pattern: IsolationPattern
  package var point: String
  package var subject: String

  package init(metric: Metric, pattern: IsolationPattern, point: String, subject: String) {
    self.metric = metric
    self.pattern = pattern
    self.point = point
    self.subject = subject
  }
}
