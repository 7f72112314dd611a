/// The pending events of a simulation, and its clock: schedule, cancel, reschedule, take the next.
///
/// Events leave in the order of their instants; events of the same instant leave in the order in
/// which they were scheduled, whatever lane they came by. The order is total and exact: a run with
/// the same inputs tells the same story.
///
/// ```swift
/// enum Happening { case arrival, departure }
///
/// var queue = EventQueue<Happening>()
/// queue.schedule(.arrival, at: .start)
/// while let (now, event) = queue.popNext(through: endOfRun) {
///   switch event {
///   case .arrival: queue.schedule(.departure, at: now + .seconds(2))
///   case .departure: break
///   }
/// }
/// ```
///
/// There are three ways in:
///
/// - `schedule(_:at:)` for anything. The event has a handle, by which it can be cancelled and
///   rescheduled in place: nothing stays behind.
/// - `post(_:)` for what happens at the current instant, after all that is already due at it.
/// - `append(_:at:)` for what comes in the order of time anyway, such as the lines of a trace.
///
/// The last two are rings: they cost a few instructions, and their events have no handle.
///
/// An event is a plain value without references; a number that says where the rest is kept makes
/// the smallest. A scheduled event takes 16 bytes for its key, about 50 in a queue of a million, 4
/// for its place, and 8 more than itself in its slot; one in a ring takes 16 more than itself.
/// Storage grows by doubling and is never given back, so a queue that has been as full as it gets
/// allocates nothing.
///
/// `TimerQueue` is the leaner choice where the things that may be pending can be numbered
/// beforehand.
public struct EventQueue<Event: BitwiseCopyable>: ~Copyable {
  @usableFromInline var pending: PendingSet
  @usableFromInline var slots: EventSlots<Event>
  @usableFromInline var posted = EventLane<Event>()
  @usableFromInline var appended = EventLane<Event>()
  @usableFromInline var ranks: Ranks

  /// The instant of the event that left last; `SimTime.start` before the first; O(1).
  @inlinable public var now: SimTime { clock }

  @usableFromInline var clock = SimTime.start

  /// Creates an empty queue whose clock shows `SimTime.start`.
  ///
  /// - Parameter tieBreak: how events of the same instant are ordered. With shuffled ties those of
  ///   the rings are shuffled too.
  public init(tieBreak: TimerQueue.TieBreak = .firstSetFirst) {
    self.init(tieBreak: tieBreak, tuning: PendingTuning())
  }

  /// Creates a queue as if so many events had been scheduled before, for tests.
  package init(
    tieBreak: TimerQueue.TieBreak = .firstSetFirst,
    tuning: PendingTuning,
    scheduled: UInt32 = 0,
    lastGeneration: UInt32 = .max - 1
  ) {
    pending = PendingSet(slots: 0, tuning: tuning)
    slots = EventSlots(lastGeneration: lastGeneration)
    ranks = Ranks(tieBreak, issued: scheduled)
  }

  /// The number of pending events in all lanes; O(1).
  @inlinable public var count: Int { pending.count + posted.count + appended.count }

  /// Whether nothing is pending; O(1).
  @inlinable public var isEmpty: Bool { count == 0 }

  /// The instant of the next event; `SimTime.never` if there is none; O(1).
  @inlinable public var nextTime: SimTime { min(pending.first, posted.first, appended.first).time }
}
