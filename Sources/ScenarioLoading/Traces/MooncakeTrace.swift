extension ByteScanner {
  /// Reads a row such as `{"timestamp": 27, "input_length": 6758, "output_length": 500, …}`.
  ///
  /// The timestamp counts milliseconds; other fields, such as `hash_ids`, are skipped.
  mutating func mooncakeRow() throws(TraceRowProblem) -> TraceRow {
    let start = at
    var timestamp: Int64?
    var input: Int32?
    var output: Int32?
    try expect("{", "a JSON object")
    skipSpaces()
    if !skip(UInt8(ascii: "}")) {
      repeat {
        let name = try fieldName()
        switch name {
        case "timestamp": timestamp = try once(timestamp, name, try milliseconds())
        case "input_length": input = try once(input, name, try tokenCount())
        case "output_length": output = try once(output, name, try tokenCount())
        default: try skipValue(depth: 0)
        }
        skipSpaces()
      } while skip(UInt8(ascii: ","))
      try expect("}", "`,` or `}`")
    }
    skipSpaces()
    guard isAtEnd else { throw problem("the end of the row", at..<end) }
    guard let timestamp, let input, let output else {
      let accepted = "needs `timestamp`, `input_length` and `output_length`"
      throw TraceRowProblem(bytes: start..<end, message: accepted)
    }
    return TraceRow(nanoseconds: timestamp, inputTokens: input, outputTokens: output)
  }

  private mutating func expect(
    _ character: Unicode.Scalar,
    _ accepted: String
  ) throws(TraceRowProblem) {
    skipSpaces()
    guard skip(UInt8(ascii: character)) else { throw problem(accepted, found) }
  }

  /// The name of the next field, past its colon.
  private mutating func fieldName() throws(TraceRowProblem) -> String {
    skipSpaces()
    let start = at
    try skipString()
    let name = text(start + 1..<max(start + 1, at - 1))
    try expect(":", "a colon")
    skipSpaces()
    return name
  }

  private func once<Value>(
    _ earlier: Value?,
    _ name: String,
    _ value: Value
  ) throws(TraceRowProblem) -> Value {
    guard earlier == nil else {
      throw TraceRowProblem(bytes: at..<at, message: "`\(name)` is given twice")
    }
    return value
  }

  private mutating func tokenCount() throws(TraceRowProblem) -> Int32 {
    let start = at
    guard let count = digits(atMost: 9)?.value, count <= mostTokens, isAtEndOfValue else {
      let accepted = "a count of tokens from 0 to \(mostTokens)"
      throw problem(accepted, value(from: start))
    }
    return Int32(count)
  }

  /// Milliseconds with up to six decimals, in nanoseconds.
  private mutating func milliseconds() throws(TraceRowProblem) -> Int64 {
    let start = at
    let accepted = "a number of milliseconds"
    // Twelve digits are thirty years.
    guard let whole = digits(atMost: 12)?.value else { throw problem(accepted, value(from: start)) }
    var nanoseconds = whole * 1_000_000
    if skip(UInt8(ascii: ".")) {
      guard let fraction = digits(atMost: 6) else { throw problem(accepted, value(from: start)) }
      var part = fraction.value
      for _ in fraction.count..<6 { part *= 10 }
      nanoseconds += part
    }
    guard isAtEndOfValue else { throw problem(accepted, value(from: start)) }
    return nanoseconds
  }

  /// What stands at this place, for messages.
  private var found: Range<Int> { value(from: at) }

  private var isAtEndOfValue: Bool {
    isAtEnd || next == UInt8(ascii: ",") || next == UInt8(ascii: "}") || next == 0x20
  }

  private func value(from start: Int) -> Range<Int> {
    let range = field(from: start, delimiters: [0x2C, 0x7D])
    return range.isEmpty ? start..<min(start + 1, end) : range
  }

  private mutating func skipString() throws(TraceRowProblem) {
    guard skip(UInt8(ascii: "\"")) else { throw problem("a text in quotes", found) }
    while !isAtEnd {
      if skip(UInt8(ascii: "\"")) { return }
      if next == UInt8(ascii: "\\") { skip() }
      skip()
    }
    throw problem("the closing quote", end..<end)
  }

  private mutating func skipValue(depth: Int) throws(TraceRowProblem) {
    // Deeper nesting than any trace has would only use up the stack.
    guard depth < 16 else { throw problem("less nesting", found) }
    skipSpaces()
    switch next {
    case UInt8(ascii: "\""):
      try skipString()
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      try skipCollection(isObject: next == UInt8(ascii: "{"), depth: depth)
    default:
      let start = at
      while !isAtEnd, !isEndOfWord(next) { skip() }
      guard at > start else { throw problem("a JSON value", found) }
    }
  }

  private mutating func skipCollection(isObject: Bool, depth: Int) throws(TraceRowProblem) {
    let close = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
    skip()
    skipSpaces()
    if skip(close) { return }
    repeat {
      if isObject { _ = try fieldName() }
      try skipValue(depth: depth + 1)
      skipSpaces()
    } while skip(UInt8(ascii: ","))
    guard skip(close) else { throw problem("`,` or the end of the list", found) }
  }

  private func isEndOfWord(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x2C || byte == 0x5D || byte == 0x7D
  }
}
