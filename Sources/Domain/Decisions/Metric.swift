/// A number that a run leaves, by the name under which gates, tolerances, stopping rules and
/// baselines know it.
package enum Metric: String, CaseIterable, Sendable, Codable {
  // Of an endpoint.
  case mean
  case p50
  case p95
  case p99
  case timeToFirstTokenP95
  case timePerOutputTokenP95
  /// Answered ÷ arrived.
  case availability
  case refusedRatio
  case timedOutRatio
  case lostRatio
  // Of an objective.
  case goodRatio
  /// Bad minutes of one replication.
  case badMinutes
  /// Share of the error budget burnt, 1 when exactly the permitted share is bad.
  case budgetBurnt
  // Of a tenant.
  case costPerMonth
  case costPerThousandGoodRequests
  case costPerMillionTokens
  // Of a whole pattern.
  case totalCostPerMonth
  case podsNotRunning

  /// What a metric is a number of.
  package enum Scope: String, CaseIterable, Sendable {
    case endpoint
    case objective
    case tenant
    case pattern
  }

  package var scope: Scope {
    switch self {
    case .mean, .p50, .p95, .p99, .timeToFirstTokenP95, .timePerOutputTokenP95, .availability,
      .refusedRatio, .timedOutRatio, .lostRatio:
      .endpoint
    case .goodRatio, .badMinutes, .budgetBurnt: .objective
    case .costPerMonth, .costPerThousandGoodRequests, .costPerMillionTokens: .tenant
    case .totalCostPerMonth, .podsNotRunning: .pattern
    }
  }

  /// What a value of the metric counts.
  package enum Unit: String, CaseIterable, Sendable {
    case milliseconds = "ms"
    case ratio
    case minutes = "min"
    /// The scenario's currency.
    case currency
    case pods
  }

  package var unit: Unit {
    switch self {
    case .mean, .p50, .p95, .p99, .timeToFirstTokenP95, .timePerOutputTokenP95: .milliseconds
    case .availability, .refusedRatio, .timedOutRatio, .lostRatio, .goodRatio, .budgetBurnt: .ratio
    case .badMinutes: .minutes
    case .costPerMonth, .costPerThousandGoodRequests, .costPerMillionTokens, .totalCostPerMonth:
      .currency
    case .podsNotRunning: .pods
    }
  }

  /// Whether more of it is better.
  package var isBetterHigh: Bool { self == .goodRatio || self == .availability }
}
