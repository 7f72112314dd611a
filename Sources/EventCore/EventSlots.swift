/// The events of an `EventQueue` that have a handle, each in a slot that is used again and again.
@usableFromInline
struct EventSlots<Event: BitwiseCopyable>: ~Copyable {
  @usableFromInline
  struct Slot: BitwiseCopyable {
    @usableFromInline var event: Event
    /// How many events had this slot before.
    @usableFromInline var generation: UInt32
    /// Of a free slot, the next free one; -1 at the end.
    @usableFromInline var nextFree: Int32

    @inlinable
    init(event: Event, generation: UInt32) {
      self.event = event
      self.generation = generation
      nextFree = -1
    }
  }

  @usableFromInline var slots = DenseTable<Slot>([])
  @usableFromInline var used = 0
  @usableFromInline var firstFree: Int32 = -1

  /// The generation after which a slot is retired; lower than `EventQueue` sets it only in tests.
  @usableFromInline let lastGeneration: UInt32

  @inlinable
  init(lastGeneration: UInt32) {
    self.lastGeneration = lastGeneration
  }

  /// The number of slots that there is room for.
  @inlinable var capacity: Int { slots.count }

  /// Puts an event into a free slot and returns its handle.
  ///
  /// - Complexity: O(1), amortized over growth by doubling.
  @inlinable
  mutating func insert(_ event: Event) -> EventHandle {
    let slot: Int
    if firstFree >= 0 {
      slot = Int(firstFree)
      firstFree = slots[slot].nextFree
      slots[slot].event = event
    } else {
      slot = used
      if used == slots.count {
        slots.grow(to: max(64, 2 * used), filling: Slot(event: event, generation: 0))
      }
      slots[slot].event = event
      used += 1
    }
    let generation = slots[slot].generation
    return EventHandle(slot: UInt32(truncatingIfNeeded: slot), generation: generation)
  }

  /// Frees a slot and returns the event that was in it; its handle is stale from now on.
  ///
  /// - Complexity: O(1).
  @inlinable
  mutating func remove(_ slot: Int) -> Event {
    let removed = slots[slot]
    if removed.generation < lastGeneration {
      slots[slot].nextFree = firstFree
      firstFree = Int32(truncatingIfNeeded: slot)
    }
    // The last generation is one that no handle has.
    slots[slot].generation = removed.generation &+ 1
    return removed.event
  }
}
