import Analysis
import Domain
import EventCore
import Statistics
import TestSupport
import Testing

/// Stopping rules, antithetic pairs and batches, on records written by hand.
@Suite struct SectionTests {
  private func scenario(_ change: (inout RunSettings) -> Void) -> Scenario {
    var scenario = Fixtures.twoTenants()
    change(&scenario.run)
    return scenario
  }

  private func replication(_ number: Int, _ answer: Int64) -> ReplicationRecord {
    let answers = Array(repeating: answer, count: 60)
    return HandMadeRun.replication(number, .sharedNodes, victim: answers, good: 60, of: 60)
  }

  private func report(
    _ answers: [Int64],
    _ goal: PrecisionGoal,
    most: Int = 200
  ) throws -> PrecisionReport {
    let rule = StoppingRule(goals: [goal], least: 2, most: most)
    let replications = answers.enumerated().map { replication($0 + 1, $1) }
    let run = HandMadeRun.run(
      scenario { $0.stopping = rule },
      variants: [(.sharedNodes, replications)]
    )
    return try #require(summarize(run).precision)
  }

  /// By hand.
  ///
  /// Means 98, 100, 102: half-width t(0.975, 2 df) × 2 ÷ √3 = 4.97, which is within 5 % of 100, and
  /// too wide for 2 %. That needs (4.97 ÷ 2)² = 6.2 times as many; at most twice as many come next.
  @Test func goalsAreReachedOrNot() throws {
    let victim = PrecisionGoal(metric: .mean, halfWidth: .relative(0.05))
    let reached = try report([98, 100, 102], victim)
    #expect(reached.reason == .reached && reached.next(inPairs: false) == nil)
    #expect(reached.progress.map(\.state) == [.reached, .reached])
    let narrow = PrecisionGoal(metric: .mean, halfWidth: .absolute(2))
    let open = try report([98, 100, 102], narrow)
    #expect(open.reason == .goesOn && open.next(inPairs: false) == 6)
    #expect(open.progress.map(\.state) == [.open, .reached])
    #expect(abs(try #require(open.widest?.halfWidth) - 4.968) < 0.001)
    #expect(try report([98, 100, 102, 100], narrow, most: 5).next(inPairs: false) == 5)
    let capped = try report([98, 100, 102], narrow, most: 3)
    #expect(capped.reason == .cap && capped.next(inPairs: false) == nil)
  }

  /// 60 answers bound a p95, not a p99; more replications of 60 don't mend that.
  @Test func whatCantBeStatedDoesNotKeepARunGoing() throws {
    let goal = PrecisionGoal(metric: .p99, halfWidth: .relative(0.05))
    let report = try report([98, 100, 102], goal)
    #expect(report.reason == .unattainable && report.next(inPairs: false) == nil)
  }

  @Test func goalsMayNameATenantAndPatterns() throws {
    var goal = PrecisionGoal(metric: .mean, halfWidth: .relative(0.01), tenant: "noisy")
    #expect(try report([98, 100, 102], goal).progress.map(\.state) == [.reached])
    goal.patterns = [.clusters]
    #expect(try report([98, 100, 102], goal).progress.isEmpty)
  }

  /// Pairs (90, 110), (92, 110), (88, 110): means 100, 101, 99, half-width 4.303 × 1 ÷ √3 = 2.48.
  @Test func antitheticPairsCountAsOne() throws {
    let answers: [Int64] = [90, 110, 92, 110, 88, 110]
    let run = HandMadeRun.run(
      scenario { $0.isAntithetic = true },
      variants: [(.sharedNodes, answers.enumerated().map { replication($0 + 1, $1) })]
    )
    let mean = try #require(summarize(run).variants[0].latencies[0].mean)
    #expect(mean.replications == 3 && abs(mean.value - 100) < 1e-9)
    #expect(abs(try #require(mean.halfWidth) - 4.302653 / 3.0.squareRoot()) < 1e-6)
  }

  private func summary(ofParts answers: [Int64]) -> VariantSummary {
    var record = replication(1, 0)
    record.endpoints[0] = HandMadeRun.endpoint(
      answers.flatMap { Array(repeating: $0, count: 60) }
    )
    record.batches = answers.map { answer in
      BatchRecord(
        endpoints: [HandMadeRun.endpoint(Array(repeating: answer, count: 60)), EndpointRecord()],
        objectives: [ObjectiveRecord(good: answer < 105 ? 60 : 54, total: 60)]
      )
    }
    let run = HandMadeRun.run(
      scenario { $0.replications = 1 },
      variants: [(.sharedNodes, [record])]
    )
    return summarize(run).variants[0]
  }

  /// Twenty parts that alternate make ten batches of (90 + 110) ÷ 2 and (94 + 110) ÷ 2 in turn:
  /// mean 101, deviation √(10 ÷ 9), half-width 2.262157 × 1.054093 ÷ √10.
  @Test func batchesGiveIntervals() throws {
    let parts = (0..<20).map { [90, 110, 94, 110][$0 % 4] as Int64 }
    let variant = summary(ofParts: parts)
    let mean = try #require(variant.latencies[0].mean)
    #expect(mean.replications == 10 && abs(mean.value - 101) < 1e-9)
    #expect(abs(try #require(mean.halfWidth) - 0.754052) < 1e-5)
    #expect(variant.latencies[0].batchCheck?.isAccepted == true)
    #expect(variant.objectives[0].goodRatio?.replications == 10)
    // The neighbour's parts are empty: it has no batches, and so no interval.
    #expect(variant.latencies[1].mean?.low == nil && variant.latencies[1].mean != nil)
    #expect(variant.latencies[1].batchCheck?.isAccepted == false)
  }

  /// Parts that drift are refused, with a reason, and there is no verdict.
  @Test func correlatedBatchesAreRefused() throws {
    let variant = summary(ofParts: (0..<20).map { 90 + Int64($0) })
    #expect(variant.latencies[0].mean?.low == nil)
    let refusal = try #require(variant.latencies[0].batchCheck?.refusal)
    #expect(refusal.contains("depend on each other"))
    #expect(variant.objectives[0].verdict == .inconclusive)
  }
}
