import Decisions
import Domain
import EventCore
import Running
import TestSupport
import Testing

/// Scaled loads keep everybody's random numbers.
@Suite struct ScaledLoadTests {
  private func digests(_ scenario: Scenario) async throws -> [EndpointRecord] {
    var trial = Trial(scenario, under: .clusters)
    try await trial.extend(to: 1, workers: 1)
    return trial.record.replications[0].endpoints
  }

  @Test func othersStayAsTheyWere() async throws {
    let scenario = oneServer(rates: [15, 15, 10], duration: .seconds(120))
    let before = try await digests(scenario)
    for factor in [0, 0.3, 2, 7.5] {
      let after = try await digests(scenario.scaled(by: factor, tenants: [TenantID(2)]))
      for tenant in [0, 1] {
        #expect(before[tenant].workloadDigest == after[tenant].workloadDigest)
      }
      #expect(before[2].workloadDigest != after[2].workloadDigest)
    }
  }

  /// Twice the rate draws in half the time what the rate itself draws in the whole.
  @Test func theScaledOnesKeepTheirGaps() async throws {
    var short = oneServer(rates: [1, 1, 10], duration: .seconds(200))
    short.run.warmUp = .zero
    var long = short
    long.run.duration = .seconds(400)
    let fast = try await digests(short.scaled(by: 2, tenants: [TenantID(2)]))
    let slow = try await digests(long)
    #expect(fast[2].arrived == slow[2].arrived)
  }

  /// A trace is replayed faster; at no load it sends nothing.
  @Test func tracesAreReplayedFaster() async throws {
    var scenario = oneServer(rates: [1, 1, 1], duration: .seconds(100))
    scenario.run.warmUp = .zero
    let seconds = (0..<100).map { SimTime(nanoseconds: Int64($0) * 1_000_000_000) }
    let tokens = [Int32](repeating: 1, count: 100)
    scenario.traces = [
      RequestTrace(path: "t.csv", arrivals: seconds, inputTokens: tokens, outputTokens: tokens)
    ]
    scenario.tenants[2].uses[0].endpoints[0].arrivals = .trace(TraceReplay(trace: 0))
    // One row a second for 100 s; twice as fast it begins again and fills the run.
    for (factor, expected) in [(1.0, 100), (2, 200), (0, 0), (0.5, 50)] {
      let records = try await digests(scenario.scaled(by: factor, tenants: [TenantID(2)]))
      #expect(abs(records[2].arrived - expected) <= 1, "× \(factor): \(records[2].arrived)")
    }
  }
}
