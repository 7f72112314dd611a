/// What a device calls a job: a request by its number in the pool, or the batch of a replica.
///
/// Whoever has the job then knows whose it is, and need not look up who runs in a container.
enum JobNumber {
  private static var batchBit: UInt32 { 1 << 31 }

  static func batch(of replica: Int) -> UInt32 { UInt32(truncatingIfNeeded: replica) | batchBit }

  static func isBatch(_ job: UInt32) -> Bool { job & batchBit != 0 }

  static func replica(ofBatch job: UInt32) -> Int { Int(job & ~batchBit) }
}
