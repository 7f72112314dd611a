internal import EventCore

/// A length of time given in seconds; a case that goes beyond 63 years fails.
func duration(seconds: Int64) throws -> SimDuration {
  guard abs(seconds.clamped) <= 2_000_000_000 else {
    throw Mismatch(description: "\(seconds) s are beyond any simulation")
  }
  return .seconds(seconds)
}

/// A length of time given in milliseconds; a case that goes beyond 63 years fails.
func duration(milliseconds: Int64) throws -> SimDuration {
  guard abs(milliseconds.clamped) <= 2_000_000_000_000 else {
    throw Mismatch(description: "\(milliseconds) ms are beyond any simulation")
  }
  return .milliseconds(milliseconds)
}

extension Int64 {
  /// The number, but one whose magnitude exists.
  fileprivate var clamped: Int64 { Swift.max(self, -.max) }
}
