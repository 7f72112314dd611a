internal import EventCore

/// Where one of several heaps in a table lies: its root, and on which side of it the rest is.
struct HeapPlace {
  var root: Int
  /// 1 or -1.
  var step: Int
  var count: Int
}

/// Many small binary heaps of containers in one table, smallest key first.
///
/// Two heaps can share a stretch of the table and grow towards each other. Each container is in one
/// heap at most, and knows its place there, so that any of them can be taken out.
struct ContainerHeaps: ~Copyable {
  private struct Entry: BitwiseCopyable {
    var key: Double
    var container: Int32
    var note: UInt32
  }

  private var entries: DenseTable<Entry>
  /// The place of each container counted from the root of its heap; meaningless while it is in
  /// none.
  private var places: DenseTable<Int32>

  init(containers: Int) {
    entries = DenseTable(repeating: Entry(key: 0, container: 0, note: 0), count: containers)
    places = DenseTable(repeating: 0, count: containers)
  }

  /// The smallest key of a heap that is not empty, whose it is, and what was noted with it.
  func first(of heap: HeapPlace) -> (key: Double, container: Int, note: UInt32) {
    let entry = entries[heap.root]
    return (entry.key, Int(entry.container), entry.note)
  }

  /// Fetches ahead the beginning of a heap.
  func prefetch(_ root: Int) {
    entries.prefetch(root)
    entries.prefetch(min(root + 4, entries.count - 1))
    places.prefetch(root)
  }

  /// The container at a place of a heap, counted from its root; in no particular order.
  func container(at place: Int, of heap: HeapPlace) -> Int {
    Int(entries[heap.root + place * heap.step].container)
  }

  /// Adds a container to a heap; the caller then counts one more.
  ///
  /// - Complexity: O(log *n*).
  mutating func insert(_ container: Int, key: Double, note: UInt32 = 0, into heap: HeapPlace) {
    let entry = Entry(key: key, container: Int32(container), note: note)
    siftUp(entry, from: heap.count, in: heap)
  }

  /// Gives a container of a heap another key.
  ///
  /// - Complexity: O(log *n*).
  mutating func update(_ container: Int, key: Double, note: UInt32, in heap: HeapPlace) {
    let entry = Entry(key: key, container: Int32(container), note: note)
    let place = Int(places[container])
    if place > 0, key < entries[heap.root + ((place - 1) >> 1) * heap.step].key {
      siftUp(entry, from: place, in: heap)
    } else {
      siftDown(entry, from: place, in: heap, count: heap.count)
    }
  }

  /// Takes a container out of a heap; the caller then counts one less.
  ///
  /// - Complexity: O(log *n*).
  mutating func remove(_ container: Int, from heap: HeapPlace) {
    let place = Int(places[container])
    let count = heap.count - 1
    guard place < count else { return }
    let last = entries[heap.root + count * heap.step]
    if place > 0, last.key < entries[heap.root + ((place - 1) >> 1) * heap.step].key {
      siftUp(last, from: place, in: heap)
    } else {
      siftDown(last, from: place, in: heap, count: count)
    }
  }

  /// Moves every key of a heap by the same amount.
  ///
  /// - Complexity: O(*n*).
  mutating func shiftKeys(of heap: HeapPlace, by amount: Double) {
    for place in 0..<heap.count { entries[heap.root + place * heap.step].key += amount }
  }

  private mutating func siftUp(_ entry: Entry, from bottom: Int, in heap: HeapPlace) {
    var hole = bottom
    while hole > 0 {
      let parent = (hole - 1) >> 1
      let above = entries[heap.root + parent * heap.step]
      guard entry.key < above.key else { break }
      put(above, at: hole, in: heap)
      hole = parent
    }
    put(entry, at: hole, in: heap)
  }

  private mutating func siftDown(
    _ entry: Entry,
    from top: Int,
    in heap: HeapPlace,
    count: Int
  ) {
    var hole = top
    while true {
      var child = 2 * hole + 1
      guard child < count else { break }
      var below = entries[heap.root + child * heap.step]
      if child + 1 < count {
        let right = entries[heap.root + (child + 1) * heap.step]
        if right.key < below.key {
          below = right
          child += 1
        }
      }
      guard below.key < entry.key else { break }
      put(below, at: hole, in: heap)
      hole = child
    }
    put(entry, at: hole, in: heap)
  }

  private mutating func put(_ entry: Entry, at place: Int, in heap: HeapPlace) {
    entries[heap.root + place * heap.step] = entry
    places[Int(entry.container)] = Int32(truncatingIfNeeded: place)
  }
}
