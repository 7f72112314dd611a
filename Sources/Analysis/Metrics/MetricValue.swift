package import Domain
package import Statistics

/// One metric of one subject under one pattern: what gates are held against and what two runs are
/// compared by.
package struct MetricValue: Sendable, Equatable, Codable {
  package var metric: Metric
  package var pattern: IsolationPattern
  /// The point of the sweep it belongs to, as text; empty without a sweep.
  package var point: String
  /// `tenant/service/endpoint`, the objective's name, the tenant's name, or empty, by the metric's
  /// scope.
  package var subject: String
  /// In the metric's unit; nil if it was not measured.
  package var estimate: Estimate?
  /// How many requests (or minutes, or replications) it is taken over.
  package var count: Int
  /// How many it would need to be stated, where there are too few.
  package var needed: Int?
  /// The value in each replication, in order; nil where a replication can't state it.
  ///
  /// Empty for what has one value for all, such as a price.
  package var replications: [Double?]

  package init(
    metric: Metric,
    pattern: IsolationPattern,
    point: String = "",
    subject: String,
    estimate: Estimate?,
    count: Int,
    needed: Int? = nil,
    replications: [Double?] = []
  ) {
    self.metric = metric
    self.pattern = pattern
    self.point = point
    self.subject = subject
    self.estimate = estimate
    self.count = count
    self.needed = needed
    self.replications = replications
  }
}
