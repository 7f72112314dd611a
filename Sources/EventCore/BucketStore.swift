/// Unordered bags of keys, in numbered buckets that share one pool of storage.
///
/// A bucket is a chain of chunks of `chunk` keys each, all full but the last; what is kept of a
/// bucket is the pool index after its last key. Adding, and removing from anywhere, touch one
/// chunk: the last key fills the gap. An empty bucket owns nothing.
@usableFromInline
struct BucketStore: ~Copyable {
  /// Keys per chunk: a power of two, here two cache lines.
  @inlinable static var chunk: Int { 8 }

  @usableFromInline var keys: DenseTable<PendingKey>

  /// Per chunk the bucket it belongs to.
  @usableFromInline var owners: DenseTable<Int32>

  /// Per chunk the end of the chain below it; of a free chunk the next free one, -1 at the end.
  @usableFromInline var below: DenseTable<Int32>

  /// Per bucket the pool index after its last key; 0 if it is empty.
  @usableFromInline var ends: DenseTable<Int32>

  @usableFromInline var firstFree: Int32 = -1

  /// The number of chunks that were ever used.
  @usableFromInline var chunksUsed = 0

  /// The number of keys in all buckets.
  @usableFromInline var count = 0

  init() {
    keys = DenseTable(repeating: .none, count: 0)
    owners = DenseTable(repeating: 0, count: 0)
    below = DenseTable(repeating: 0, count: 0)
    ends = DenseTable(repeating: 0, count: 0)
  }

  /// Adds a key to a bucket and notes its place.
  ///
  /// - Complexity: O(1), amortized over the growth of the pool.
  @inlinable
  mutating func insert(_ key: PendingKey, into bucket: Int, places: inout DenseTable<Int32>) {
    var end = Int(ends[bucket])
    if end & (Self.chunk - 1) == 0 { end = addChunk(to: bucket) }
    keys[end] = key
    places[key.slot] = ~Int32(truncatingIfNeeded: end)
    ends[bucket] = Int32(truncatingIfNeeded: end + 1)
    count += 1
  }

  /// Removes the key at a pool index; the place of its slot is left as it is.
  ///
  /// - Complexity: O(1).
  @inlinable
  mutating func remove(at index: Int, places: inout DenseTable<Int32>) {
    let bucket = Int(owners[index / Self.chunk])
    let last = Int(ends[bucket]) - 1
    if index != last {
      let moved = keys[last]
      keys[index] = moved
      places[moved.slot] = ~Int32(truncatingIfNeeded: index)
    }
    ends[bucket] = Int32(truncatingIfNeeded: last)
    if last & (Self.chunk - 1) == 0 { dropChunk(last / Self.chunk) }
    count -= 1
  }

  /// Makes sure that buckets 0 to `buckets` - 1 exist.
  mutating func reserve(buckets: Int) {
    if buckets > ends.count { ends.grow(to: max(buckets, 2 * ends.count), filling: 0) }
  }

  func isEmpty(_ bucket: Int) -> Bool { ends[bucket] == 0 }

  /// How many keys a bucket has and how they lie in time.
  ///
  /// - Complexity: O(*n*).
  func stretch(of bucket: Int) -> Stretch {
    var stretch = Stretch()
    var end = Int(ends[bucket])
    while end > 0 {
      let chunk = (end - 1) / Self.chunk
      for index in chunk * Self.chunk..<end { stretch.add(keys[index]) }
      end = Int(below[chunk])
    }
    return stretch
  }

  /// Empties a bucket and returns the end of its chain, to be read and released chunk by chunk.
  mutating func takeAll(of bucket: Int) -> Int32 {
    let chain = ends[bucket]
    ends[bucket] = 0
    return chain
  }

  /// Frees a chunk of a chain that was taken, whose keys reach to an index; returns the end of the
  /// chain below it.
  mutating func release(_ chunk: Int, ending end: Int) -> Int {
    let rest = Int(below[chunk])
    count -= end - chunk * Self.chunk
    free(chunk)
    return rest
  }

  /// Gives a free chunk to a bucket and returns the index of its first key.
  @usableFromInline
  mutating func addChunk(to bucket: Int) -> Int {
    let chunk: Int
    if firstFree >= 0 {
      chunk = Int(firstFree)
      firstFree = below[chunk]
    } else {
      chunk = chunksUsed
      chunksUsed += 1
      if chunk == below.count {
        let larger = max(64, 2 * chunk)
        precondition(larger * Self.chunk <= Int32.max, "too many pending events")
        keys.grow(to: larger * Self.chunk, filling: .none)
        owners.grow(to: larger, filling: 0)
        below.grow(to: larger, filling: 0)
      }
    }
    owners[chunk] = Int32(truncatingIfNeeded: bucket)
    below[chunk] = ends[bucket]
    return chunk * Self.chunk
  }

  /// Frees the empty last chunk of its bucket.
  @usableFromInline
  mutating func dropChunk(_ chunk: Int) {
    ends[Int(owners[chunk])] = below[chunk]
    free(chunk)
  }

  /// Frees a chunk that no bucket holds.
  mutating func free(_ chunk: Int) {
    below[chunk] = firstFree
    firstFree = Int32(truncatingIfNeeded: chunk)
  }
}
