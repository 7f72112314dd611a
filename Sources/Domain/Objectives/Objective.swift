package import EventCore

/// A service-level objective in OpenSLO terms: a share of requests that must be good.
///
/// Requests that were refused, timed out or never answered count as bad.
package struct Objective: Hashable, Sendable {
  /// RFC 1123 name, unique in the scenario; of one tenant out of a selector, with its name behind.
  package var name: String
  package var displayName: String?
  /// To whom it is promised, in ascending order; never empty, and several if their requests are
  /// pooled.
  package var tenants: [TenantID]
  /// The endpoints it covers, in ascending order; never empty.
  package var endpoints: [EndpointID]
  /// What makes a request good.
  package var metric: ObjectiveMetric
  /// A request is good when its time is at most this; nil exactly for availability.
  package var threshold: SimDuration?
  /// The share of good requests promised, at least 0 and below 1.
  package var target: Double
  package var budgetingMethod: BudgetingMethod
  /// The window over which the error budget is counted.
  package var timeWindow: SimDuration
  /// Who is woken when the budget burns too fast.
  package var alerts: [BurnRateAlert]

  package init(
    name: String,
    displayName: String? = nil,
    tenants: [TenantID],
    endpoints: [EndpointID],
    metric: ObjectiveMetric = .latency,
    threshold: SimDuration?,
    target: Double,
    budgetingMethod: BudgetingMethod = .occurrences,
    timeWindow: SimDuration,
    alerts: [BurnRateAlert] = []
  ) {
    self.name = name
    self.displayName = displayName
    self.tenants = tenants
    self.endpoints = endpoints
    self.metric = metric
    self.threshold = threshold
    self.target = target
    self.budgetingMethod = budgetingMethod
    self.timeWindow = timeWindow
    self.alerts = alerts
  }

  /// The one tenant to whom it is promised; nil if the requests of several are pooled.
  package var tenant: TenantID? { tenants.count == 1 ? tenants[0] : nil }

  /// The share of good requests below which a slice is bad.
  package var sliceTarget: Double {
    if case .timeslices(let share, _) = budgetingMethod { share } else { target }
  }
}

/// What makes a request good.
package enum ObjectiveMetric: String, CaseIterable, Sendable {
  /// From the intended arrival to the end of the response, within a threshold.
  case latency
  /// From the intended arrival to the first token of the response, within a threshold.
  case timeToFirstToken
  /// From the first token to the last, for each token after the first, within a threshold; zero
  /// with a single one.
  case timePerOutputToken
  /// That it was answered, whatever the time.
  case availability
}

/// What an objective counts.
package enum BudgetingMethod: Hashable, Sendable {
  /// The share of good requests.
  case occurrences
  /// The share of slices whose share of good requests reaches `sliceTarget`; slices are whole
  /// seconds long, and those without requests don't count.
  case timeslices(sliceTarget: Double, slice: SimDuration)
  /// The mean over slices of their shares of good requests.
  case ratioTimeslices(slice: SimDuration)

  /// The length of the slices in which requests are counted; a minute unless it is stated.
  package var slice: SimDuration {
    switch self {
    case .occurrences: .seconds(60)
    case .timeslices(_, let slice), .ratioTimeslices(let slice): slice
    }
  }
}

extension BudgetingMethod {
  /// Equal parts of a minute of which slices and minutes are whole numbers; 1 for whole minutes.
  package var cellsPerMinute: Int { 60 / greatestCommonDivisor(60, sliceSeconds) }

  /// How many of these parts a slice has.
  package var cellsPerSlice: Int { sliceSeconds / (60 / cellsPerMinute) }

  private var sliceSeconds: Int { Int(slice.nanoseconds / 1_000_000_000) }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
