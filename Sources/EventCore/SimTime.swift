/// A length of simulated time in whole nanoseconds.
public struct SimDuration: Comparable, Hashable, Sendable, BitwiseCopyable, Codable {
  /// The length in nanoseconds.
  public var nanoseconds: Int64

  /// No time at all.
  public static let zero = SimDuration(nanoseconds: 0)

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
    let nanoseconds = seconds * 1e9
    let whole = Int64(nanoseconds)
    // The fraction and its double are exact, so this is what `rounded()` returns, without the call
    // that it costs on x86-64, and without a branch that half of all draws would mispredict.
    let half = Int64(2 * (nanoseconds - Double(whole)))
    return Self(nanoseconds: whole + half)
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
  public static let start = SimTime(nanoseconds: 0)

  /// An instant that no run reaches; it stands for "never".
  public static let never = SimTime(nanoseconds: .max)

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
