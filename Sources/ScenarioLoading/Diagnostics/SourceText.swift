/// A place in a text, counted from one; columns count Unicode scalars.
struct Position: Hashable, Sendable, Comparable {
  var line: Int
  var column: Int

  static func < (lhs: Self, rhs: Self) -> Bool { (lhs.line, lhs.column) < (rhs.line, rhs.column) }
}

/// A stretch of a text, up to but not including its end.
struct Span: Hashable, Sendable {
  var start: Position
  var end: Position

  /// One column wide.
  init(at start: Position) {
    self.init(start: start, end: Position(line: start.line, column: start.column + 1))
  }

  init(start: Position, end: Position) {
    self.start = start
    self.end = end
  }
}

/// The bytes of a file with its line starts, so that a problem can show the line it stands on.
///
/// What the user set beside the file counts as lines behind its own.
struct SourceText {
  /// As the user gave it.
  var path: String
  var bytes: [UInt8]
  /// Each `path=value`, of one line.
  var overrides: [String]
  private var lineStarts: [Int]
  private let latestLine = LatestLine()

  init(path: String, bytes: [UInt8], overrides: [String] = []) {
    self.path = path
    self.bytes = bytes
    self.overrides = overrides
    lineStarts = Self.lineStarts(in: bytes)
  }

  /// The problem at a span of this text.
  func diagnostic(
    _ severity: Diagnostic.Severity = .error,
    at span: Span,
    _ message: String,
    help: String? = nil
  ) -> Diagnostic {
    if let text = override(onLine: span.start.line) {
      var own = span
      own.start.line = 1
      own.end.line = 1
      return Diagnostic(
        severity,
        file: "--set \(text.prefix { $0 != "=" }.prefix(Self.longestName))",
        span: own,
        message: message,
        help: help,
        rawLine: Array(text.unicodeScalars)
      )
    }
    return Diagnostic(
      severity,
      file: path,
      span: span,
      message: message,
      help: help,
      rawLine: line(span.start.line)
    )
  }

  /// How many lines the file has; those behind are of what was set beside it.
  var lineCount: Int { lineStarts.count }

  /// The text that was set beside the file, if the line is its.
  func override(onLine line: Int) -> String? {
    let index = line - lineCount - 1
    return overrides.indices.contains(index) ? overrides[index] : nil
  }

  /// Characters of a path in the place of a file's name.
  private static let longestName = 200

  /// The place of a byte.
  func position(ofByte offset: Int) -> Position {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let head = bytes[lineStarts[low]..<min(max(offset, lineStarts[low]), bytes.count)]
    let column = String(decoding: head, as: UTF8.self).unicodeScalars.count + 1
    return Position(line: low + 1, column: column)
  }

  /// Problems often come by the line, and a line may be long; so the latest one is kept.
  private final class LatestLine {
    var number = 0
    var scalars: [Unicode.Scalar] = []
  }

  /// The scalars of a line without its line break.
  private func line(_ number: Int) -> [Unicode.Scalar] {
    guard number >= 1, number <= lineStarts.count else { return [] }
    guard latestLine.number != number else { return latestLine.scalars }
    let end = number < lineStarts.count ? lineStarts[number] : bytes.count
    let text = String(decoding: bytes[lineStarts[number - 1]..<end], as: UTF8.self)
    var scalars = Array(text.unicodeScalars)
    while let last = scalars.last, Self.lineBreaks.contains(last) { scalars.removeLast() }
    if number == 1, scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    latestLine.number = number
    latestLine.scalars = scalars
    return scalars
  }

  private static let lineBreaks: Set<Unicode.Scalar> = [
    "\r", "\n", "\u{85}", "\u{2028}", "\u{2029}",
  ]

  /// Lines end where YAML 1.1 ends them: CR, LF, CR LF, NEL, LS and PS.
  private static func lineStarts(in bytes: [UInt8]) -> [Int] {
    var starts = [0]
    for index in bytes.indices {
      let endsLine =
        switch bytes[index] {
        case 0x0A: true
        case 0x0D: index + 1 == bytes.count || bytes[index + 1] != 0x0A
        case 0x85: index >= 1 && bytes[index - 1] == 0xC2
        case 0xA8, 0xA9: index >= 2 && bytes[index - 1] == 0x80 && bytes[index - 2] == 0xE2
        default: false
        }
      if endsLine { starts.append(index + 1) }
    }
    return starts
  }
}
