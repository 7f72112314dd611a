import Analysis
import Domain
import Statistics
import TestSupport
import Testing

/// The headline is true whatever came out.
@Suite struct HeadlineTests {
  private let scenario = Fixtures.twoTenants()

  private func variant(
    _ pattern: IsolationPattern,
    _ verdict: Verdict,
    perHour micros: Int64 = 1_000_000,
    pending: Int = 0
  ) -> VariantSummary {
    let ratio = verdict == .pass ? 0.99 : 0.9
    let objective = ObjectiveSummary(
      objective: 0,
      total: 1000,
      good: Int(ratio * 1000),
      goodRatio: Estimate(
        value: ratio,
        low: ratio - 0.01,
        high: ratio + 0.01,
        confidence: 0.95,
        replications: 5
      ),
      target: 0.95,
      breachMinutes: nil,
      minutes: 2,
      budgetBurnt: Estimate(
        value: (1 - ratio) / 0.05,
        low: nil,
        high: nil,
        confidence: 0.95,
        replications: 5
      ),
      verdict: verdict,
      reason: ""
    )
    let p95 = Estimate(value: 612, low: 572, high: 652, confidence: 0.95, replications: 5)
    let latency = LatencySummary(
      tenant: TenantID(0),
      endpoint: EndpointID(0),
      arrived: 1000,
      completed: 1000,
      refused: 0,
      timedOut: 0,
      unfinished: 0,
      mean: nil,
      p50: .tooFew(needs: 5, has: 0),
      p95: .estimate(p95),
      p99: .tooFew(needs: 299, has: 0),
      max: nil
    )
    return VariantSummary(
      pattern: pattern,
      latencies: [latency],
      objectives: [objective],
      costs: CostSummary(lines: [], tenants: [], assetCost: Money(micros: micros)),
      podCounts: [.running: 4, .unschedulable: pending]
    )
  }

  private func sentences(_ variants: [VariantSummary], objectives: Bool = true) -> [String] {
    var scenario = scenario
    if !objectives { scenario.objectives = [] }
    let built = variants.filter { $0.infeasibleReason == nil }
    let baseline = built.first { $0.pattern == .sharedNodes } ?? built.first
    let summary = RunSummary(variants: variants, baseline: baseline?.pattern)
    return headline(summary, scenario: scenario)
  }

  /// 1.019 an hour is 743.87 a month.
  @Test func cheapestOfThosePassing() {
    let sentences = sentences([
      variant(.sharedNodes, .fail),
      variant(.nodePools, .pass, perHour: 1_019_000),
      variant(.clusters, .pass, perHour: 2_000_000),
    ])
    #expect(
      sentences == [
        "node-pools (B) is the cheapest pattern under which every objective passes: "
          + "744 USD a month, 1.9 % more than shared-nodes.",
        "Under shared-nodes, victim/chat/api misses objective victim-latency: 90.00 % of requests "
          + "within 100 ms against 95 %, p95 612 ± 40 ms.",
      ]
    )
  }

  @Test func everyPatternPasses() {
    let sentences = sentences([
      variant(.sharedNodes, .pass), variant(.clusters, .pass, perHour: 2_000_000),
    ])
    #expect(
      sentences == [
        "shared-nodes is the cheapest pattern under which every objective passes: 730 USD a month."
      ]
    )
  }

  @Test func ties() {
    let sentences = sentences([
      variant(.sharedNodes, .fail, perHour: 2_000_000), variant(.namespaces, .pass),
      variant(.nodePools, .pass),
    ])
    #expect(
      sentences[0]
        == "namespaces (A) and node-pools (B) are the cheapest patterns under which every "
        + "objective passes: 730 USD a month each, 50.0 % less than shared-nodes."
    )
  }

  @Test func nonePasses() {
    let sentences = sentences([
      variant(.sharedNodes, .fail), variant(.namespaces, .inconclusive),
    ])
    #expect(sentences.count == 3)
    #expect(sentences[0] == "No pattern is shown to pass the objective.")
    #expect(
      sentences[2]
        == "1 verdict is inconclusive, under namespaces (A); "
        + "more or longer replications can decide."
    )
  }

  @Test func onePattern() {
    #expect(
      sentences([variant(.hybrid, .pass)])
        == ["Under hybrid (D) every objective passes, at 730 USD a month."]
    )
    #expect(
      sentences([variant(.hybrid, .fail)])[0]
        == "Under hybrid (D), the objective is not shown to pass."
    )
  }

  @Test func podsThatDoNotRunAreMentioned() {
    #expect(
      sentences([variant(.hybrid, .pass, pending: 2)])[0].contains("2 of its pods do not run")
    )
  }

  @Test func infeasiblePatternsSayWhy() {
    let infeasible = VariantSummary(pattern: .clusters, infeasibleReason: "needs 3 nodes, has 2")
    #expect(
      sentences([variant(.sharedNodes, .pass), infeasible]).last
        == "clusters (C) can't be built: needs 3 nodes, has 2."
    )
    #expect(sentences([infeasible])[0] == "No pattern can be built.")
  }

  @Test func noPricesAndNoObjectives() {
    #expect(
      sentences([variant(.sharedNodes, .pass, perHour: 0), variant(.hybrid, .pass, perHour: 0)])
        == [
          "Every objective passes under shared-nodes and hybrid (D); the scenario states no prices "
            + "to choose by."
        ]
    )
    #expect(
      sentences([variant(.sharedNodes, .pass), variant(.hybrid, .pass)], objectives: false)
        == [
          "The scenario states no objective; shared-nodes and hybrid (D) are the cheapest patterns "
            + "at 730 USD a month each."
        ]
    )
  }
}
