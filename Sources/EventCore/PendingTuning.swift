/// The sizes that decide between heap and ladder; see decision 8 for what was measured.
@usableFromInline
package struct PendingTuning: Sendable, BitwiseCopyable {
  /// The size of a heap that is spread over the ladder.
  package var heapLimit: Int
  /// The size of a bucket that is spread again instead of being moved into the heap.
  package var bucketLimit: Int
  /// The size that buckets are meant to have when they are made.
  package var keysPerBucket: Int

  package init(heapLimit: Int = 1024, bucketLimit: Int = 256, keysPerBucket: Int = 16) {
    self.heapLimit = heapLimit
    self.bucketLimit = bucketLimit
    self.keysPerBucket = keysPerBucket
  }
}
