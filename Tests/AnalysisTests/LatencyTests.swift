import Analysis
import Domain
import EventCore
import Statistics
import Testing

@Suite struct LatencyTests {
  private func latencies(_ victim: [[Int64]]) -> LatencySummary {
    let replications = victim.enumerated().map { index, milliseconds in
      HandMadeRun.replication(index + 1, .sharedNodes, victim: milliseconds, good: 1, of: 1)
    }
    return summarize(HandMadeRun.run(variants: [(.sharedNodes, replications)]))
      .variants[0].latencies[0]
  }

  /// 1 … 100 ms: rank ⌈0.95 × 100⌉ is 95 ms; with 11 … 110 ms it is 105 ms; the mean is 100 ms and
  /// the half-width t(0.975, 1 df) × 5 = 12.7062 × 5 = 63.53 ms.
  ///
  /// All 200 together: as many of 1 … 100 and 11 … 110 as make rank 190 are at most 100 ms.
  @Test func quantilesAreThoseOfAllRequests() throws {
    let latency = latencies([Array(1...100), Array(11...110)])
    let p95 = try #require(latency.p95.estimate)
    #expect(abs(p95.value - 100) < 0.1)
    #expect(abs(try #require(p95.halfWidth) - 63.53) < 0.2)
    #expect(latency.completed == 200 && latency.arrived == 200)
    #expect(try #require(latency.mean).value == (50.5 + 60.5) / 2)
    #expect(latency.max == .milliseconds(110))
  }

  /// The end of a bucket lies beyond the longest answer; the answer is what counts.
  @Test func noQuantileExceedsTheMaximum() {
    let latency = latencies([Array(repeating: 777, count: 300), Array(repeating: 777, count: 300)])
    for quantile in [latency.p50, latency.p95, latency.p99] {
      #expect(quantile.estimate?.value == 777)
    }
  }

  /// One replication with 58 answers is enough to withhold p95, whatever the others have.
  @Test func everyReplicationNeedsEnoughRequests() {
    let latency = latencies([Array(1...500), Array(1...58)])
    #expect(latency.p95 == .tooFew(needs: 59, has: 58))
    #expect(latency.p99 == .tooFew(needs: 299, has: 58))
    #expect(latency.p50.estimate != nil)
    let silent = latencies([Array(1...500), []])
    #expect(silent.mean == nil && silent.p50 == .tooFew(needs: 5, has: 0))
    #expect(silent.max == .milliseconds(500))
  }

  /// Times of tokens are summed up as response times are, each from its own requests.
  @Test func tokensHaveTimesOfTheirOwn() throws {
    let replications = [Array(1...100), Array(11...110)].enumerated().map { index, times in
      var record = HandMadeRun.replication(index + 1, .sharedNodes, victim: [500], good: 1, of: 1)
      let first = HandMadeRun.endpoint(times.map(Int64.init))
      record.endpoints[0].tokenTimes = TokenTimesRecord(
        toFirst: TimesRecord(
          histogram: first.latency,
          sum: first.latencySum,
          max: first.latencyMax
        )
      )
      return record
    }
    let latencies = summarize(HandMadeRun.run(variants: [(.sharedNodes, replications)]))
      .variants[0].latencies
    let first = try #require(latencies[0].timeToFirstToken)
    #expect(first.count == 200 && first.max == .milliseconds(110))
    #expect(abs(try #require(first.p95.estimate).value - 100) < 0.1)
    #expect(latencies[0].timePerOutputToken?.p50 == .tooFew(needs: 5, has: 0))
    #expect(latencies[0].p95(of: .timeToFirstToken) == first.p95)
    #expect(latencies[1].timeToFirstToken == nil)
  }

  /// Replications differ by far more than the patterns do, yet every pair says 10 ms.
  @Test func differencesArePaired() throws {
    func replications(_ pattern: IsolationPattern, plus: Int64) -> [ReplicationRecord] {
      [100, 500, 900].enumerated().map { index, base in
        // One millisecond more in one replication, so that there is an error to measure by.
        let extra: Int64 = plus > 0 && index == 2 ? 1 : 0
        let answers = Array(repeating: Int64(base) + plus + extra + Int64(index), count: 60)
        return HandMadeRun.replication(index + 1, pattern, victim: answers, good: 1, of: 1)
      }
    }
    let run = HandMadeRun.run(variants: [
      (.namespaces, replications(.namespaces, plus: 10)),
      (.sharedNodes, replications(.sharedNodes, plus: 0)),
    ])
    let summary = summarize(run)
    #expect(summary.baseline == .sharedNodes)
    let comparison = summary.variants[0].p95Differences[0]
    let difference = try #require(comparison.difference)
    // The longest 5 % are all of the third replication, which says 11 ms; the others say 10 ms.
    #expect(abs(difference.value - 11) < 1e-9 && comparison.isSignificant)
    #expect(summary.variants[1].p95Differences.isEmpty)
    let neighbour = summary.variants[0].p95Differences[1]
    #expect(neighbour.difference?.value == 0 && !neighbour.isSignificant)
    #expect(neighbour.pValue == 1 && comparison.adjustedPValue == 2 * (comparison.pValue ?? 1))
  }
}
