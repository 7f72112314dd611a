/// A fixed set of timers, each set to at most one instant; the pending events of a simulation.
///
/// Timers go off in the order of their instants; timers set to the same instant go off in the order
/// in which they were set. A timer can be set again or cancelled at any time, in place: nothing is
/// left behind. One timer per source, device and replica keeps the set small however many requests
/// are in flight; where there must be many, far ones cost no more than near ones (`PendingSet`).
///
/// ```swift
/// let arrival = 0, departure = 1
/// var timers = TimerQueue(timers: 2)
/// timers.set(arrival, to: .start)
/// while let timer = timers.next, timers.nextTime < endOfRun {
///   let now = timers.nextTime
///   if timer == arrival {
///     timers.set(arrival, to: now + .seconds(2))
///   } else {
///     timers.cancel(departure)
///   }
/// }
/// ```
///
/// A timer that goes off stays set until it is set again, which is the cheaper way, or cancelled.
/// There is no clock: instants may be in the past, and then come next.
///
/// Nothing is allocated once the set has been as large as it gets. A pending timer takes 16
/// bytes in the heap, about 50 in a set of a million, and each of the `timers` another 4.
public struct TimerQueue: ~Copyable {
  /// How timers that are set to the same instant are ordered.
  public enum TieBreak: Sendable {
    /// In the order in which they were set.
    case firstSetFirst
    /// In an order drawn from a seed: for testing that nothing depends on the order of ties.
    case shuffled(seed: UInt64)
  }

  @usableFromInline var pending: PendingSet
  @usableFromInline var ranks: Ranks

  /// The number of timers that are set; O(1).
  @inlinable public var count: Int { pending.count }

  /// Creates a set of timers, numbered from 0, none of them set; there can be 2³¹ − 1.
  ///
  /// - Complexity: O(*timers*).
  public init(timers: Int, tieBreak: TieBreak = .firstSetFirst) {
    self.init(timers: timers, tieBreak: tieBreak, tuning: PendingTuning())
  }

  /// Creates a set of timers as if so many had been set before, for tests.
  package init(
    timers: Int,
    tieBreak: TieBreak = .firstSetFirst,
    tuning: PendingTuning,
    settings: UInt32 = 0
  ) {
    precondition(0...Int(Int32.max) ~= timers, "there can be 2³¹ − 1 timers, got \(timers)")
    pending = PendingSet(slots: timers, tuning: tuning)
    ranks = Ranks(tieBreak, issued: settings)
  }

  /// The timer that goes off next; nil if none is set; O(1).
  @inlinable
  public var next: Int? { pending.heap.count == 0 ? nil : pending.first.slot }

  /// The instant at which the next timer goes off; `SimTime.never` if none is set; O(1).
  @inlinable
  public var nextTime: SimTime { pending.first.time }

  /// The timer that goes off after the next one if none is set meanwhile; nil if it isn't at hand.
  ///
  /// For fetching ahead what its event will need; O(1).
  @inlinable
  public var runnerUp: Int? {
    let second = pending.heap.second
    return second.time == .never ? nil : second.slot
  }

  /// Returns the instant a timer is set to; nil if it is not set; O(1).
  @inlinable
  public func time(of timer: Int) -> SimTime? { pending.time(of: timer) }

  /// Sets a timer, whether or not it was set before.
  ///
  /// - Complexity: O(log *n*).
  @inlinable
  public mutating func set(_ timer: Int, to time: SimTime) {
    if ranks.isExhausted { renumber() }
    pending.set(PendingKey(time: time, rank: ranks.next(), slot: timer))
  }

  /// Unsets a timer; does nothing if it is not set.
  ///
  /// - Complexity: O(log *n*).
  @inlinable
  public mutating func cancel(_ timer: Int) { pending.remove(timer) }

  @usableFromInline
  mutating func renumber() {
    var used: [UInt32] = []
    pending.collectRanks(in: &used)
    used.sort()
    pending.replaceRanks(by: used)
    ranks.issued = UInt32(used.count)
  }

  /// The size of what is moved and compared, for tests.
  package static var bytesPerEntry: Int { MemoryLayout<PendingKey>.stride }

  /// Keys moved and buckets stepped over so far, apart from sifting in the heap, for tests.
  package var work: Int { pending.work }
}
