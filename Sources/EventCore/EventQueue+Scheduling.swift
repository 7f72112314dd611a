extension EventQueue {
  /// Schedules an event and returns the handle by which it can be cancelled or rescheduled.
  ///
  /// An instant before `now` is a mistake of the caller and ends the program. An event at
  /// `SimTime.never` is pending like any other and leaves after all others.
  ///
  /// - Complexity: O(log *n*) for what is due soon, O(1) for what is not, amortized.
  @inlinable
  @discardableResult
  public mutating func schedule(_ event: Event, at time: SimTime) -> EventHandle {
    guard time >= now else { stop("an event can't be scheduled in the past") }
    let handle = slots.insert(event)
    if slots.capacity > pending.places.count { pending.reserve(slots: slots.capacity) }
    pending.set(PendingKey(time: time, rank: nextRank(), slot: Int(handle.slot)))
    return handle
  }

  /// Adds an event at the current instant, after everything that is due at it so far.
  ///
  /// - Complexity: O(1), amortized over growth by doubling.
  @inlinable
  public mutating func post(_ event: Event) {
    if ranks.isShuffled {
      schedule(event, at: now)
    } else {
      posted.append(event, key: PendingKey(time: now, rank: nextRank(), slot: 0))
    }
  }

  /// Adds an event that is not before the one added last by this method.
  ///
  /// An instant before that one's, or before `now`, is a mistake of the caller and ends the
  /// program.
  ///
  /// - Complexity: O(1), amortized over growth by doubling.
  @inlinable
  public mutating func append(_ event: Event, at time: SimTime) {
    guard time >= now else { stop("an event can't be appended in the past") }
    guard time >= appended.lastTime else { stop("appended events come in the order of time") }
    if ranks.isShuffled {
      schedule(event, at: time)
      appended.lastTime = time
    } else {
      appended.append(event, key: PendingKey(time: time, rank: nextRank(), slot: 0))
    }
  }

  /// Removes and returns the next event and sets the clock to its instant.
  ///
  /// Returns nil, and leaves the clock as it is, if nothing is pending up to and including the
  /// limit.
  ///
  /// - Complexity: O(log *n*) among those due soon, O(1) from a ring; amortized.
  @inlinable
  public mutating func popNext(
    through limit: SimTime = .never
  ) -> (time: SimTime, event: Event)? {
    let scheduled = pending.first
    let ringed = min(posted.first, appended.first)
    let next = min(scheduled, ringed)
    if next == .none || next.time > limit { return nil }
    clock = next.time
    if scheduled < ringed {
      pending.removeFirst()
      return (next.time, slots.remove(scheduled.slot))
    }
    let isPosted = posted.first < appended.first
    return (next.time, isPosted ? posted.removeFirst() : appended.removeFirst())
  }

  @inlinable
  mutating func nextRank() -> UInt32 {
    if ranks.isExhausted { renumber() }
    return ranks.next()
  }

  @usableFromInline
  mutating func renumber() {
    var used: [UInt32] = []
    pending.collectRanks(in: &used)
    posted.collectRanks(in: &used)
    appended.collectRanks(in: &used)
    used.sort()
    pending.replaceRanks(by: used)
    posted.replaceRanks(by: used)
    appended.replaceRanks(by: used)
    ranks.issued = UInt32(used.count)
  }
}

/// What a handle is good for.
extension EventQueue {
  /// Whether the event of a handle is still pending.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func isPending(_ handle: EventHandle) -> Bool {
    let slot = Int(handle.slot)
    return slot < slots.used && slots.slots[slot].generation == handle.generation
  }

  /// Returns the instant of a pending event; nil if the handle is stale.
  ///
  /// - Complexity: O(1).
  @inlinable
  public func time(of handle: EventHandle) -> SimTime? {
    isPending(handle) ? pending.time(of: Int(handle.slot)) : nil
  }

  /// Removes a pending event; does nothing if the handle is stale.
  ///
  /// - Returns: whether the event was pending.
  /// - Complexity: O(log *n*) for what is due soon, O(1) for what is not, amortized.
  @inlinable
  @discardableResult
  public mutating func cancel(_ handle: EventHandle) -> Bool {
    guard isPending(handle) else { return false }
    let slot = Int(handle.slot)
    pending.remove(slot)
    _ = slots.remove(slot)
    return true
  }

  /// Moves a pending event to another instant; does nothing if the handle is stale.
  ///
  /// Among the events of its instant it counts as scheduled now. Its handle stays good. An instant
  /// before `now` is a mistake of the caller and ends the program.
  ///
  /// - Returns: whether the event was pending.
  /// - Complexity: O(log *n*) for what is due soon, O(1) for what is not, amortized.
  @inlinable
  @discardableResult
  public mutating func reschedule(_ handle: EventHandle, to time: SimTime) -> Bool {
    guard time >= now else { stop("an event can't be rescheduled into the past") }
    guard isPending(handle) else { return false }
    pending.set(PendingKey(time: time, rank: nextRank(), slot: Int(handle.slot)))
    return true
  }
}

/// Ends the program with a reason, in release builds too; away from the code that is inlined.
@usableFromInline
func stop(_ reason: StaticString) -> Never { fatalError("\(reason)") }
