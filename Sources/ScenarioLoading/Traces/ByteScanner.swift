/// Reads the bytes of one line from left to right; what is read never leaves the line.
struct ByteScanner {
  private let bytes: [UInt8]
  private(set) var at: Int
  let end: Int

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { at >= end }

  /// The next byte; 0 at the end of the line.
  var next: UInt8 { at < end ? bytes[at] : 0 }

  mutating func skip() { at = min(at + 1, end) }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard !isAtEnd, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  mutating func skipSpaces() {
    while !isAtEnd, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
  }

  /// Reads up to `most` digits; nil, without moving, if there is none or there are more.
  mutating func digits(atMost most: Int) -> (value: Int64, count: Int)? {
    var value: Int64 = 0
    var place = at
    while place < end, bytes[place] >= 0x30, bytes[place] <= 0x39 {
      guard place - at < most else { return nil }
      value = value * 10 + Int64(bytes[place] - 0x30)
      place += 1
    }
    guard place > at else { return nil }
    defer { at = place }
    return (value, place - at)
  }

  /// What stands from a byte up to the next delimiter, for messages.
  func field(from start: Int, delimiters: [UInt8] = [0x2C]) -> Range<Int> {
    var stop = start
    while stop < end, !delimiters.contains(bytes[stop]) { stop += 1 }
    return start..<stop
  }

  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: range.lowerBound..<end)].prefix(256), as: UTF8.self)
  }

  /// The problem that a field holds something else than what is accepted.
  func problem(_ accepted: String, _ field: Range<Int>) -> TraceRowProblem {
    let found = field.isEmpty ? "nothing" : quoted(text(field))
    return TraceRowProblem(bytes: field, message: "needs \(accepted), found \(found)")
  }
}

/// More tokens than any model takes at once.
let mostTokens: Int64 = 10_000_000
