package import EventCore

/// A latency objective in OpenSLO terms: a share of requests answered within a threshold.
///
/// Requests that were refused, timed out or never answered count as bad.
package struct Objective: Hashable, Sendable {
  /// RFC 1123 name, unique in the scenario.
  package var name: String
  package var displayName: String?
  package var tenant: TenantID
  /// The endpoints it covers, in ascending order; never empty.
  package var endpoints: [EndpointID]
  /// Which time of a request it is about.
  package var metric: ObjectiveMetric
  /// A request is good when its time is at most this.
  package var threshold: SimDuration
  /// The share of good requests promised, at least 0 and below 1.
  package var target: Double
  package var budgetingMethod: BudgetingMethod
  /// The window over which the error budget is counted.
  package var timeWindow: SimDuration

  package init(
    name: String,
    displayName: String? = nil,
    tenant: TenantID,
    endpoints: [EndpointID],
    metric: ObjectiveMetric = .latency,
    threshold: SimDuration,
    target: Double,
    budgetingMethod: BudgetingMethod = .occurrences,
    timeWindow: SimDuration
  ) {
    self.name = name
    self.displayName = displayName
    self.tenant = tenant
    self.endpoints = endpoints
    self.metric = metric
    self.threshold = threshold
    self.target = target
    self.budgetingMethod = budgetingMethod
    self.timeWindow = timeWindow
  }
}

/// Which time of a request an objective is about.
package enum ObjectiveMetric: String, CaseIterable, Sendable {
  /// From the intended arrival to the end of the response.
  case latency
  /// From the intended arrival to the first token of the response.
  case timeToFirstToken
  /// From the first token to the last, for each token after the first; zero with a single one.
  case timePerOutputToken
}

/// What an objective counts.
package enum BudgetingMethod: Hashable, Sendable {
  /// The share of good requests.
  case occurrences
  /// The share of one-minute slices whose share of good requests reaches `sliceTarget`.
  case timeslices(sliceTarget: Double)
}
