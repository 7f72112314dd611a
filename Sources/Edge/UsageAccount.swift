package import Domain
package import EventCore

/// What has been used of an amount per minute, by the minutes of the limit's window.
package struct MinuteCounter: Sendable {
  private static let minute = 60_000_000_000.0

  private let limit: Double
  private let window: UsageLimits.Window
  /// In this minute, or, in a bucket, what has not drained yet.
  private var current = 0.0
  /// In the minute before.
  private var previous = 0.0
  /// When this minute began; in a bucket, when it last drained.
  private var begunAt: Int64 = 0

  package init(limit: Int, window: UsageLimits.Window) {
    self.limit = Double(limit)
    self.window = window
  }

  /// Whether so much more is within the limit.
  package mutating func admits(_ amount: Double, at now: SimTime) -> Bool {
    // A billionth forgives the rounding of many small drains.
    used(at: now) + amount <= limit * (1 + 1e-9)
  }

  package mutating func add(_ amount: Double, at now: SimTime) {
    _ = used(at: now)
    current += amount
  }

  /// What counts against the limit at an instant, which is not before the last one asked about.
  package mutating func used(at now: SimTime) -> Double {
    let elapsed = Double(now.nanoseconds - begunAt)
    if window == .bucket {
      current = max(0, current - elapsed / Self.minute * limit)
      begunAt = now.nanoseconds
      return current
    }
    if elapsed >= Self.minute {
      previous = elapsed < 2 * Self.minute ? current : 0
      current = 0
      begunAt = now.nanoseconds - now.nanoseconds % Int64(Self.minute)
    }
    guard window == .sliding else { return current }
    let share = 1 - Double(now.nanoseconds - begunAt) / Self.minute
    return current + previous * share
  }
}

/// Requests and tokens per minute, as gateways in front of models count them.
///
/// A request is refused if it, or the tokens that it is known to cost when it arrives, don't fit
/// what is left; nothing is charged for it then. What it is known to cost are its input tokens, and
/// its output tokens where they are estimated. Otherwise those of its answer are charged when it is
/// there, which may overdraw the limit: later requests then wait for the next minute.
///
/// Sources: Envoy's rate limit service counts by minutes of the clock, Envoy AI Gateway charges
/// tokens when the answer is there; Azure OpenAI estimates them from `max_tokens` on arrival.
package struct UsageAccount: Sendable {
  package enum Verdict: Sendable {
    case admitted
    case tooManyRequests
    case tooManyTokens
  }

  private var requests: MinuteCounter?
  private var tokens: MinuteCounter?
  private let estimatedOutput: Double?

  package init(_ limits: UsageLimits) {
    requests = limits.requestsPerMinute.map { MinuteCounter(limit: $0, window: limits.window) }
    tokens = limits.tokensPerMinute.map { MinuteCounter(limit: $0, window: limits.window) }
    estimatedOutput = limits.estimatedOutputTokens.map(Double.init)
  }

  /// Says whether a request fits; charges nothing.
  ///
  /// Input tokens are nil for a request that costs none, because a cache answers it.
  package mutating func verdict(inputTokens: Int32?, at now: SimTime) -> Verdict {
    if requests?.admits(1, at: now) == false { return .tooManyRequests }
    guard let inputTokens else { return .admitted }
    let cost = known(inputTokens)
    return tokens?.admits(cost, at: now) == false ? .tooManyTokens : .admitted
  }

  /// Charges what an admitted request is known to cost.
  package mutating func charge(inputTokens: Int32?, at now: SimTime) {
    requests?.add(1, at: now)
    guard let inputTokens else { return }
    let cost = known(inputTokens)
    tokens?.add(cost, at: now)
  }

  /// Charges an answer, unless it was estimated.
  package mutating func charge(outputTokens: Int32, at now: SimTime) {
    if estimatedOutput == nil { tokens?.add(Double(outputTokens), at: now) }
  }

  private func known(_ inputTokens: Int32) -> Double {
    Double(inputTokens) + (estimatedOutput ?? 0)
  }
}
