package import Domain
internal import EventCore
package import Statistics

/// What a pattern costs more than the baseline, and what of the baseline's breaches it avoids.
package struct IsolationPrice: Sendable, Equatable {
  /// For one month; below zero if the pattern is cheaper.
  package var extraPerMonth: Money
  /// Requests of endpoints with objectives (of all if none has any) that were not good, and bad
  /// minutes of objectives.
  package var requests: Avoided
  package var minutes: Avoided

  package init(extraPerMonth: Money, requests: Avoided, minutes: Avoided) {
    self.extraPerMonth = extraPerMonth
    self.requests = requests
    self.minutes = minutes
  }

  /// Breaches of one sort.
  package struct Avoided: Sendable, Equatable {
    /// In a month at the measured traffic, paired by replication; nil without pairs.
    package var perMonth: Estimate?
    package var outcome: Outcome

    package init(perMonth: Estimate?, outcome: Outcome) {
      self.perMonth = perMonth
      self.outcome = outcome
    }
  }

  /// What avoiding one breach costs.
  package enum Outcome: Sendable, Equatable {
    /// In currency units, with the interval that follows from that of the breaches avoided.
    case price(Estimate)
    /// Fewer breaches for no more money.
    case cheaperAndBetter
    /// Breaches are not fewer, or more.
    case nothingAvoided
    /// The interval of the breaches avoided includes zero, or there is none.
    case unclear

    /// A word for tables and JSON.
    package var word: String {
      switch self {
      case .price: "price"
      case .cheaperAndBetter: "cheaperAndBetter"
      case .nothingAvoided: "nothingAvoided"
      case .unclear: "unclear"
      }
    }
  }
}

/// Returns the price of isolation of a pattern; nil if there is nothing to compare.
func isolationPrice(
  of variant: VariantRecord,
  _ cost: Money,
  from baseline: VariantRecord,
  _ baselineCost: Money,
  in scenario: Scenario
) -> IsolationPrice? {
  guard variant.pattern != baseline.pattern, !variant.replications.isEmpty else { return nil }
  let extra = (cost - baselineCost) * CostSummary.hoursPerMonth
  let promised = Set(scenario.objectives.flatMap(\.endpoints).map(\.index))
  let held =
    baseline.replications.first?.endpoints.indices.filter {
      promised.isEmpty || promised.contains($0)
    } ?? []
  func avoided(_ count: (ReplicationRecord) -> Int) -> IsolationPrice.Avoided {
    let pairs = zip(baseline.replications, variant.replications)
    let fewer = pairs.map { Double(count($0)) - Double(count($1)) }
    let months = scenario.run.window.inSeconds / 3600 / Double(CostSummary.hoursPerMonth)
    let perMonth = Estimate.mean(of: fewer, confidence: scenario.run.confidence)?
      .scaled(by: 1 / months)
    return .init(perMonth: perMonth, outcome: outcome(of: perMonth, for: extra))
  }
  return IsolationPrice(
    extraPerMonth: extra,
    requests: avoided { record in
      held.reduce(0) { $0 + record.endpoints[$1].arrived - record.endpoints[$1].good }
    },
    minutes: avoided { $0.objectives.reduce(0) { $0 + $1.badMinutes } }
  )
}

/// The extra cost is known exactly, so that the ends of the interval of the breaches avoided give
/// those of the price (Fieller's interval with an exact numerator).
private func outcome(of avoided: Estimate?, for extra: Money) -> IsolationPrice.Outcome {
  guard let avoided, let low = avoided.low, let high = avoided.high else { return .unclear }
  guard avoided.isSignificant else {
    return low == 0 && high == 0 ? .nothingAvoided : .unclear
  }
  guard low > 0 else { return .nothingAvoided }
  guard extra > .zero else { return .cheaperAndBetter }
  let amount = Double(extra.micros) / 1e6
  return .price(
    Estimate(
      value: amount / avoided.value,
      low: amount / high,
      high: amount / low,
      confidence: avoided.confidence,
      replications: avoided.replications
    )
  )
}
