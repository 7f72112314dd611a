import Analysis
import Domain
import Statistics
import Testing

/// Gates decide on the whole interval, three-valued.
@Suite struct GateTests {
  private let here = GateEvidence.Variant(.namespaces)

  private func value(
    _ metric: Metric = .p95,
    _ subject: String = "bank/chat",
    low: Double?,
    high: Double?,
    replications: Int = 3,
    count: Int = 900,
    needed: Int? = nil
  ) -> MetricValue {
    let ends = [low, high].compactMap { $0 }
    let estimate = Estimate(
      value: ends.reduce(0, +) / Double(max(1, ends.count)),
      low: low,
      high: high,
      confidence: 0.95,
      replications: replications
    )
    return MetricValue(
      metric: metric,
      pattern: .namespaces,
      subject: subject,
      tenant: String(subject.prefix { $0 != "/" }),
      estimate: needed == nil ? estimate : nil,
      count: count,
      needed: needed,
      replications: Array(repeating: estimate.value, count: replications)
    )
  }

  private func evidence(_ values: [MetricValue]) -> GateEvidence {
    GateEvidence(variants: [here], objectives: [], values: values, currency: "USD")
  }

  private func result(
    _ comparison: Gate.Comparison,
    _ limit: Double,
    _ value: MetricValue
  ) throws -> GateResult {
    let gate = Gate(name: "g", condition: .limit(value.metric, comparison, limit))
    let report = evaluate([gate], on: evidence([value]))
    #expect(report.problems.isEmpty && report.omissions.isEmpty && report.results.count == 1)
    return try #require(report.results.first)
  }

  struct Row: CustomTestStringConvertible, Sendable {
    var comparison: Gate.Comparison
    var low: Double?
    var high: Double?
    var replications = 3
    var verdict: Verdict
    var says: String

    var testDescription: String { says }
  }

  @Test(arguments: [
    Row(comparison: .atMost, low: 140, high: 150, verdict: .pass, says: "150 ms, is not above"),
    Row(comparison: .atMost, low: 140, high: 150.001, verdict: .inconclusive, says: "140 ms to"),
    Row(comparison: .atMost, low: 150, high: 160, verdict: .inconclusive, says: "includes"),
    // 150.04 ms must not be printed as 150 ms.
    Row(comparison: .atMost, low: 150.04, high: 160, verdict: .fail, says: "150.04 ms, is above"),
    Row(comparison: .atLeast, low: 150, high: 160, verdict: .pass, says: "is not below"),
    Row(comparison: .atLeast, low: 140, high: 149.96, verdict: .fail, says: "149.96 ms, is below"),
    Row(comparison: .atLeast, low: 140, high: 150, verdict: .inconclusive, says: "includes"),
    Row(
      comparison: .atMost,
      low: nil,
      high: nil,
      replications: 1,
      verdict: .inconclusive,
      says: "at least 2 replications; there is 1"
    ),
    Row(
      comparison: .atMost,
      low: 1,
      high: 2,
      replications: 1,
      verdict: .inconclusive,
      says: "at least 2 replications"
    ),
    Row(comparison: .atMost, low: -.infinity, high: 2, verdict: .inconclusive, says: "measured"),
  ])
  func theWholeIntervalDecides(row: Row) throws {
    let value = value(low: row.low, high: row.high, replications: row.replications)
    let found = try result(row.comparison, 150, value)
    #expect(found.finding.status == row.verdict)
    #expect(found.finding.message.contains(row.says), "\(found.finding.message)")
  }

  /// The margin is the distance to the limit: 150 − 145 = 5, from 150 − 148 to 150 − 142.
  @Test func theMarginHasAnInterval() throws {
    let margin = try #require(try result(.atMost, 150, value(low: 142, high: 148)).margin)
    #expect([margin.value, margin.low, margin.high] == [5, 2, 8])
    let other = try #require(try result(.atLeast, 150, value(low: 142, high: 148)).margin)
    #expect([other.value, other.low, other.high] == [-5, -8, -2])
  }

  @Test func tooFewIsNeverAPass() throws {
    let found = try result(.atMost, 150, value(.p99, low: 1, high: 2, count: 112, needed: 299))
    #expect(found.finding.status == .inconclusive)
    #expect(found.finding.needed == 299 && found.finding.count == 112)
    #expect(found.finding.message.contains("needs 299"))
    #expect(found.finding.message.contains("has 112"))
  }

  /// Prices are known exactly and decide without an interval, also on the limit itself.
  @Test(arguments: [(599.99, Verdict.pass), (600, .pass), (600.01, .fail)])
  func pricesAreExact(price: Double, verdict: Verdict) throws {
    var value = value(.totalCostPerMonth, "", low: price, high: price)
    value.replications = []
    let found = try result(.atMost, 600, value)
    #expect(found.finding.status == verdict)
    #expect(found.finding.message.contains("known exactly"))
    value.estimate?.low = nil
    value.estimate?.high = nil
    #expect(try result(.atMost, 600, value).finding.status == verdict)
  }

  /// Three replications without a bad minute: Student's interval has no width, but 30 minutes say
  /// no more than 1 − 0.025^(1/30) = 11.57 % at 95 %, which is 1.157 of ten minutes.
  @Test func noBadMinuteOfFewIsNoProof() throws {
    let none = value(.badMinutes, "fast", low: 0, high: 0, count: 30)
    #expect(try result(.atMost, 1, none).finding.status == .inconclusive)
    let found = try result(.atMost, 1.2, none)
    #expect(found.finding.status == .pass)
    let high = try #require(found.finding.observed?.high)
    #expect(abs(high - 1.157) < 0.001)
  }

  /// What can't be built can't pass.
  @Test func aPatternThatCannotBeBuiltFails() throws {
    var evidence = evidence([])
    evidence.infeasibleReasons[here] = "no node fits"
    let report = evaluate([Gate(name: "g", condition: .verdict)], on: evidence)
    #expect(report.verdict == .fail)
    #expect(report.results.first?.finding.message.contains("no node fits") == true)
  }

  /// What the run doesn't have is a problem, and what it didn't run is said.
  @Test func nothingPassesBecauseItIsMissing() {
    let gates = [
      Gate(name: "absent", condition: .limit(.timeToFirstTokenP95, .atMost, 1)),
      Gate(name: "other", condition: .verdict, patterns: [.hybrid]),
      Gate(name: "none", condition: .limit(.p95, .atMost, 1), tenant: "nobody"),
    ]
    let report = evaluate(gates, on: evidence([value(low: 0, high: 0.5)]))
    #expect(report.results.isEmpty && report.verdict == nil && !report.isEmpty)
    #expect(report.problems.map(\.gate) == ["absent", "none"])
    #expect(report.omissions == [.init(gate: "other", patterns: [.hybrid])])
  }

  @Test func subjectsAreChosenByTenantAndEndpoint() {
    let values = ["bank/chat", "bank/bulk/api", "shop/chat"].map {
      value(.p95, $0, low: 1, high: 2)
    }
    func subjects(_ tenant: String?, _ endpoint: String?) -> [String] {
      let gate = Gate(
        name: "g",
        condition: .limit(.p95, .atMost, 5),
        tenant: tenant,
        endpoint: endpoint
      )
      return evaluate([gate], on: evidence(values)).results.map(\.subject)
    }
    #expect(subjects(nil, nil).count == 3)
    #expect(subjects("bank", nil) == ["bank/chat", "bank/bulk/api"])
    #expect(subjects(nil, "chat") == ["bank/chat", "shop/chat"])
    // A service with one endpoint of its own name may be called in full.
    #expect(subjects(nil, "chat/chat") == ["bank/chat", "shop/chat"])
    #expect(subjects("bank", "bulk/api") == ["bank/bulk/api"])
    #expect(subjects("bank", "bulk").isEmpty)
  }

  @Test func objectivesAreChosenByNameAndTheWorstComesFirst() {
    let results = [("gold-a", 0.99, Verdict.pass), ("gold-b", 0.2, .fail), ("iron", 0.9, .fail)]
    let objectives = results.map { name, ratio, verdict in
      GateEvidence.ObjectiveResult(
        variant: here,
        name: name,
        tenant: "bank",
        judgement: Judgement(verdict: verdict, reason: "."),
        goodRatio: Estimate(value: ratio, low: nil, high: nil, confidence: 0.95, replications: 3),
        target: 0.95,
        count: 100
      )
    }
    let run = GateEvidence(variants: [here], objectives: objectives, values: [], currency: "USD")
    func report(_ names: String?) -> GateReport {
      let names = names.map { NameSet($0) }
      return evaluate([Gate(name: "g", condition: .verdict, objectives: names)], on: run)
    }
    #expect(report("gold-*").results.map(\.subject) == ["gold-a", "gold-b"])
    #expect(report("iron").results.map(\.subject) == ["iron"])
    #expect(report("*").worstFirst.map(\.subject) == ["gold-b", "iron", "gold-a"])
    #expect(report(nil).count(of: .fail) == 2)
  }
}
