/// The near part of a pending set: a heap with four children per node.
///
/// The root lies at position 3, so that the four children of a node begin at a multiple of four and
/// share a cache line. Behind the last key stands `PendingKey.none` up to the end of its group:
/// the earliest of four children is found without asking how many there are.
///
/// The 4-ary heap is that of LaMarca and Ladner, "The influence of caches on the performance of
/// heaps", 1996. Who owns the heap hands in `places`, the position of each slot's key.
@usableFromInline
struct KeyHeap: ~Copyable {
  /// The position of the root.
  @inlinable static var root: Int { 3 }

  @usableFromInline var keys: DenseTable<PendingKey>

  /// The position after the last key.
  @usableFromInline var end = Self.root

  init() {
    keys = DenseTable(repeating: .none, count: 64)
  }

  @inlinable var count: Int { end - Self.root }

  /// The first key; `none` if there is none.
  @inlinable var first: PendingKey { keys[Self.root] }

  /// The second key; `none` if there is none.
  @inlinable var second: PendingKey {
    let left = keys[5] < keys[4] ? keys[5] : keys[4]
    let right = keys[7] < keys[6] ? keys[7] : keys[6]
    return right < left ? right : left
  }

  /// Adds a key.
  ///
  /// - Complexity: O(log *n*).
  @inlinable
  mutating func insert(_ key: PendingKey, places: inout DenseTable<Int32>) {
    makeRoom()
    end += 1
    siftUp(key, from: end - 1, places: &places)
  }

  /// Puts a key in the place of another one of the same slot.
  ///
  /// - Complexity: O(log *n*).
  @inlinable
  mutating func replace(at position: Int, with key: PendingKey, places: inout DenseTable<Int32>) {
    if key < keys[position] {
      siftUp(key, from: position, places: &places)
    } else {
      siftDown(key, from: position, places: &places)
    }
  }

  /// Removes a key; the place of its slot is left as it is.
  ///
  /// - Complexity: O(log *n*).
  @inlinable
  mutating func remove(at position: Int, places: inout DenseTable<Int32>) {
    end -= 1
    let last = keys[end]
    keys[end] = .none
    if position < end { replace(at: position, with: last, places: &places) }
  }

  /// Adds a key behind the others, out of order, until `order(places:)` is called.
  mutating func append(_ key: PendingKey) {
    makeRoom()
    keys[end] = key
    end += 1
  }

  /// Puts all keys in order.
  ///
  /// - Complexity: O(*n*).
  mutating func order(places: inout DenseTable<Int32>) {
    for position in stride(from: end - 1, through: Self.root, by: -1) {
      siftDown(keys[position], from: position, places: &places)
    }
  }

  /// Forgets all keys; the places of their slots are left as they are.
  mutating func removeAll() {
    keys.fill(Self.root..<end, with: .none)
    end = Self.root
  }

  @inlinable
  mutating func makeRoom() {
    // The group of the last key is always whole.
    if end + 4 > keys.count { keys.grow(to: keys.count * 2, filling: .none) }
  }

  @inlinable
  mutating func siftUp(
    _ key: PendingKey,
    from bottom: Int,
    places: inout DenseTable<Int32>
  ) {
    var hole = bottom
    while hole > Self.root {
      let parent = (hole + 8) >> 2
      let above = keys[parent]
      guard key < above else { break }
      keys[hole] = above
      places[above.slot] = Int32(truncatingIfNeeded: hole)
      hole = parent
    }
    keys[hole] = key
    places[key.slot] = Int32(truncatingIfNeeded: hole)
  }

  @inlinable
  mutating func siftDown(
    _ key: PendingKey,
    from top: Int,
    places: inout DenseTable<Int32>
  ) {
    var hole = top
    while true {
      let first = hole &* 4 &- 8
      guard first < end else { break }
      // A tournament of positions, without branches, which nobody could predict.
      let left = first &+ (keys[first &+ 1] < keys[first] ? 1 : 0)
      let right = first &+ (keys[first &+ 3] < keys[first &+ 2] ? 3 : 2)
      let isRight = keys[right] < keys[left]
      let winner = isRight ? right : left
      let earliest = keys[winner]
      guard earliest < key else { break }
      keys[hole] = earliest
      places[earliest.slot] = Int32(truncatingIfNeeded: hole)
      hole = winner
    }
    keys[hole] = key
    places[key.slot] = Int32(truncatingIfNeeded: hole)
  }
}
