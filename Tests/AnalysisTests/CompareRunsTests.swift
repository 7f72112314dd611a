import Analysis
import Domain
import Statistics
import Testing

/// Runs made by hand: five metrics of two tenants, five replications.
private func metrics(seed: UInt64, scale: Double = 1, noise: Double = 0.02) -> RunMetrics {
  var state = seed
  let subjects = ["claims/chat", "codegen/complete"]
  let names: [Metric] = [.mean, .p50, .p95, .refusedRatio, .availability]
  var values: [MetricValue] = []
  for metric in names {
    for subject in subjects {
      let level = metric.unit == .ratio ? 0.5 : 100 * scale
      let samples = (0..<5).map { _ in level * (1 + noise * normal(&state)) }
      values.append(value(metric, subject, samples))
    }
  }
  return RunMetrics(
    origin: RunMetrics.Origin(
      scenario: "made",
      scenarioDigest: "ab",
      seed: seed,
      replications: 5,
      duration: 60,
      warmUp: 10,
      confidence: 0.95,
      currency: "USD",
      toolVersion: "0"
    ),
    variants: [RunMetrics.Variant(pattern: .namespaces)],
    values: values
  )
}

private func value(_ metric: Metric, _ subject: String, _ samples: [Double]) -> MetricValue {
  MetricValue(
    metric: metric,
    pattern: .namespaces,
    subject: subject,
    estimate: .mean(of: samples, confidence: 0.95),
    count: 1000,
    replications: samples
  )
}

/// The sum of twelve uniform draws less six: mean 0, variance 12 × 1/12 = 1.
private func normal(_ state: inout UInt64) -> Double {
  (0..<12).reduce(-6) { sum, _ in
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return sum + Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
  }
}

@Suite struct CompareRunsTests {
  /// What a pattern can't do at one point of a sweep says nothing of another point.
  @Test func aPatternIsLostAtItsOwnPointAlone() {
    var base = metrics(seed: 1)
    base.variants = [
      RunMetrics.Variant(pattern: .nodePools, point: "nodes=4"),
      RunMetrics.Variant(pattern: .nodePools, point: "nodes=1", infeasibleReason: "too few"),
    ]
    #expect(base.lostPatterns(since: base).isEmpty)
    #expect(compareRuns(base, base).notes.isEmpty)
    var head = base
    head.variants[0].infeasibleReason = "too few"
    head.variants.append(RunMetrics.Variant(pattern: .nodePools, point: "nodes=2"))
    #expect(head.lostPatterns(since: base).map(\.title) == ["node-pools at nodes=4"])
    #expect(
      compareRuns(base, head).notes == [
        "node-pools at nodes=2 was run in the head only",
        "node-pools at nodes=4 can't be built any more: too few",
      ]
    )
  }

  @Test func aRunEqualsItself() {
    let run = metrics(seed: 1)
    let comparison = compareRuns(run, run)
    #expect(comparison.method == .paired)
    #expect(comparison.count(.equal) == 10)
    #expect(comparison.tests == 0)
  }

  /// Student's t by hand.
  ///
  /// Differences 9, 10, 11, 10, 10 have mean 10 and variance 2/4, so the
  /// standard error is √(0.5 ÷ 5) = 0.3162 and t = 31.6 with 4 degrees of freedom. Beyond a
  /// tolerance of 5 % the contrasts are head − 1.05 × base = 4, 5, 6, 5, 5: t = 15.8.
  @Test func pairsByHand() throws {
    var base = metrics(seed: 1)
    var head = base
    base.values = [value(.p95, "a", [100, 100, 100, 100, 100])]
    head.values = [value(.p95, "a", [109, 110, 111, 110, 110])]
    let found = try #require(compareRuns(base, head).differences.first)
    let change = try #require(found.difference)
    #expect(abs(change.value - 10) < 1e-9)
    #expect(abs((change.high ?? 0) - (10 + 2.776445 * 0.3162278)) < 1e-5)
    #expect(found.outcome == .regressed)
    // Within 20 % it is no regression, and certainly so.
    let wide = compareRuns(base, head, tolerances: [.p95: .relative(0.2)])
    #expect(wide.differences.first?.outcome == .unchanged)
    #expect(wide.differences.first?.isSignificant == true)
    // The other way round it is an improvement.
    #expect(compareRuns(head, base).differences.first?.outcome == .improved)
  }

  @Test func fewWordsForManyKindsOfMissing() throws {
    var base = metrics(seed: 1)
    var head = base
    var poor = value(.p99, "a", [])
    poor.estimate = nil
    poor.needed = 299
    poor.count = 112
    base.values = [value(.p99, "a", [1, 2]), value(.p95, "gone", [1, 2])]
    head.values = [poor, value(.p95, "new", [1, 2])]
    let comparison = compareRuns(base, head)
    let found = try #require(comparison.differences.first)
    #expect(found.outcome == .inconclusive)
    #expect(found.missing == "not stated in the head: needs 299, has 112")
    #expect(comparison.removed.map(\.subject) == ["gone"])
    #expect(comparison.added.map(\.subject) == ["new"])
    #expect(compareRuns(head, base).differences.first?.outcome == .notStated)
  }

  /// Prices have no interval: beyond the tolerance is beyond it.
  @Test func whatIsExactNeedsNoTest() {
    func run(_ price: Double, _ currency: String = "USD") -> RunMetrics {
      var run = metrics(seed: 1)
      run.origin.currency = currency
      var total = value(.totalCostPerMonth, "", [price, price])
      total.replications = []
      run.values = [total]
      return run
    }
    func outcome(_ head: Double) -> MetricDifference.Outcome? {
      compareRuns(run(1000), run(head)).differences.first?.outcome
    }
    #expect(outcome(1000) == .equal)
    #expect(outcome(1009) == .unchanged)
    #expect(outcome(1011) == .regressed)
    #expect(outcome(980) == .improved)
    let euros = compareRuns(run(1000), run(1000, "EUR"))
    #expect(euros.differences.isEmpty)
    #expect(euros.notes == ["costs are not compared: USD in the base, EUR in the head"])
  }

  /// Pods are placed by the seed, and with them costs change: that is no regression.
  @Test func anotherSeedMayPlacePodsOtherwise() {
    func outcome(seed: UInt64) -> MetricDifference.Outcome? {
      var (base, head) = (metrics(seed: 1), metrics(seed: seed))
      base.values = [value(.costPerMonth, "claims", [100, 100, 100])]
      head.values = [value(.costPerMonth, "claims", [110, 110, 110])]
      return compareRuns(base, head).differences.first?.outcome
    }
    #expect(outcome(seed: 1) == .regressed)
    #expect(outcome(seed: 2) == .inconclusive)
  }

  /// A handful of counts that happen to agree prove nothing: three of each can be exchanged in
  /// 6!/(3! 3!) = 20 ways.
  @Test func countsThatAgreeAreNotCertain() {
    var base = metrics(seed: 1)
    var head = metrics(seed: 2)
    base.values = [value(.badMinutes, "o", [0, 0, 0])]
    head.values = [value(.badMinutes, "o", [2, 2, 2])]
    let found = compareRuns(base, head).differences.first
    #expect(found?.outcome == .inconclusive)
    #expect(found?.p.map { abs($0 - 0.1) < 1e-9 } == true)
  }

  /// Without any tolerance, runs that differ in their seeds alone show a regression among their ten
  /// metrics in at most one of twenty; a change of 10 % is found in nearly all.
  @Test func falseAlarmsAreRareAndChangesAreFound() {
    let none = Dictionary(uniqueKeysWithValues: Metric.allCases.map { ($0, Tolerance.absolute(0)) })
    var alarms = 0
    var found = 0
    for trial in 0..<2000 {
      let base = metrics(seed: UInt64(trial) * 7919 + 1)
      let other = metrics(seed: UInt64(trial) * 104_729 + 2_000_003)
      alarms += compareRuns(base, other, tolerances: none).regressions.isEmpty ? 0 : 1
      let slower = metrics(seed: UInt64(trial) * 104_729 + 2_000_003, scale: 1.2)
      found += compareRuns(base, slower).regressions.isEmpty ? 0 : 1
    }
    #expect(alarms <= 100, "\(alarms) of 2000")
    #expect(found >= 1960, "\(found) of 2000")
  }
}
