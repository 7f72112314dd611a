/// All pending events of a queue by slot: the near ones in a heap, the far ones on a ladder.
///
/// A small set is all heap. When the heap grows beyond its limit its keys are spread over a ladder,
/// and from then on the heap holds what is due before the ladder's frontier. Whenever the heap runs
/// empty it gets the next bucket. Whatever leaves the set was first in the heap, so the order is
/// exact.
@usableFromInline
struct PendingSet: ~Copyable {
  @usableFromInline var heap = KeyHeap()
  @usableFromInline var ladder = Ladder()

  /// Per slot the heap position of its key, the complement of its pool index, or 0 if it has none.
  @usableFromInline var places: DenseTable<Int32>

  /// The size from which the heap is spread; grows when spreading did not help.
  @usableFromInline var heapLimit: Int

  @usableFromInline let tuning: PendingTuning

  /// Keys moved and buckets stepped over since the start, apart from the heap's own sifting.
  @usableFromInline var work = 0

  init(slots: Int, tuning: PendingTuning) {
    places = DenseTable(repeating: 0, count: slots)
    self.tuning = tuning
    heapLimit = tuning.heapLimit
  }

  @inlinable var count: Int { heap.count + ladder.count }

  /// The first key; `none` if there is none.
  @inlinable var first: PendingKey { heap.first }

  /// Returns the instant at which a slot is due; nil if it isn't pending.
  @inlinable
  func time(of slot: Int) -> SimTime? {
    let place = Int(places[slot])
    if place == 0 { return nil }
    return place > 0 ? heap.keys[place].time : ladder.store.keys[~place].time
  }

  /// Adds a key, or puts it in the place of the slot's last one.
  ///
  /// - Complexity: O(log *n*) before the frontier, O(1) after it, amortized.
  @inlinable
  mutating func set(_ key: PendingKey) {
    let place = Int(places[key.slot])
    if key < ladder.frontier {
      if place > 0 {
        heap.replace(at: place, with: key, places: &places)
        return
      }
      if place < 0 { ladder.store.remove(at: ~place, places: &places) }
      heap.insert(key, places: &places)
      if heap.count > heapLimit { spread() }
    } else {
      if place < 0 { ladder.store.remove(at: ~place, places: &places) }
      ladder.insert(key, places: &places)
      if place > 0 {
        heap.remove(at: place, places: &places)
        if heap.count == 0 { refill() }
      }
    }
  }

  /// Removes the first key; there must be one.
  ///
  /// - Complexity: O(log *n*), amortized.
  @inlinable
  mutating func removeFirst() {
    places[heap.first.slot] = 0
    heap.remove(at: KeyHeap.root, places: &places)
    if heap.count == 0 && ladder.rungCount > 0 { refill() }
  }

  /// Makes sure that slots 0 to `slots` - 1 exist.
  @usableFromInline
  mutating func reserve(slots: Int) {
    precondition(slots <= Int32.max, "too many pending events")
    if slots > places.count { places.grow(to: slots, filling: 0) }
  }

  /// Removes the key of a slot, if it has one; returns whether it had.
  ///
  /// - Complexity: O(log *n*) in the heap, O(1) on the ladder, amortized.
  @inlinable
  @discardableResult
  mutating func remove(_ slot: Int) -> Bool {
    let place = Int(places[slot])
    if place == 0 { return false }
    places[slot] = 0
    if place < 0 {
      ladder.store.remove(at: ~place, places: &places)
    } else {
      heap.remove(at: place, places: &places)
      if heap.count == 0 && ladder.rungCount > 0 { refill() }
    }
    return true
  }
}
