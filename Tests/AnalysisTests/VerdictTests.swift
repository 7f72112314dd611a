import Analysis
import Domain
import EventCore
import Statistics
import TestSupport
import Testing

@Suite struct VerdictTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var low: Double?
    var high: Double?
    var target: Double
    var trials = 10_000
    var replications = 5
    var verdict: Verdict
    var says: String

    var testDescription: String { says }
  }

  @Test(arguments: [
    Row(
      low: 0.96,
      high: 0.98,
      target: 0.95,
      verdict: .pass,
      says: "interval, 96.00 %, is not below"
    ),
    Row(low: 0.95, high: 0.98, target: 0.95, verdict: .pass, says: "not below the target of 95 %"),
    Row(
      low: 0.90,
      high: 0.9499,
      target: 0.95,
      verdict: .fail,
      says: "94.99 %, is below the target"
    ),
    // 94.996 % must not be printed as 95.00 %.
    Row(low: 0.90, high: 0.94996, target: 0.95, verdict: .fail, says: "94.996 %, is below"),
    Row(low: 0.94, high: 0.96, target: 0.95, verdict: .inconclusive, says: "94.00 % to 96.00 %"),
    Row(low: 0.90, high: 0.95, target: 0.95, verdict: .inconclusive, says: "includes the target"),
    Row(
      low: 0.96,
      high: 1,
      target: 0.95,
      trials: 58,  // ln 0.05 ÷ ln 0.95 = 58.4
      verdict: .inconclusive,
      says: "needs 59 requests; there are 58"
    ),
    Row(
      low: 0.1,
      high: 0.2,
      target: 0.95,
      replications: 1,
      verdict: .inconclusive,
      says: "at least 2 replications"
    ),
    Row(low: nil, high: nil, target: 0.95, verdict: .inconclusive, says: "No request arrived"),
    Row(low: 0, high: 1, target: 0, trials: 1, verdict: .pass, says: "not below the target of 0 %"),
  ])
  func verdictIsDecidedOnABound(row: Row) {
    let ratio = Estimate(
      value: ((row.low ?? 0) + (row.high ?? 0)) / 2,
      low: row.low,
      high: row.high,
      confidence: 0.95,
      replications: row.replications
    )
    let judgement = judge(ratio, against: row.target, trials: row.trials, counting: "requests")
    #expect(judgement.verdict == row.verdict)
    #expect(judgement.reason.contains(row.says), "\(judgement.reason)")
  }

  private func objective(
    _ counts: [(good: Int, total: Int)],
    by method: BudgetingMethod = .occurrences,
    badMinutes: Int = 0,
    slices: [SliceRecord] = []
  ) -> ObjectiveSummary {
    var scenario = Fixtures.twoTenants()
    scenario.objectives[0].budgetingMethod = method
    let replications = counts.enumerated().map { index, count in
      var record = HandMadeRun.replication(
        index + 1,
        .sharedNodes,
        victim: [1],
        good: count.good,
        of: count.total,
        badMinutes: badMinutes
      )
      record.objectives[0].slices = slices
      return record
    }
    let run = HandMadeRun.run(scenario, variants: [(.sharedNodes, replications)])
    return summarize(run).variants[0].objectives[0]
  }

  /// Two replications that agree have no variance; 20 of 20 is no proof of 95 % all the same:
  /// Clopper–Pearson's lower bound is 0.025^(1/20) = 83.2 %.
  @Test func agreementIsNotCertainty() throws {
    let summary = objective([(10, 10), (10, 10)])
    #expect(summary.verdict == .inconclusive)
    #expect(abs(try #require(summary.goodRatio?.low) - 0.8316) < 1e-4)
    #expect(objective([(500, 500), (500, 500)]).verdict == .pass)
  }

  /// Pooled, 99 % of 20,000 requests are good; but one replication in two goes badly.
  @Test func replicationsThatDisagreeAreNotCertainEither() {
    #expect(objective([(10_000, 10_000), (9_800, 10_000)]).verdict == .inconclusive)
    #expect(objective([(4_000, 10_000), (4_100, 10_000)]).verdict == .fail)
  }

  @Test func silenceAndLonelinessDecideNothing() {
    #expect(objective([(0, 0), (0, 0)]).goodRatio == nil)
    #expect(objective([(0, 0), (0, 0)]).reason == "No request arrived.")
    #expect(objective([(1_000, 1_000), (0, 0)]).verdict == .inconclusive)
    #expect(objective([]).verdict == .inconclusive)
  }

  /// 90 % good of 95 % promised: a margin of −5 %, 10 % ÷ 5 % = 2 budgets burnt, and −1 left.
  ///
  /// Two minutes at that rate burn 2 × 2 min ÷ 28 d of the window's budget.
  @Test func budgetBurnt() throws {
    let burnt = try #require(objective([(900, 1000), (900, 1000)]).budgetBurnt)
    #expect(abs(burnt.value - 2) < 1e-9)
    let low = try #require(burnt.low)
    let high = try #require(burnt.high)
    #expect(low < 2 && 2 < high)
    let summary = objective([(900, 1000), (900, 1000)])
    let margin = try #require(summary.margin)
    #expect(abs(margin.value + 0.05) < 1e-12)
    #expect(try #require(margin.low) < -0.05 && -0.05 < #require(margin.high))
    let left = try #require(summary.budgetLeft)
    #expect(abs(left.value + 1) < 1e-9)
    #expect(try #require(left.low) < -1 && -1 < #require(left.high))
    let byRun = try #require(summary.budgetBurntByRun)
    #expect(abs(byRun.value - 2 * 2 / (28 * 24 * 60)) < 1e-12)
  }

  /// Each replication has 2 minutes; with one bad one in each, half of 4 minutes are good.
  @Test func timeslicesCountSlices() {
    let summary = objective(
      [(99, 100), (99, 100)],
      by: .timeslices(sliceTarget: 0.99, slice: .seconds(60)),
      badMinutes: 1,
      slices: [
        SliceRecord(index: 0, bad: 0, total: 50), SliceRecord(index: 1, bad: 1, total: 50),
      ]
    )
    #expect(summary.goodRatio?.value == 0.5)
    #expect(summary.breachMinutes?.value == 1 && summary.minutes == 2)
    #expect(summary.good == 198 && summary.total == 200 && summary.trials == 4)
    // 2 of 4 minutes with traffic were bad, and 2 of 200 requests.
    #expect(summary.badMinuteRatio?.value == 0.5)
    #expect(abs((summary.badRatio?.value ?? 1) - 0.01) < 1e-12)
    #expect(summary.verdict == .fail, "\(summary.reason)")
  }
}
