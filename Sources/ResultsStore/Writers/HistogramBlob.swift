internal import Statistics

/// A histogram in the V2 encoding of HdrHistogram, not compressed, which its libraries can read.
///
/// Big-endian header (cookie, payload length, offset, digits, lowest, highest, ratio), then counts
/// by bucket as zigzag LEB128 numbers; a negative number stands for that many empty buckets.
enum HistogramBlob {
  static let significantDigits = 3
  private static let cookie: UInt32 = 0x1C84_9313
  /// One microsecond: the lowest value told apart, as `HistogramLayout` has it.
  private static let lowest: Int64 = 1000

  static func encoded(_ histogram: LatencyHistogram) -> [UInt8] {
    let payload = encodedCounts(histogram)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(40 + payload.count)
    append(cookie, to: &bytes)
    append(UInt32(payload.count), to: &bytes)
    append(UInt32(0), to: &bytes)
    append(UInt32(significantDigits), to: &bytes)
    append(UInt64(lowest), to: &bytes)
    append(UInt64(HistogramLayout.highestTrackable), to: &bytes)
    append((1.0).bitPattern, to: &bytes)
    return bytes + payload
  }

  private static func encodedCounts(_ histogram: LatencyHistogram) -> [UInt8] {
    var bytes: [UInt8] = []
    var next = 0
    for bucket in histogram.buckets {
      if bucket.index > next { appendZigZag(Int64(next - bucket.index), to: &bytes) }
      appendZigZag(bucket.count, to: &bytes)
      next = bucket.index + 1
    }
    return bytes
  }

  private static func appendZigZag(_ value: Int64, to bytes: inout [UInt8]) {
    var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
    for _ in 0..<8 where rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))  // a ninth byte holds all 8 bits
  }

  private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
