/// One problem in a file that a user wrote, with the place where the reader should look.
///
/// Every text in it is fit for a terminal: control characters and invisible ones are written out.
package struct Diagnostic: Sendable, Hashable {
  /// How bad it is: an error stops the run, a warning does not.
  package enum Severity: String, Sendable {
    case error
    case warning
  }

  package var severity: Severity
  package var file: String
  /// Counted from one.
  package var line: Int
  /// Counted from one, in Unicode scalars of the file.
  package var column: Int
  /// The first column after the marked text; on the same line.
  package var endColumn: Int
  /// What was found and what is accepted, in one lower-case sentence.
  package var message: String
  /// The line of the file, or the part of a long line around the marked text.
  package var sourceLine: String
  /// Spaces and carets that mark the text in `sourceLine`.
  package var underline: String
  package var help: String?
  /// By which a warning is known in results; nil for all others.
  package var name: String?
  /// Problems of the same kind that are not shown.
  package var moreOfItsKind = 0

  /// The problem as a compiler would print it, over several lines without a final line break.
  package func rendered(colored: Bool = false) -> String {
    let paint = Paint(isOn: colored)
    let severityColor = severity == .error ? Paint.red : Paint.yellow
    let place = paint.apply(Paint.bold, to: "\(file):\(line):\(column):")
    let label = paint.apply(severityColor, to: "\(severity.rawValue):")
    var lines = ["\(place) \(label) \(message)\(tag)"]
    if !sourceLine.isEmpty {
      let number = String(line)
      let margin = String(repeating: " ", count: number.count)
      lines.append(" \(number) | \(sourceLine)")
      lines.append(" \(margin) | \(paint.apply(severityColor, to: underline))")
    }
    if moreOfItsKind > 0 { lines.append("… and \(moreOfItsKind) more like this") }
    if let help { lines.append("\(paint.apply(Paint.cyan, to: "help:")) \(help)") }
    return lines.joined(separator: "\n")
  }
}

extension Diagnostic: CustomStringConvertible, Comparable {
  /// The problem on one line, in the form that editors turn into links.
  package var description: String {
    "\(file):\(line):\(column): \(severity.rawValue): \(message)\(tag)"
  }

  /// The name behind the message, as compilers do it.
  private var tag: String { name.map { " [\($0)]" } ?? "" }

  /// Orders problems as a reader meets them in one file.
  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.line, lhs.column, lhs.message) < (rhs.line, rhs.column, rhs.message)
  }
}

extension Diagnostic {
  /// What problems that differ in names and numbers only have in common.
  static func kind(of message: String) -> String {
    var isName = false
    return String(
      message.filter { character in
        if character == "`" { isName.toggle() }
        return !isName && !character.isNumber
      }
    )
  }

  /// Marks a span of a line of which `rawLine` is the text as the file has it.
  init(
    _ severity: Severity,
    file: String,
    span: Span,
    message: String,
    help: String?,
    rawLine: [Unicode.Scalar]
  ) {
    let end = span.end.line == span.start.line ? span.end.column : Int.max
    let excerpt = Excerpt(of: rawLine, marking: span.start.column..<max(end, span.start.column + 1))
    self.init(
      severity: severity,
      file: visible(file),
      line: span.start.line,
      column: span.start.column,
      endColumn: excerpt.endColumn,
      message: message,
      sourceLine: excerpt.text,
      underline: excerpt.underline,
      help: help
    )
  }
}

extension Diagnostic {
  /// An error in columns, counted from one, of a line of which `rawLine` is the text.
  package init(
    file: String,
    line: Int,
    columns: Range<Int>,
    message: String,
    help: String? = nil,
    rawLine: String = ""
  ) {
    let start = Position(line: line, column: columns.lowerBound)
    let end = Position(line: line, column: max(columns.upperBound, columns.lowerBound + 1))
    self.init(
      .error,
      file: file,
      span: Span(start: start, end: end),
      message: message,
      help: help,
      rawLine: Array(rawLine.unicodeScalars)
    )
  }
}

/// Terminal colours, or none.
private struct Paint {
  static let bold = "1"
  static let red = "1;31"
  static let yellow = "1;33"
  static let cyan = "1;36"

  var isOn: Bool

  func apply(_ code: String, to text: String) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
