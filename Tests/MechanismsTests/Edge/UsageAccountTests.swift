import Domain
import Edge
import EventCore
import Testing

/// Requests and tokens per minute, with the arithmetic beside it.
@Suite struct UsageAccountTests {
  private func at(_ seconds: Double) -> SimTime { .start + .milliseconds(Int64(seconds * 1000)) }

  private func account(_ limits: UsageLimits) -> UsageAccount { UsageAccount(limits) }

  /// Admits and charges, as the simulation does.
  private func pass(
    _ account: inout UsageAccount,
    _ tokens: Int32?,
    at instant: SimTime
  ) -> UsageAccount.Verdict {
    let verdict = account.verdict(inputTokens: tokens, at: instant)
    if case .admitted = verdict { account.charge(inputTokens: tokens, at: instant) }
    return verdict
  }

  @Test func fixedMinutesAreThoseOfTheClock() {
    var account = account(UsageLimits(requestsPerMinute: 3))
    let times = [0.0, 58, 59, 59.9, 60, 60, 60, 60, 119, 120]
    let verdicts = times.map { pass(&account, 0, at: at($0)) }
    // Three in the first minute, three in the second, and again: six within two seconds of 60.
    #expect(
      verdicts == [
        .admitted, .admitted, .admitted, .tooManyRequests, .admitted, .admitted, .admitted,
        .tooManyRequests, .tooManyRequests, .admitted,
      ]
    )
  }

  @Test func aSlidingMinuteRemembersTheLast() {
    var counter = MinuteCounter(limit: 100, window: .sliding)
    counter.add(80, at: at(30))
    // At 90 s half of the minute before still counts: 80 × 0.5, so 60 fit and 61 don't.
    let used = counter.used(at: at(90))
    let admits = [60, 61].map { counter.admits($0, at: at(90)) }
    #expect(used == 40)
    #expect(admits == [true, false])
    // Two minutes on nothing is left.
    let later = counter.used(at: at(180))
    #expect(later == 0)
  }

  @Test func aBucketDrains() {
    var counter = MinuteCounter(limit: 60, window: .bucket)
    counter.add(60, at: at(10))
    // One a second drains.
    let admits = [10.5, 11].map { counter.admits(1, at: at($0)) }
    let used = [40.0, 1000].map { counter.used(at: at($0)) }
    #expect(admits == [false, true])
    #expect(abs(used[0] - 30) < 1e-9)
    #expect(used[1] == 0)
  }

  @Test func answersAreChargedWhenTheyAreThere() {
    var account = account(UsageLimits(tokensPerMinute: 1000))
    #expect(pass(&account, 600, at: at(1)) == .admitted)
    // 600 + 401 > 1000; 600 + 400 fits.
    #expect(pass(&account, 401, at: at(2)) == .tooManyTokens)
    #expect(pass(&account, 400, at: at(3)) == .admitted)
    // The answers overdraw the limit; until the next minute nothing fits that has a token.
    account.charge(outputTokens: 500, at: at(4))
    #expect(pass(&account, 1, at: at(5)) == .tooManyTokens)
    #expect(pass(&account, nil, at: at(5)) == .admitted)
    #expect(pass(&account, 1000, at: at(60)) == .admitted)
  }

  @Test func estimatesTakeTheAnswersPlace() {
    var account = account(UsageLimits(tokensPerMinute: 1000, estimatedOutputTokens: 400))
    // 100 + 400 each, two fill the minute.
    #expect(pass(&account, 100, at: at(1)) == .admitted)
    account.charge(outputTokens: 9999, at: at(2))
    #expect(pass(&account, 100, at: at(3)) == .admitted)
    #expect(pass(&account, 0, at: at(4)) == .tooManyTokens)
  }

  @Test func refusalsChargeNothing() {
    var account = account(UsageLimits(requestsPerMinute: 2, tokensPerMinute: 10))
    #expect(pass(&account, 11, at: at(1)) == .tooManyTokens)
    #expect(pass(&account, 10, at: at(2)) == .admitted)
    #expect(pass(&account, 0, at: at(3)) == .admitted)
    #expect(pass(&account, 0, at: at(4)) == .tooManyRequests)
  }
}
