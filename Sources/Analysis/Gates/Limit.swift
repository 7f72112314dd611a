internal import Domain
internal import Statistics

/// A limit on a metric, and what it takes to keep it.
struct Limit {
  var metric: Metric
  var comparison: Gate.Comparison
  /// In the metric's unit.
  var value: Double
  var currency: String

  /// For example `≤ 150 ms`.
  var text: String { "\(comparison == .atMost ? "≤" : "≥") \(printed(value))" }

  /// How much room an estimate leaves: its distance to the limit, negative beyond it.
  func margin(_ estimate: Estimate) -> Estimate {
    switch comparison {
    case .atMost: estimate.scaled(by: -1, plus: value)
    case .atLeast: estimate.scaled(by: 1, plus: -value)
    }
  }

  /// Decides on the interval: pass if all of it is allowed, fail if none of it is.
  ///
  /// Without an interval, with one replication or with too few requests nothing is decided. What is
  /// known exactly, such as the price of all nodes, needs no interval.
  func judge(_ value: MetricValue) -> Judgement {
    guard value.needed == nil, let estimate = known(value), estimate.value.isFinite else {
      return Judgement(verdict: .inconclusive, reason: missing(value))
    }
    if value.replications.isEmpty {
      let isKept = allows(estimate.value)
      let relation = isKept ? "keeps to" : "breaks"
      return Judgement(
        verdict: isKept ? .pass : .fail,
        reason: "\(printed(estimate.value)), known exactly, \(relation) the limit of "
          + "\(printed(self.value))."
      )
    }
    guard let low = estimate.low, let high = estimate.high, estimate.replications >= 2,
      low.isFinite, high.isFinite
    else { return Judgement(verdict: .inconclusive, reason: oneReplication(estimate)) }
    return decided(low: low, high: high, NumberText.percent(estimate.confidence))
  }

  private func decided(low: Double, high: Double, _ level: String) -> Judgement {
    let (worst, best) = comparison == .atMost ? (high, low) : (low, high)
    let (worstName, bestName) = comparison == .atMost ? ("upper", "lower") : ("lower", "upper")
    let side = comparison == .atMost ? "above" : "below"
    let limit = printed(value)
    if allows(worst) {
      let bound = printed(worst, comparison == .atMost ? .up : .down)
      return Judgement(
        verdict: .pass,
        reason: "The \(worstName) bound of the \(level) interval, \(bound), is not \(side) the "
          + "limit of \(limit)."
      )
    }
    if !allows(best) {
      let bound = printed(best, comparison == .atMost ? .down : .up)
      return Judgement(
        verdict: .fail,
        reason: "The \(bestName) bound of the \(level) interval, \(bound), is \(side) the limit of "
          + "\(limit)."
      )
    }
    return Judgement(
      verdict: .inconclusive,
      reason: "The \(level) interval, \(printed(low, .down)) to \(printed(high, .up)), includes "
        + "the limit of \(limit)."
    )
  }

  private func allows(_ number: Double) -> Bool {
    comparison == .atMost ? number <= value : number >= value
  }

  /// The estimate with an interval that a handful of replications that happen to agree can't
  /// deceive.
  ///
  /// Bad minutes are counts: where every replication has none, Student's interval has no width,
  /// however few minutes there were. The Clopper–Pearson interval of the pooled minutes has.
  func known(_ value: MetricValue) -> Estimate? {
    guard value.metric == .badMinutes, var estimate = value.estimate, value.count > 0,
      estimate.replications >= 2, estimate.confidence > 0, estimate.confidence < 1
    else { return value.estimate }
    let perReplication = Double(value.count) / Double(estimate.replications)
    let bad = (estimate.value * Double(estimate.replications)).rounded()
    guard bad >= 0, bad <= Double(value.count) else { return value.estimate }
    let shares = clopperPearsonInterval(
      successes: Int(bad),
      trials: value.count,
      confidence: estimate.confidence
    )
    estimate.low = estimate.low.map { min($0, shares.lowerBound * perReplication) }
    estimate.high = estimate.high.map { max($0, shares.upperBound * perReplication) }
    return estimate
  }
}

// MARK: Words

extension Limit {
  private func missing(_ value: MetricValue) -> String {
    guard let needed = value.needed else { return "It can't be stated: nothing was measured." }
    return "It can't be stated: needs \(NumberText.count(needed)) \(noun), has "
      + "\(NumberText.count(value.count))."
  }

  private var noun: String {
    switch metric {
    case .p50, .p95, .p99, .timeToFirstTokenP95, .timePerOutputTokenP95:
      "answered requests in each replication"
    case .badMinutes: "minutes with traffic"
    case .costPerMonth, .totalCostPerMonth: "replications"
    case .costPerMillionTokens: "tokens"
    case .podsNotRunning: "pods"
    default: "requests"
    }
  }

  private func oneReplication(_ estimate: Estimate) -> String {
    guard estimate.replications >= 2 else {
      return "An interval needs at least 2 replications; there is "
        + "\(NumberText.count(estimate.replications))."
    }
    return "There is no interval to decide on."
  }

  /// For example `143 (141–146) ms`; the interval is rounded outwards.
  func observed(_ estimate: Estimate) -> String {
    let value = digits(estimate.value, .toNearestOrAwayFromZero)
    guard let low = estimate.low, let high = estimate.high, low != high else {
      return "\(value) \(unitText)"
    }
    return "\(value) (\(digits(low, .down))–\(digits(high, .up))) \(unitText)"
  }

  func printed(
    _ number: Double,
    _ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero
  ) -> String {
    "\(digits(number, rule)) \(unitText)"
  }

  /// A number with as many places as it takes to stand on the same side of the limit in print as in
  /// truth.
  private func digits(_ number: Double, _ rule: FloatingPointRoundingRule) -> String {
    let factor = metric.unit == .ratio ? 100.0 : 1
    var places = number == value ? 6 : leastPlaces(number * factor)
    var unit = powerOfTen(places)
    while places < 6 {
      let shown = (number * factor * unit).rounded(rule) / unit / factor
      if (shown < value) == (number < value), (shown > value) == (number > value) { break }
      places += 1
      unit *= 10
    }
    return number == value
      ? NumberText.plain(number * factor)
      : NumberText.fixed(number * factor, places: places, rule)
  }

  private func leastPlaces(_ number: Double) -> Int {
    if metric.unit == .pods { return 0 }
    if metric.unit == .ratio { return 2 }
    return number.magnitude < 10 ? 2 : number.magnitude < 100 ? 1 : 0
  }

  private func powerOfTen(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  private var unitText: String {
    switch metric.unit {
    case .milliseconds: "ms"
    case .ratio: "%"
    case .minutes: "min"
    case .currency: currency
    case .pods: "pods"
    }
  }
}
