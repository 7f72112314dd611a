package import EventCore

/// A local rate limit as Envoy keeps it: starts full, one token a request, never more than its
/// size.
///
/// Source: the timer-less token bucket of Envoy's local rate limit filter (default since 1.32).
package struct TokenBucket: Sendable, BitwiseCopyable {
  private let size: Double
  private let tokensPerSecond: Double
  private var tokens: Double
  private var refilledAt: SimTime

  /// Creates a full bucket that is refilled continuously.
  package init(size: Double, tokensPerSecond: Double, at start: SimTime = .start) {
    self.size = size
    self.tokensPerSecond = tokensPerSecond
    tokens = size
    refilledAt = start
  }

  /// Takes a token if there is a whole one; returns whether there was.
  package mutating func admits(at now: SimTime) -> Bool {
    let elapsed = Double((now - refilledAt).nanoseconds)
    tokens = min(size, tokens + elapsed * tokensPerSecond / 1e9)
    refilledAt = now
    // A billionth of a token forgives the rounding of many small refills.
    guard tokens >= 1 - 1e-9 else { return false }
    tokens = max(0, tokens - 1)
    return true
  }
}
