internal import Statistics

/// Goes through the fields of a record in their order, to write them or to read them.
///
/// A record names its fields once, for both directions, so that they can't fall out of step.
protocol RecordCoder {
  /// A whole number from 0 to the limit.
  mutating func count(_ value: inout Int64, upTo limit: Int64) throws(RecordDamage)
  /// Any 64 bits.
  mutating func bits(_ value: inout UInt64) throws(RecordDamage)
  mutating func text(_ value: inout String) throws(RecordDamage)
  /// HdrHistogram's V2 encoding, as in the results.
  mutating func histogram(_ value: inout LatencyHistogram) throws(RecordDamage)
  /// Elements of at least one byte each; a reader makes them from the blank.
  mutating func list<Element>(
    _ elements: inout [Element],
    blank: Element,
    _ fields: (inout Element, inout Self) throws(RecordDamage) -> Void
  ) throws(RecordDamage)
}

/// Bytes that are no record.
struct RecordDamage: Error {}

extension RecordCoder {
  /// A number of requests, minutes, events or the like; so many that their sums can't overflow.
  mutating func count(_ value: inout Int) throws(RecordDamage) {
    var wide = Int64(value)
    try count(&wide, upTo: 1 << 40)
    value = Int(wide)
  }

  mutating func real(_ value: inout Double) throws(RecordDamage) {
    var pattern = value.bitPattern
    try bits(&pattern)
    value = Double(bitPattern: pattern)
  }
}

/// Writes fields: whole numbers as LEB128, reals and hashes as eight bytes with the lowest first.
struct RecordWriter: RecordCoder {
  private(set) var bytes: [UInt8] = []

  mutating func count(_ value: inout Int64, upTo limit: Int64) throws(RecordDamage) {
    guard (0...limit).contains(value) else { throw RecordDamage() }
    var rest = UInt64(value)
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func bits(_ value: inout UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func text(_ value: inout String) throws(RecordDamage) {
    try append(Array(value.utf8))
  }

  mutating func histogram(_ value: inout LatencyHistogram) throws(RecordDamage) {
    try append(value.hdrEncoded())
  }

  mutating func list<Element>(
    _ elements: inout [Element],
    blank: Element,
    _ fields: (inout Element, inout Self) throws(RecordDamage) -> Void
  ) throws(RecordDamage) {
    var length = elements.count
    try count(&length)
    for index in elements.indices { try fields(&elements[index], &self) }
  }

  /// Bytes and, before them, how many.
  private mutating func append(_ value: [UInt8]) throws(RecordDamage) {
    var length = value.count
    try count(&length)
    bytes.append(contentsOf: value)
  }
}

/// Reads what `RecordWriter` writes, whatever the bytes say: a length is believed only if the bytes
/// it speaks of are there.
struct RecordReader: RecordCoder {
  private let content: ArraySlice<UInt8>
  private var next: Int

  init(_ content: ArraySlice<UInt8>) {
    self.content = content
    next = content.startIndex
  }

  var isAtEnd: Bool { next == content.endIndex }
  private var left: Int { content.endIndex - next }

  mutating func count(_ value: inout Int64, upTo limit: Int64) throws(RecordDamage) {
    var read: UInt64 = 0
    // Nine bytes hold 63 bits, which is all that a number from 0 can have.
    for shift in stride(from: UInt64(0), to: 63, by: 7) {
      let byte = try nextByte()
      read |= UInt64(byte & 0x7F) << shift
      guard byte & 0x80 == 0 else { continue }
      guard read <= UInt64(limit) else { throw RecordDamage() }
      value = Int64(read)
      return
    }
    throw RecordDamage()
  }

  mutating func bits(_ value: inout UInt64) throws(RecordDamage) {
    guard left >= 8 else { throw RecordDamage() }
    value = (0..<8).reduce(0) { $0 | UInt64(content[next + $1]) << UInt64(8 * $1) }
    next += 8
  }

  mutating func text(_ value: inout String) throws(RecordDamage) {
    guard let text = String(validating: try bytes(), as: UTF8.self) else { throw RecordDamage() }
    value = text
  }

  mutating func histogram(_ value: inout LatencyHistogram) throws(RecordDamage) {
    let encoded = Array(try bytes())
    guard let read = try? LatencyHistogram(hdrEncoded: encoded),
      // So few in a bucket that the sum of all can't overflow.
      read.buckets.allSatisfy({ $0.count <= 1 << 40 })
    else { throw RecordDamage() }
    value = read
  }

  mutating func list<Element>(
    _ elements: inout [Element],
    blank: Element,
    _ fields: (inout Element, inout Self) throws(RecordDamage) -> Void
  ) throws(RecordDamage) {
    let length = try length()
    elements = []
    for _ in 0..<length {
      var element = blank
      try fields(&element, &self)
      elements.append(element)
    }
  }

  private mutating func bytes() throws(RecordDamage) -> ArraySlice<UInt8> {
    let length = try length()
    defer { next += length }
    return content[next..<next + length]
  }

  /// A length in bytes or in elements, which take at least a byte each.
  private mutating func length() throws(RecordDamage) -> Int {
    var length = 0
    try count(&length)
    guard length <= left else { throw RecordDamage() }
    return length
  }

  private mutating func nextByte() throws(RecordDamage) -> UInt8 {
    guard left > 0 else { throw RecordDamage() }
    defer { next += 1 }
    return content[next]
  }
}
