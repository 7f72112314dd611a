/// A length of simulated time in whole nanoseconds.
public struct SimDuration: Comparable, Hashable, Sendable, BitwiseCopyable, Codable {
  /// The length in nanoseconds.
  public var nanoseconds: Int64

  /// No time at all.
  @inlinable public static var zero: Self { Self(nanoseconds: 0) }

  /// Creates a duration of the given number of nanoseconds.
  @inlinable
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Returns a duration of the given number of whole seconds.
  @inlinable
  public static func seconds(_ seconds: Int64) -> Self {
    Self(nanoseconds: seconds * 1_000_000_000)
  }

  /// Returns a duration of the given number of whole milliseconds.
  @inlinable
  public static func milliseconds(_ milliseconds: Int64) -> Self {
    Self(nanoseconds: milliseconds * 1_000_000)
  }

  /// Returns the duration nearest to the given number of seconds; halves are rounded up.
  @inlinable
  public static func seconds(rounding seconds: Double) -> Self {
    precondition(seconds >= 0, "a duration never runs backwards")
    return Self(nanoseconds: Int64(nearest: seconds * 1e9))
  }

  /// The length in seconds.
  @inlinable
  public var inSeconds: Double { Double(nanoseconds) / 1e9 }

  /// Orders durations by length.
  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

  /// Returns the two lengths laid end to end.
  @inlinable
  public static func + (lhs: Self, rhs: Self) -> Self {
    Self(nanoseconds: lhs.nanoseconds + rhs.nanoseconds)
  }

  /// Returns what is left of the first length after the second.
  @inlinable
  public static func - (lhs: Self, rhs: Self) -> Self {
    Self(nanoseconds: lhs.nanoseconds - rhs.nanoseconds)
  }
}

/// An instant on the simulation clock, counted from the start of the run.
public struct SimTime: Comparable, Hashable, Sendable, BitwiseCopyable, Codable {
  /// Nanoseconds since the start of the run.
  public var nanoseconds: Int64

  /// The instant at which every run begins.
  @inlinable public static var start: Self { Self(nanoseconds: 0) }

  /// An instant that no run reaches; it stands for "never".
  @inlinable public static var never: Self { Self(nanoseconds: .max) }

  /// Creates the instant the given number of nanoseconds after the start of the run.
  @inlinable
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Orders instants from earlier to later.
  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

  /// Returns the instant `delay` after `instant`.
  @inlinable
  public static func + (instant: Self, delay: SimDuration) -> Self {
    Self(nanoseconds: instant.nanoseconds + delay.nanoseconds)
  }

  /// Returns the time that passed from `earlier` to `later`.
  @inlinable
  public static func - (later: Self, earlier: Self) -> SimDuration {
    SimDuration(nanoseconds: later.nanoseconds - earlier.nanoseconds)
  }
}
