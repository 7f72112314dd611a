extension LatencyHistogram {
  /// Why bytes are not a histogram of this layout.
  public enum HDRError: Error, Equatable, Sendable {
    /// The header is cut short, or is not that of an uncompressed HdrHistogram V2.
    case notAHistogram
    /// A histogram, but of other settings than `HistogramLayout`'s.
    case otherLayout
    /// The counts are cut short, run over, or are negative.
    case damagedCounts
  }

  private static let cookie: UInt64 = 0x1C84_9303 | 0x10
  private static let headerLength = 40

  /// Returns the histogram as HdrHistogram's V2 encoding, uncompressed, over nanoseconds.
  ///
  /// All numbers are big-endian. Counts follow as ZigZag LEB128, runs of two or more empty buckets
  /// as one negative number. Tools that want the compressed form wrap it with zlib.
  public func hdrEncoded() -> [UInt8] {
    var counts: [UInt8] = []
    var next = 0
    for bucket in buckets {
      Self.appendGap(of: bucket.index - next, to: &counts)
      Self.appendZigZag(bucket.count, to: &counts)
      next = bucket.index + 1
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.headerLength + counts.count)
    for (value, width) in Self.header(payloadLength: counts.count) {
      for shift in stride(from: (width - 1) * 8, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
      }
    }
    return bytes + counts
  }

  /// Reads what `hdrEncoded()` writes.
  public init(hdrEncoded bytes: [UInt8]) throws(HDRError) {
    guard bytes.count >= Self.headerLength else { throw .notAHistogram }
    var offset = 0
    for (index, field) in Self.header(payloadLength: bytes.count - Self.headerLength).enumerated() {
      let read = bytes[offset..<offset + field.width].reduce(0) { $0 << 8 | UInt64($1) }
      guard read == field.value else { throw index < 2 ? .notAHistogram : .otherLayout }
      offset += field.width
    }
    var read: [Bucket] = []
    var index = 0
    while offset < bytes.count {
      guard let count = Self.readZigZag(bytes, at: &offset) else { throw .damagedCounts }
      guard count > -Int64(HistogramLayout.bucketCount) else { throw .damagedCounts }
      if count > 0 { read.append(Bucket(index: index, count: count)) }
      index += count < 0 ? Int(-count) : 1
    }
    guard Self.isWellFormed(read) else { throw .damagedCounts }
    self.init(buckets: read)
  }

  /// The fields of the header: value and width in bytes.
  private static func header(payloadLength: Int) -> [(value: UInt64, width: Int)] {
    let lowestDiscernible: UInt64 = 1000
    let significantDigits = UInt64(HistogramLayout.significantDigits)
    return [
      (cookie, 4),
      (UInt64(payloadLength), 4),
      (0, 4),  // normalizing index offset
      (significantDigits, 4),
      (lowestDiscernible, 8),
      (UInt64(HistogramLayout.highestTrackable), 8),
      ((1.0).bitPattern, 8),  // integer-to-double conversion ratio
    ]
  }

  private static func appendGap(of empty: Int, to bytes: inout [UInt8]) {
    guard empty > 0 else { return }
    appendZigZag(empty == 1 ? 0 : -Int64(empty), to: &bytes)
  }

  /// LEB128 of the ZigZag form; the ninth byte, if there is one, holds a whole 8 bits.
  private static func appendZigZag(_ value: Int64, to bytes: inout [UInt8]) {
    var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
    for _ in 0..<8 {
      guard rest > 0x7F else { break }
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  private static func readZigZag(_ bytes: [UInt8], at offset: inout Int) -> Int64? {
    var value: UInt64 = 0
    for position in 0..<9 {
      guard offset < bytes.count else { return nil }
      let byte = bytes[offset]
      offset += 1
      let isLast = position == 8 || byte & 0x80 == 0
      value |= UInt64(position == 8 ? byte : byte & 0x7F) << UInt64(7 * position)
      if isLast { return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
    }
    return nil
  }
}
