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
  _ cost: CostSummary,
  from baseline: VariantRecord,
  _ baselineCost: CostSummary,
  in scenario: Scenario
) -> IsolationPrice? {
  guard variant.pattern != baseline.pattern, !variant.replications.isEmpty else { return nil }
  let extra = (cost.assetCost - baselineCost.assetCost) * CostSummary.hoursPerMonth
  let run = scenario.run
  let extras = run.sectionMeans(
    of: zip(cost.assetsByReplication, baselineCost.assetsByReplication).map {
      currencyUnits(($0 - $1) * CostSummary.hoursPerMonth)
    }
  )
  let promised = Set(scenario.objectives.flatMap(\.endpoints).map(\.index))
  let held =
    baseline.replications.first?.endpoints.indices.filter {
      promised.isEmpty || promised.contains($0)
    } ?? []
  func avoided(_ count: (ReplicationRecord) -> Int) -> IsolationPrice.Avoided {
    let pairs = zip(baseline.replications, variant.replications)
    let months = run.window.inSeconds / 3600 / Double(CostSummary.hoursPerMonth)
    let fewer = run.sectionMeans(
      of: pairs.map { (Double(count($0)) - Double(count($1))) / months }
    )
    let perMonth = Estimate.mean(of: fewer, confidence: run.confidence)
    return .init(perMonth: perMonth, outcome: outcome(of: perMonth, fewer, for: extra, extras))
  }
  return IsolationPrice(
    extraPerMonth: extra,
    requests: avoided { record in
      held.reduce(0) { $0 + record.endpoints[$1].arrived - record.endpoints[$1].good }
    },
    minutes: avoided { $0.objectives.reduce(0) { $0 + $1.badMinutes } }
  )
}

/// Returns what a breach avoided costs.
///
/// The price of machines and clusters is known exactly, so that the ends of the interval of the
/// breaches avoided give those of the price (Fieller's interval with an exact numerator). Egress
/// varies with what was answered: then it is the interval of a ratio, and an extra cost that can't
/// be told from none has no price.
private func outcome(
  of avoided: Estimate?,
  _ fewer: [Double],
  for extra: Money,
  _ extras: [Double]
) -> IsolationPrice.Outcome {
  guard let avoided, let low = avoided.low, let high = avoided.high else { return .unclear }
  guard avoided.isSignificant else {
    return low == 0 && high == 0 ? .nothingAvoided : .unclear
  }
  guard low > 0 else { return .nothingAvoided }
  let amount = currencyUnits(extra)
  guard Set(extras).count > 1 else {
    guard extra > .zero else { return .cheaperAndBetter }
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
  let cost = Estimate.overall(amount, sections: extras, confidence: avoided.confidence)
  guard let cost, cost.isSignificant else { return .unclear }
  guard amount > 0 else { return .cheaperAndBetter }
  let ratio = Estimate.ratio(of: extras, to: fewer, confidence: avoided.confidence)
  return ratio.map { .price($0.clamped(to: 0...Double.infinity)) } ?? .unclear
}
