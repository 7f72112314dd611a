/// The far part of a pending set: keys in buckets by time, coarse ones far away, finer ones near.
///
/// A rung divides a stretch of time into buckets of equal width and a last one, the *rest*, for
/// what comes after them up to the rung's limit; only the first rung has no limit. When the turn
/// comes to a bucket with too many keys it is spread over a rung of its own, finer by four or more;
/// so is a rest. Buckets are drained in the order of time, so within one the order doesn't matter.
///
/// A rung's buckets reach over four times the mean distance of its keys from the first: by Markov's
/// inequality at least three quarters of the keys fall into them, not into the rest. So a spread
/// brings most keys a rung down for O(1) work each; widths are divided by four or more from rung to
/// rung; a bucket one nanosecond wide is never spread. Whatever the distribution of times, a key is
/// moved a bounded number of times between its arrival and the heap.
///
/// After W. T. Tang, R. S. M. Goh and I. L.-J. Thng, "Ladder queue: an O(1) priority queue
/// structure for large-scale discrete event simulation", ACM TOMACS 15(3), 2005. Theirs has one
/// rest, the top, and a sorted list where we have a heap.
@usableFromInline
struct Ladder: ~Copyable {
  @usableFromInline var store = BucketStore()
  @usableFromInline var rungs: DenseTable<Rung>
  @usableFromInline var rungCount = 0

  /// More would only be needed by keys that come ever earlier.
  static var maximumRungs: Int { 32 }

  /// Keys before this one belong into the heap, all others here; `none` while there are no rungs.
  @usableFromInline var frontier = PendingKey.none

  init() {
    let none = Rung(over: Stretch(), keysPerBucket: 1, base: 0, limit: .none)
    rungs = DenseTable(repeating: none, count: Self.maximumRungs)
  }

  /// The number of keys.
  @inlinable var count: Int { store.count }

  /// Adds a key that is not before the frontier: to the coarsest rung that has not come as far.
  ///
  /// - Complexity: O(1), a step per rung.
  @inlinable
  mutating func insert(_ key: PendingKey, places: inout DenseTable<Int32>) {
    var level = 0
    while key < rungs[level].frontier { level += 1 }
    store.insert(key, into: rungs[level].bucket(of: key), places: &places)
  }

  /// Adds a rung below the others.
  mutating func addRung(over stretch: Stretch, keysPerBucket: Int) {
    let base = rungCount == 0 ? 0 : rungs[rungCount - 1].endOfBuckets
    let rung = Rung(over: stretch, keysPerBucket: keysPerBucket, base: base, limit: frontier)
    store.reserve(buckets: rung.endOfBuckets)
    rungs[rungCount] = rung
    rungCount += 1
    frontier = rung.frontier
  }

  /// Removes the lowest rung, which is empty.
  mutating func removeRung() {
    rungCount -= 1
    frontier = rungCount == 0 ? .none : rungs[rungCount - 1].frontier
  }

  /// Passes over the empty buckets of the lowest rung, and over the first that is not empty.
  ///
  /// Returns that one's number in the store, or nil if only the rest is left. Counts the buckets
  /// passed.
  mutating func nextBucket(steps: inout Int) -> Int? {
    let rung = rungs[rungCount - 1]
    var next = rung.current
    while next < rung.buckets && store.isEmpty(rung.base + next) { next += 1 }
    let isRest = next == rung.buckets
    steps += next - rung.current
    rungs[rungCount - 1].advance(to: isRest ? next : next + 1)
    frontier = rungs[rungCount - 1].frontier
    return isRest ? nil : rung.base + next
  }
}
