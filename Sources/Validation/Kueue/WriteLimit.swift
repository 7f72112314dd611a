internal import EventCore

/// The rate limit of a Kubernetes API client: writes wait in line for tokens.
///
/// Each writer reserves the next token and sleeps until it is there, as in client-go's
/// `flowcontrol.NewTokenBucketRateLimiter`. Kept as a virtual schedule in whole nanoseconds.
struct WriteLimit: Sendable {
  private let interval: Int64
  private let tolerance: Int64
  private var due: Int64 = 0

  /// - Parameters:
  ///   - perSecond: nil is no limit.
  ///   - burst: writes that may go out at once after a pause; at least 1.
  init(perSecond: Int64?, burst: Int64) {
    interval = perSecond.map { 1_000_000_000 / $0 } ?? 0
    tolerance = (burst - 1) * interval
  }

  /// The instant at which a write that is asked for now goes out.
  mutating func reserve(at now: SimTime) -> SimTime {
    let granted = max(now.nanoseconds, due - tolerance)
    due = max(due, now.nanoseconds) + interval
    return SimTime(nanoseconds: granted)
  }
}
