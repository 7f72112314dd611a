internal import EventCore

/// A request in the system, in one cache line; requests refer to each other by their number in the
/// pool.
struct Request: BitwiseCopyable {
  /// Where a request stands.
  enum Stage: UInt8, BitwiseCopyable {
    case free
    case waiting
    case inService
    /// In service, but its client has given up.
    case abandoned
  }

  /// The number of no request.
  static var none: UInt32 { .max }

  var arrivedAt = SimTime.start
  /// Nanoseconds of device time, or items.
  var demand = 0.0
  var endpoint: UInt32 = 0
  var replica: UInt32 = 0
  /// Neighbours in the replica's queue; `next` also links a batch in service and the free list.
  var next = Request.none
  var previous = Request.none
  /// Neighbours in the endpoint's list of deadlines, which is in order of arrival.
  var later = Request.none
  var earlier = Request.none
  var inputTokens: Int32 = 0
  var outputTokens: Int32 = 0
  /// Of the input tokens, those in the key-value cache before; continuous batching only.
  var cachedTokens: Int32 = 0
  var stage = Stage.free
  /// When the first token of the answer was there; continuous batching only.
  var firstTokenAt = SimTime.never
}

/// The requests in the system, reused as they come and go.
struct RequestPool: ~Copyable {
  var table = DenseTable(repeating: Request(), count: 1024)
  private var firstFree = Request.none
  private var untouched = 0
  private(set) var inUse = 0

  init() {
    precondition(MemoryLayout<Request>.stride == 64, "requests straddle cache lines")
  }

  /// Returns the number of a request to fill in.
  mutating func allocate() -> UInt32 {
    inUse += 1
    if firstFree != Request.none {
      let number = firstFree
      firstFree = table[Int(number)].next
      return number
    }
    if untouched == table.count { table.grow(to: table.count * 2, filling: Request()) }
    untouched += 1
    return UInt32(untouched - 1)
  }

  /// Takes a request back.
  mutating func release(_ number: UInt32) {
    inUse -= 1
    table[Int(number)].stage = .free
    table[Int(number)].next = firstFree
    firstFree = number
  }

  /// Counts the requests in a stage.
  ///
  /// - Complexity: O(*n*); for checks, not for the loop.
  func count(in stage: Request.Stage) -> Int {
    (0..<untouched).reduce(0) { $0 + (table[$1].stage == stage ? 1 : 0) }
  }
}

/// A list of requests linked through one pair of their fields.
struct RequestList: BitwiseCopyable {
  var first = Request.none
  var last = Request.none
  var count: Int32 = 0

  var isEmpty: Bool { first == Request.none }
}

extension RequestPool {
  /// Appends a request to a replica's queue.
  mutating func enqueue(_ number: UInt32, to list: inout RequestList) {
    table[Int(number)].next = Request.none
    table[Int(number)].previous = list.last
    if list.isEmpty { list.first = number } else { table[Int(list.last)].next = number }
    list.last = number
    list.count += 1
  }

  /// Takes a request out of a replica's queue.
  mutating func dequeue(_ number: UInt32, from list: inout RequestList) {
    let next = table[Int(number)].next
    let previous = table[Int(number)].previous
    if previous == Request.none { list.first = next } else { table[Int(previous)].next = next }
    if next == Request.none { list.last = previous } else { table[Int(next)].previous = previous }
    list.count -= 1
  }

  /// Appends a request to an endpoint's list of deadlines.
  mutating func addDeadline(_ number: UInt32, to list: inout RequestList) {
    table[Int(number)].later = Request.none
    table[Int(number)].earlier = list.last
    if list.isEmpty { list.first = number } else { table[Int(list.last)].later = number }
    list.last = number
    list.count += 1
  }

  /// Takes a request out of an endpoint's list of deadlines.
  mutating func removeDeadline(_ number: UInt32, from list: inout RequestList) {
    let later = table[Int(number)].later
    let earlier = table[Int(number)].earlier
    if earlier == Request.none { list.first = later } else { table[Int(earlier)].later = later }
    if later == Request.none { list.last = earlier } else { table[Int(later)].earlier = earlier }
    list.count -= 1
  }
}
