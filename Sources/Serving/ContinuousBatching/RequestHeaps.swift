internal import EventCore

/// What a request is ordered by: smaller comes first.
struct RequestKey: BitwiseCopyable {
  var major: Int64
  var minor: Int64

  static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.major == rhs.major ? lhs.minor < rhs.minor : lhs.major < rhs.major
  }
}

/// A binary heap of requests for each replica, in its stretch of one table.
///
/// Requests know their positions, in their `heapPosition`, so that any of them can be taken out.
struct RequestHeaps: ~Copyable {
  private struct Entry: BitwiseCopyable {
    var key: RequestKey
    var request: Int32
  }

  private struct Stretch: BitwiseCopyable {
    var base: Int
    var capacity: Int
    var count: Int
  }

  private var entries: DenseTable<Entry>
  private var stretches: DenseTable<Stretch>
  /// How much of the table has been given out.
  private var given: Int

  /// Creates the heaps, empty.
  init(replicas: Int) {
    let room = 4
    given = replicas * room
    entries = DenseTable(
      repeating: Entry(key: RequestKey(major: 0, minor: 0), request: -1),
      count: given
    )
    stretches = DenseTable(
      (0..<replicas).map { Stretch(base: $0 * room, capacity: room, count: 0) }
    )
  }

  /// The number of requests in a heap.
  mutating func count(of replica: Int) -> Int { stretches[replica].count }

  /// The request at a position from 0 to `count` - 1; the first one of all is at 0.
  mutating func request(at position: Int, of replica: Int) -> Int {
    Int(entries[stretches[replica].base + position].request)
  }

  /// Adds a request; O(log *n*).
  mutating func push(
    _ request: Int,
    key: RequestKey,
    of replica: Int,
    requests: inout DenseTable<BatchedRequest>
  ) {
    if stretches[replica].count == stretches[replica].capacity { relocate(replica) }
    let position = stretches[replica].count
    stretches[replica].count += 1
    siftUp(
      Entry(key: key, request: Int32(request)),
      from: position,
      base: stretches[replica].base,
      requests: &requests
    )
  }

  /// Takes out a request; O(log *n*).
  mutating func remove(
    _ request: Int,
    of replica: Int,
    requests: inout DenseTable<BatchedRequest>
  ) {
    let base = stretches[replica].base
    let position = Int(requests[request].heapPosition)
    precondition(Int(entries[base + position].request) == request, "the heap lost a request")
    stretches[replica].count -= 1
    let count = stretches[replica].count
    guard position < count else { return }
    let last = entries[base + count]
    if last.key < entries[base + position].key {
      siftUp(last, from: position, base: base, requests: &requests)
    } else {
      siftDown(last, from: position, base: base, count: count, requests: &requests)
    }
  }

  /// Forgets all requests of a replica.
  mutating func removeAll(of replica: Int) { stretches[replica].count = 0 }

  private mutating func siftUp(
    _ entry: Entry,
    from bottom: Int,
    base: Int,
    requests: inout DenseTable<BatchedRequest>
  ) {
    var hole = bottom
    while hole > 0 {
      let parent = (hole - 1) >> 1
      let above = entries[base + parent]
      guard entry.key < above.key else { break }
      place(above, at: hole, base: base, requests: &requests)
      hole = parent
    }
    place(entry, at: hole, base: base, requests: &requests)
  }

  private mutating func siftDown(
    _ entry: Entry,
    from top: Int,
    base: Int,
    count: Int,
    requests: inout DenseTable<BatchedRequest>
  ) {
    var hole = top
    while true {
      var child = 2 * hole + 1
      guard child < count else { break }
      if child + 1 < count, entries[base + child + 1].key < entries[base + child].key {
        child += 1
      }
      let below = entries[base + child]
      guard below.key < entry.key else { break }
      place(below, at: hole, base: base, requests: &requests)
      hole = child
    }
    place(entry, at: hole, base: base, requests: &requests)
  }

  private mutating func place(
    _ entry: Entry,
    at position: Int,
    base: Int,
    requests: inout DenseTable<BatchedRequest>
  ) {
    entries[base + position] = entry
    requests[Int(entry.request)].heapPosition = Int32(position)
  }

  /// Moves a full heap to the end of the table, with twice the room.
  ///
  /// What it leaves behind is lost, which at most doubles the table.
  private mutating func relocate(_ replica: Int) {
    let old = stretches[replica]
    let capacity = 2 * old.capacity
    let base = given
    given += capacity
    if given > entries.count {
      entries.grow(
        to: max(given, 2 * entries.count),
        filling: Entry(key: RequestKey(major: 0, minor: 0), request: -1)
      )
    }
    for place in 0..<old.count { entries[base + place] = entries[old.base + place] }
    stretches[replica] = Stretch(base: base, capacity: capacity, count: old.count)
  }
}
