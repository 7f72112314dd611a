/// Events that arrive in the order in which they leave: a ring that grows by doubling.
@usableFromInline
struct EventLane<Event: BitwiseCopyable>: ~Copyable {
  @usableFromInline
  struct Item: BitwiseCopyable {
    @usableFromInline var key: PendingKey
    @usableFromInline var event: Event

    @inlinable
    init(key: PendingKey, event: Event) {
      self.key = key
      self.event = event
    }
  }

  /// Its size is a power of two.
  @usableFromInline var ring = DenseTable<Item>([])
  @usableFromInline var head = 0
  @usableFromInline var count = 0

  /// The key of the event that leaves next; `none` if there is none.
  @usableFromInline var first = PendingKey.none

  /// The instant of the event that arrived last.
  @usableFromInline var lastTime = SimTime(nanoseconds: .min)

  @inlinable
  init() {}

  /// Adds an event behind all others.
  ///
  /// - Complexity: O(1), amortized over growth by doubling.
  @inlinable
  mutating func append(_ event: Event, key: PendingKey) {
    let item = Item(key: key, event: event)
    if count == ring.count { grow(filling: item) }
    if count == 0 { first = key }
    ring[(head + count) & (ring.count - 1)] = item
    count += 1
    lastTime = key.time
  }

  /// Removes and returns the event in front; there must be one.
  ///
  /// - Complexity: O(1).
  @inlinable
  mutating func removeFirst() -> Event {
    precondition(count > 0, "the lane is empty")
    let event = ring[head].event
    head = (head + 1) & (ring.count - 1)
    count -= 1
    first = count == 0 ? .none : ring[head].key
    return event
  }

  /// Doubles the ring and lays it out from its beginning.
  @inlinable
  mutating func grow(filling item: Item) {
    var larger = DenseTable(repeating: item, count: max(16, 2 * ring.count))
    for index in 0..<count { larger[index] = ring[(head + index) & (ring.count - 1)] }
    ring = larger
    head = 0
  }

  /// Adds the ranks of all keys to a list.
  @usableFromInline
  func collectRanks(in ranks: inout [UInt32]) {
    for index in 0..<count { ranks.append(ring[(head + index) & (ring.count - 1)].key.rank) }
  }

  /// Puts in the place of each rank its index in a sorted list that contains it.
  @usableFromInline
  mutating func replaceRanks(by sorted: [UInt32]) {
    for index in 0..<count {
      ring[(head + index) & (ring.count - 1)].key.replaceRank(by: sorted)
    }
    if count > 0 { first = ring[head].key }
  }
}
