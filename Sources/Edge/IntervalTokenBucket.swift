package import EventCore

/// A local rate limit as older Envoys kept it: starts full, whole fills at each interval's end.
///
/// Source: the timer of Envoy's local rate limit filter, before the timer-less bucket of 1.32
/// (`TokenBucket`). Each Envoy process has its own: *n* gateways admit *n* times the rate.
package struct IntervalTokenBucket: Sendable, BitwiseCopyable {
  private let size: Int64
  private let tokensPerFill: Int64
  private let interval: Int64
  private let start: SimTime
  private var tokens: Int64
  private var fills: Int64 = 0

  /// Creates a full bucket of a size of at least 0; the interval is above zero, and Envoy takes
  /// none below 50 ms.
  package init(
    size: Int64,
    tokensPerFill: Int64 = 1,
    interval: SimDuration,
    at start: SimTime = .start
  ) {
    self.size = max(0, size)
    self.tokensPerFill = max(0, tokensPerFill)
    self.interval = max(1, interval.nanoseconds)
    self.start = start
    tokens = self.size
  }

  /// Takes a token if there is one; returns whether there was.
  ///
  /// Instants must not run backwards.
  package mutating func admits(at now: SimTime) -> Bool {
    let due = (now - start).nanoseconds / interval
    if due > fills {
      let (added, overflows) = (due - fills).multipliedReportingOverflow(by: tokensPerFill)
      tokens = overflows || added >= size - tokens ? size : tokens + added
      fills = due
    }
    guard tokens > 0 else { return false }
    tokens -= 1
    return true
  }
}
