/// One division of time on a ladder: buckets of equal width, and a rest for what comes after them.
@usableFromInline
struct Rung: BitwiseCopyable {
  /// When its first bucket begins, in nanoseconds.
  @usableFromInline let start: Int64
  /// The logarithm to base two of a bucket's width in nanoseconds.
  @usableFromInline let shift: UInt64
  /// The number of its first bucket in the store.
  @usableFromInline let base: Int
  /// How many buckets there are, without the rest that follows them.
  @usableFromInline let buckets: Int
  /// What comes from here on belongs to the rungs above.
  let limit: PendingKey
  /// The first bucket that has not been drained; `buckets` when only the rest is left.
  private(set) var current = 0
  /// What comes before it belongs below this rung.
  @usableFromInline private(set) var frontier: PendingKey

  /// Divides a stretch of time finely enough for so many keys in a bucket, or half as many.
  ///
  /// Buckets reach to the last key, but not over more than four times the mean distance of the keys
  /// from the first.
  init(over stretch: Stretch, keysPerBucket: Int, base: Int, limit: PendingKey) {
    let span = stretch.span
    let width = span / UInt64(max(4, stretch.count / keysPerBucket))
    start = stretch.first
    shift = UInt64(max(0, 63 - width.leadingZeroBitCount))
    buckets = Int(span >> shift) + 1
    self.base = base
    self.limit = limit
    frontier = limit
    frontier = frontierNow
  }

  /// Leaves buckets behind.
  mutating func advance(to bucket: Int) {
    current = bucket
    frontier = frontierNow
  }

  private var frontierNow: PendingKey {
    let time = Int128(start) + Int128(current) << Int128(shift)
    return time > Int64.max ? limit : min(limit, PendingKey(bits: time << 64))
  }

  /// The number of the rest in the store.
  @inlinable var rest: Int { base + buckets }

  /// The number after that of the last bucket.
  var endOfBuckets: Int { rest + 1 }

  /// The number in the store of the bucket for a key.
  @inlinable
  func bucket(of key: PendingKey) -> Int {
    let offset = UInt64(bitPattern: key.time.nanoseconds &- start) >> shift
    return offset < UInt64(buckets) ? base + Int(offset) : rest
  }
}

/// How many keys there are and how they lie in time.
struct Stretch {
  var count = 0
  /// The earliest and the latest instant, in nanoseconds.
  var first = Int64.max
  var last = Int64.min
  /// The exact sum of all instants.
  private var sum: Int128 = 0

  mutating func add(_ key: PendingKey) {
    let time = key.time.nanoseconds
    count += 1
    first = min(first, time)
    last = max(last, time)
    sum += Int128(time)
  }

  /// The length to divide into buckets, in nanoseconds.
  var span: UInt64 {
    if count == 0 { return 0 }
    let distances = sum - Int128(first) * Int128(count)
    return UInt64(min(Int128(last) - Int128(first), 4 * distances / Int128(count)))
  }
}
