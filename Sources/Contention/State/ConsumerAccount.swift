internal import EventCore

/// What a container has used and how long it was held back; times in nanoseconds.
package struct ConsumerAccount: Sendable, BitwiseCopyable {
  /// Core-nanoseconds, or nanoseconds of a whole GPU at full speed.
  package var used = 0.0
  /// Time during which its own limit gave it less than it wanted: with a quota, during which it
  /// stood still.
  package var limitBound = 0.0
  /// Times that began: with a quota, periods in which it was throttled.
  package var limitBindings = 0
  /// Time during which others left it less than it wanted within its limit.
  package var shareBound = 0.0
  /// Times that began.
  package var shareBindings = 0
  /// Whether its own limit cuts what it wants at this instant.
  package var isLimited = false
  /// Whether others leave it less than it wants at this instant.
  package var isShort = false

  package init() {}
}

/// What holds a container back and since when; touched only when that changes.
struct Restraint: BitwiseCopyable {
  var total = 0.0
  var count = 0
  var isBinding = false
  private var since = SimTime.start

  /// Notes whether it binds from now on.
  mutating func set(_ binds: Bool, at now: SimTime) {
    guard binds != isBinding else { return }
    settle(at: now)
    if binds { count += 1 }
    isBinding = binds
  }

  /// Books the time up to now.
  mutating func settle(at now: SimTime) {
    if isBinding { total += Double((now - since).nanoseconds) }
    since = now
  }
}

/// The two things that can hold a container back.
struct Restraints: BitwiseCopyable {
  var limit = Restraint()
  var share = Restraint()
}
