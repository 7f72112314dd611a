import Analysis
import Domain
import EventCore
import Randomness
import Statistics
import TestSupport
import Testing

/// How often a verdict is wrong where requests depend on each other.
@Suite struct WrongVerdictTests {
  /// A replication of an hour: minutes are good but for bursts of five minutes in which requests
  /// fail more often.
  ///
  /// Of 12 spans each is a burst with probability 0.25; then 80 % of its requests are good, else
  /// 99 %. The true share is 0.25 × 0.80 + 0.75 × 0.99 = 0.9425.
  private static let trueRatio = 0.9425

  private func replication(_ number: Int, _ random: inout RandomStream) -> ReplicationRecord {
    var slices: [SliceRecord] = []
    for _ in 0..<12 {
      let good = random.uniform() < 0.25 ? 0.80 : 0.99
      for _ in 0..<5 {
        let bad = (0..<20).count { _ in random.uniform() >= good }
        slices.append(SliceRecord(index: Int32(slices.count), bad: Int32(bad), total: 20))
      }
    }
    let good = slices.reduce(0) { $0 + Int($1.total - $1.bad) }
    var record = HandMadeRun.replication(
      number,
      .sharedNodes,
      victim: [1],
      good: good,
      of: 1200
    )
    record.objectives[0].slices = slices
    return record
  }

  private func verdict(target: Double, replications: Int, seed: UInt64) -> Verdict {
    var random = RandomStream(seed: seed, purpose: "verdicts")
    var scenario = Fixtures.twoTenants()
    scenario.objectives[0].target = target
    let records = (1...replications).map { replication($0, &random) }
    let run = HandMadeRun.run(scenario, variants: [(.sharedNodes, records)])
    return summarize(run).variants[0].objectives[0].verdict
  }

  /// At 95 % two-sided, one of 40 intervals lies wholly on the wrong side; 5 % of verdicts may.
  ///
  /// With 600 of them at a rate of 2.5 % (15), more than 30 (5 %) would come by chance
  /// once in 5,000 times.
  @Test(arguments: [3, 10])
  func atMostOneInTwentyIsWrong(replications: Int) {
    let hair = 1e-4
    var wrong = (passes: 0, fails: 0)
    for seed in 0..<600 {
      let seed = UInt64(seed * 16 + replications)
      let above = verdict(target: Self.trueRatio + hair, replications: replications, seed: seed)
      if above == .pass { wrong.passes += 1 }
      let below = verdict(target: Self.trueRatio - hair, replications: replications, seed: seed)
      if below == .fail { wrong.fails += 1 }
    }
    #expect(wrong.passes <= 30 && wrong.fails <= 30, "\(wrong) of 600, \(replications) each")
  }

  /// Far from the target the verdict is reached, and right.
  @Test func clearCasesAreDecided() {
    for seed in UInt64(0)..<20 {
      #expect(verdict(target: 0.85, replications: 10, seed: seed) == .pass, "seed \(seed)")
      #expect(verdict(target: 0.99, replications: 10, seed: seed) == .fail, "seed \(seed)")
    }
  }
}
