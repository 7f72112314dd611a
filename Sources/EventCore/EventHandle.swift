/// Names one scheduled event of an `EventQueue`, so that it can be cancelled or rescheduled.
///
/// It is 8 bytes, and good for as long as the event is pending. A handle whose event has happened
/// or was cancelled is recognized as stale, always: a place in the queue is given to fewer than
/// 2³² events and then retired. It is good for the queue that gave it; another queue may have an
/// event of its own by that name.
public struct EventHandle: Hashable, Sendable, BitwiseCopyable {
  /// Where the queue keeps the event.
  @usableFromInline let slot: UInt32
  /// How many events had that place before.
  @usableFromInline let generation: UInt32

  @inlinable
  init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }
}
