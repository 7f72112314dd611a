internal import EventCore

/// An arrival that is not yet in the books.
struct ArrivalEntry: BitwiseCopyable {
  var time = SimTime.start
  var demand = 0.0
  var endpoint: UInt32 = 0
}

/// A response that is not yet in the books.
struct CompletionEntry: BitwiseCopyable {
  var arrivedAt = SimTime.start
  var latency = SimDuration.zero
  var demand = 0.0
  var endpoint: UInt32 = 0
  /// The bucket of the latency in `HistogramLayout`.
  var bucket: Int32 = 0
  var inputTokens: Int32 = 0
  var outputTokens: Int32 = 0
}

/// Entries that wait to be put into the books, many at once.
///
/// The books of a thousand tenants don't fit into the processor's caches. Whoever books one entry
/// at a time waits for memory each time; in tight loops over many, one per book, the waits overlap.
struct BookingLog<Entry: BitwiseCopyable>: ~Copyable {
  private var entries: DenseTable<Entry>
  private(set) var count = 0

  var isFull: Bool { count == entries.count }

  init(filling entry: Entry) { entries = DenseTable(repeating: entry, count: 512) }

  mutating func append(_ entry: Entry) {
    entries[count] = entry
    count += 1
  }

  subscript(index: Int) -> Entry { entries[index] }

  mutating func clear() { count = 0 }
}
