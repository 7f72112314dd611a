package import Domain

/// By how much a metric may get worse before anybody wants to hear of it.
package enum Tolerance: Hashable, Sendable {
  /// As a share of the base.
  case relative(Double)
  /// In the metric's own unit.
  case absolute(Double)

  /// What is tolerated of a metric for which nobody said anything; assumed, from what people notice
  /// and what clouds bill.
  package static func standard(of metric: Metric) -> Tolerance {
    switch metric {
    case .mean, .p50, .p95, .timeToFirstTokenP95, .timePerOutputTokenP95: .relative(0.05)
    case .p99: .relative(0.1)
    case .availability, .refusedRatio, .timedOutRatio, .lostRatio: .absolute(0.001)
    case .goodRatio: .absolute(0.005)
    case .badMinutes: .absolute(1)
    case .budgetBurnt: .absolute(0.1)
    case .costPerMonth, .totalCostPerMonth: .relative(0.01)
    case .costPerThousandGoodRequests, .costPerMillionTokens: .relative(0.05)
    case .podsNotRunning: .absolute(0)
    }
  }

  /// The factor and the offset beyond which the head is higher, or lower, than the base allows.
  func bound(isUpper: Bool) -> (factor: Double, offset: Double) {
    switch self {
    case .relative(let share): (isUpper ? 1 + share : 1 - share, 0)
    case .absolute(let amount): (1, isUpper ? amount : -amount)
    }
  }
}
