import Edge
import EventCore
import Testing

/// Gateways beyond the conformance cases.
@Suite struct GatewayTests {
  private func at(_ milliseconds: Int64) -> SimTime { .start + .milliseconds(milliseconds) }

  @Test func wholeFillsAtMultiplesOfTheInterval() {
    var bucket = IntervalTokenBucket(size: 4, tokensPerFill: 3, interval: .milliseconds(100))
    func admitted(_ time: Int64, _ count: Int) -> Int {
      (0..<count).count { _ in bucket.admits(at: at(time)) }
    }
    // Full with 4; nothing at 99; 3 at 100; fills at 200 to 400 are 9, of which 4 have room.
    #expect([admitted(0, 9), admitted(99, 1), admitted(100, 9), admitted(450, 9)] == [4, 0, 3, 4])
    // The next fill is at 500, not 100 ms after the last request.
    #expect([admitted(499, 1), admitted(500, 9)] == [0, 3])
  }

  @Test func bothFormsAgreeInTheLongRun() {
    // Every 10 ms a request, 50 tokens a second: half of 1000, and the burst of 5.
    var interval = IntervalTokenBucket(size: 5, tokensPerFill: 5, interval: .milliseconds(100))
    var continuous = TokenBucket(size: 5, tokensPerSecond: 50)
    let times = (0..<1000).map { at(Int64($0) * 10) }
    let first = times.count { interval.admits(at: $0) }
    let second = times.count { continuous.admits(at: $0) }
    // 99 fills of 5 after the first 5; 49.5 per second over 9.99 s after the first 5.
    #expect(first == 500)
    #expect(abs(second - 504) <= 1)
  }

  @Test func tenPercentOfNineIsNobody() {
    var detection = OutlierDetection()
    #expect(!detection.allowsEjection(hosts: 9, ejected: 0))
    #expect(detection.allowsEjection(hosts: 10, ejected: 0))
    #expect(!detection.allowsEjection(hosts: 19, ejected: 1))
    #expect(detection.allowsEjection(hosts: 20, ejected: 1))
    #expect(!detection.allowsEjection(hosts: 0, ejected: 0))
    detection.alwaysEjectsOne = true
    #expect(detection.allowsEjection(hosts: 3, ejected: 0))
    #expect(!detection.allowsEjection(hosts: 3, ejected: 1))
    #expect(!detection.condemns(consecutiveFailures: 4))
    #expect(detection.condemns(consecutiveFailures: 5))
  }

  @Test func ejectionsGrowUpToTheirMaximum() {
    let detection = OutlierDetection()
    #expect(
      [1, 2, 10, 11, .max].map { detection.ejectionTime(timesEjected: $0) }
        == [30, 60, 300, 300, 300].map { SimDuration.seconds($0) }
    )
  }

  @Test func successRateThreshold() throws {
    // Rates 100, 100, 100, 100 and 50: mean 90, deviation √(4 × 100 + 1600) ÷ 5 = 20.
    let good = HostResults(requests: 100, successes: 100)
    let hosts = Array(repeating: good, count: 4) + [HostResults(requests: 200, successes: 100)]
    let detection = OutlierDetection()
    let threshold = try #require(detection.successRateThreshold(of: hosts))
    #expect(abs(threshold - (90 - 1.9 * 20)) < 1e-12)
    // A host with 99 requests does not count, and four are too few.
    let quiet = hosts.dropLast() + [HostResults(requests: 99, successes: 0)]
    #expect(detection.successRateThreshold(of: Array(quiet)) == nil)
  }

  @Test func panicBelowHalf() {
    #expect(!isPanicking(healthy: 5, hosts: 10))
    #expect(isPanicking(healthy: 4, hosts: 10))
    #expect(!isPanicking(healthy: 4, hosts: 10, thresholdPercent: 0))
  }

  @Test func retriesWaitUpToABoundThatDoubles() {
    let backoff = RetryBackoff()
    // 25, 3 × 25, 7 × 25, then 250.
    #expect(
      [1, 2, 3, 4, 62, 63, .max].map { backoff.longest(retry: $0) }
        == [25, 75, 175, 250, 250, 250, 250].map(SimDuration.milliseconds)
    )
    #expect(backoff.longest(retry: 0) == .zero)
    #expect(backoff.longest(retry: .min) == .zero)
  }

  @Test func unequalWeightsAndActiveRequests() {
    #expect(leastRequestWeight(10, active: 4) == 2)
    #expect(leastRequestWeight(10, active: 4, bias: 0) == 10)
    #expect(leastRequestWeight(8, active: 3, bias: 2) == 0.5)
  }

  @Test func seatsOfTheDefaultLevels() {
    let found = seats(of: PriorityLevel.defaults)
    #expect(found.map(\.nominal) == [74, 98, 25, 98, 245, 49, 13])
    // 74 − 24, 98 − 25, 25, 98 − 49, 245 − 221, 49 − 25, 13.
    #expect(found.map(\.least) == [50, 73, 25, 49, 24, 24, 13])
  }
}
