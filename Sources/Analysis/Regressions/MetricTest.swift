internal import Domain
internal import Statistics

/// One metric of two runs before the p-values are corrected for all the others.
struct MetricTest {
  /// p-values of one metric.
  struct Hypotheses {
    /// Of "there is no difference"; two-sided.
    var different: Double
    /// Of "not worse beyond the tolerance"; one-sided.
    var worse: Double
    /// Of "not better beyond the tolerance"; one-sided.
    var better: Double
    /// Of "worse beyond the tolerance": how sure it is that nothing to speak of happened.
    var notWorse: Double
  }

  let base: MetricValue
  let head: MetricValue
  let tolerance: Tolerance
  /// Nil where chance has no part in the answer, or there is none.
  private(set) var hypotheses: Hypotheses?
  private var change: Estimate?
  private var settled: MetricDifference.Outcome?
  private var missing: String?

  init(
    _ base: MetricValue,
    _ head: MetricValue,
    _ method: RunComparison.Method,
    _ tolerance: Tolerance,
    isPlacedAlike: Bool
  ) {
    self.base = base
    self.head = head
    self.tolerance = tolerance
    guard let old = base.estimate else {
      settled = .notStated
      missing = needs(base, "base")
      return
    }
    guard let new = head.estimate else {
      settled = .inconclusive
      missing = needs(head, "head")
      return
    }
    if base.isExact, head.isExact {
      settle(exactly: new.value - old.value, confidence: new.confidence)
    } else {
      test(method, confidence: new.confidence)
    }
    if !isPlacedAlike { distrustPlacement() }
  }

  func difference(_ different: Double?, worse: Double?, better: Double?) -> MetricDifference {
    MetricDifference(
      key: base.key,
      base: base,
      head: head,
      tolerance: tolerance,
      outcome: settled ?? outcome(worse: worse, better: better),
      difference: change,
      p: hypotheses?.different,
      adjustedP: different,
      adjustedPWorse: worse,
      missing: missing
    )
  }

  /// One-sided, so half of what both ends of an interval leave.
  private func outcome(worse: Double?, better: Double?) -> MetricDifference.Outcome {
    let level = (1 - (change?.confidence ?? 0.95)) / 2
    if let worse, worse <= level { return .regressed }
    if let better, better <= level { return .improved }
    return (hypotheses?.notWorse ?? 1) <= level ? .unchanged : .inconclusive
  }

  private mutating func settle(exactly change: Double, confidence: Double) {
    self.change = Estimate(
      value: change,
      low: change,
      high: change,
      confidence: confidence,
      replications: 0
    )
    let old = base.estimate?.value ?? 0
    let (upper, lower) = (tolerance.bound(isUpper: true), tolerance.bound(isUpper: false))
    let isAbove = old + change > old * upper.factor + upper.offset
    let isBelow = old + change < old * lower.factor + lower.offset
    guard change != 0 else {
      settled = .equal
      return
    }
    let (isWorse, isBetter) = base.metric.isBetterHigh ? (isBelow, isAbove) : (isAbove, isBelow)
    settled = isWorse ? .regressed : isBetter ? .improved : .unchanged
  }

  private mutating func test(_ method: RunComparison.Method, confidence: Double) {
    guard let samples = Samples(base, head, method) else {
      settled = base.estimate == head.estimate ? .equal : .inconclusive
      missing = settled == .equal ? nil : "an interval needs at least 2 replications in each run"
      return
    }
    guard !samples.areAllAlike else {
      change = samples.contrast(1).estimate(confidence: confidence, replications: samples.count)
      settled = .equal
      return
    }
    let plain = samples.contrast(1)
    let isLattice = base.metric.unit == .minutes || base.metric.unit == .ratio
    let (upper, lower) = (tolerance.bound(isUpper: true), tolerance.bound(isUpper: false))
    let high = samples.contrast(upper.factor)
    let low = samples.contrast(lower.factor)
    let above = high.pAbove(upper.offset, isLattice: isLattice)
    let below = low.pBelow(lower.offset, isLattice: isLattice)
    let isHighBetter = base.metric.isBetterHigh
    change = plain.estimate(confidence: confidence, replications: samples.count)
    hypotheses = Hypotheses(
      different: min(
        1,
        2 * min(plain.pAbove(0, isLattice: isLattice), plain.pBelow(0, isLattice: isLattice))
      ),
      worse: isHighBetter ? below : above,
      better: isHighBetter ? above : below,
      notWorse: isHighBetter
        ? low.pAbove(lower.offset, isLattice: isLattice)
        : high.pBelow(upper.offset, isLattice: isLattice)
    )
  }

  /// Pods are placed once for all replications, by the seed: what follows from where they are does
  /// not vary within a run, and so its interval does not know how much it varies between seeds.
  private mutating func distrustPlacement() {
    guard base.metric.scope == .tenant || base.metric == .podsNotRunning,
      settled != .equal, let change
    else { return }
    hypotheses = nil
    settle(exactly: change.value, confidence: change.confidence)
    self.change = change
    guard settled == .regressed || settled == .improved else { return }
    settled = .inconclusive
    missing = "not decided, because another seed may place pods otherwise; use the same seed"
  }

  private func needs(_ value: MetricValue, _ run: String) -> String {
    guard let needed = value.needed else { return "not stated in the \(run)" }
    return "not stated in the \(run): needs \(NumberText.count(needed)), has "
      + NumberText.count(value.count)
  }
}

/// The values of two runs, replication by replication.
private struct Samples {
  private let base: [Double]
  private let head: [Double]
  private let isPaired: Bool

  /// Nil if there are not two of each.
  init?(_ base: MetricValue, _ head: MetricValue, _ method: RunComparison.Method) {
    isPaired = method == .paired && base.replications.count == head.replications.count
    if isPaired {
      let pairs = zip(base.replications, head.replications).compactMap { old, new in
        old.flatMap { old in new.map { (old, $0) } }
      }
      self.base = pairs.map(\.0)
      self.head = pairs.map(\.1)
    } else {
      self.base = base.replications.compactMap(\.self)
      self.head = head.replications.compactMap(\.self)
    }
    guard self.base.count >= 2, self.head.count >= 2 else { return nil }
  }

  var count: Int { min(base.count, head.count) }

  /// Nothing that exchanging replications could change: no test can tell the runs apart, and so
  /// none is counted (Tarone, Biometrics 46, 1990).
  var areAllAlike: Bool {
    isPaired ? base == head : Set(base + head).count == 1
  }

  func contrast(_ factor: Double) -> MeanContrast {
    let contrast =
      isPaired
      ? MeanContrast(paired: head, base, factor: factor)
      : MeanContrast(independent: head, base, factor: factor)
    guard let contrast else { preconditionFailure("two of each were made sure of") }
    return contrast
  }
}
