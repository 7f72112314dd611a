internal import ScenarioLoading

/// Reads the rows of a CSV file of others, one after another; every problem has its place.
///
/// Fields are as they stand between commas: the files of the study quote nothing. Rows end with a
/// line feed, with or without a carriage return before it. Columns are known by their titles.
struct TableReader {
  /// What a file may cost.
  struct Budget {
    var bytes = 64 << 20
    var rows = 200_000
    var bytesOfField = 1024
    /// Problems that are shown.
    var problems = 20
  }

  private let path: String
  private let bytes: [UInt8]
  private let budget: Budget
  private var at = 0
  /// Of the current row, counted from one.
  private(set) var line = 0
  private var row = 0..<0
  private var fields: [Range<Int>] = []
  private var titles: [String] = []
  private var rows = 0
  private var shown: [Diagnostic] = []
  private var problemCount = 0

  /// Reads the header, which must have all the columns; others are ignored.
  init(_ bytes: [UInt8], path: String, columns: [String], budget: Budget = Budget()) {
    self.bytes = bytes
    self.path = path
    self.budget = budget
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if bytes.starts(with: byteOrderMark) { at = 3 }
    guard readLine() else {
      line = 1
      report("the file is empty; it needs a header with \(list(columns))", 0..<0)
      return
    }
    titles = fields.map(text)
    for column in columns where !titles.contains(column) {
      report("the header has no column `\(column)`", row)
    }
    for (index, title) in titles.enumerated() where titles[..<index].contains(title) {
      if columns.contains(title) {
        report("the header has the column `\(title)` twice", fields[index])
      }
    }
    if problemCount > 0 { at = bytes.count }
  }

  /// What is wrong with the file; the last says how much more there is.
  var problems: [Diagnostic] {
    var all = shown
    if problemCount > shown.count, let last = all.indices.last {
      all[last].moreOfItsKind += problemCount - shown.count
    }
    return all
  }

  /// The number of a column; nil if the file does not have it.
  func column(_ title: String) -> Int? { titles.firstIndex(of: title) }

  /// Goes to the next row that has as many fields as the header; false at the end.
  mutating func next() -> Bool {
    while readLine() {
      if row.isEmpty { continue }
      rows += 1
      guard rows <= budget.rows else {
        report("the file has more than \(budget.rows) rows", row)
        at = bytes.count
        return false
      }
      if let bad = firstBadByte() {
        report("this is not UTF-8", bad..<bad + 1)
      } else if fields.count != titles.count {
        report("the row has \(fields.count) fields; the header has \(titles.count)", row)
      } else if let long = fields.first(where: { $0.count > budget.bytesOfField }) {
        report("a field has at most \(budget.bytesOfField) bytes", long)
      } else {
        return true
      }
    }
    return false
  }

  /// A field of the current row.
  func text(_ column: Int) -> String { text(fields[column]) }

  /// A field as a whole number; nil, and a problem, if it is none or out of range.
  mutating func integer(_ column: Int, in range: ClosedRange<Int64>) -> Int64? {
    let field = fields[column]
    let isShort = (1...18).contains(field.count)
    let digits = bytes[field].allSatisfy { (0x30...0x39).contains($0) }
    if isShort, digits, let value = Int64(text(column)), range.contains(value) { return value }
    let accepted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    reportField(column, "`\(titles[column])` needs \(accepted), found \(found(field))")
    return nil
  }

  /// A field as a number from 0 to 1,000; nil, and a problem, if it is none.
  mutating func number(_ column: Int) -> Double? {
    if let value = Double(text(column)), (0...1000).contains(value) { return value }
    let found = found(fields[column])
    reportField(column, "`\(titles[column])` needs a number from 0 to 1000, found \(found)")
    return nil
  }

  /// A field as a number from 0 to 10¹²; nil, and a problem, if it is none.
  mutating func amount(_ column: Int) -> Double? {
    if let value = Double(text(column)), (0...1e12).contains(value) { return value }
    let found = found(fields[column])
    reportField(column, "`\(titles[column])` needs a number from 0 to 10^12, found \(found)")
    return nil
  }

  /// The same where the field may be empty.
  mutating func amountIfAny(_ column: Int) -> Double? {
    fields[column].isEmpty ? nil : amount(column)
  }

  /// A field as a name; nil, and a problem, if it is empty or longer than Kubernetes' names.
  mutating func name(_ column: Int) -> String? {
    if (1...253).contains(fields[column].count) { return text(column) }
    let accepted = "a name of 1 to 253 bytes"
    reportField(column, "`\(titles[column])` needs \(accepted), found \(found(fields[column]))")
    return nil
  }

  /// Says what is wrong with a field of the current row.
  mutating func reportField(_ column: Int, _ message: String) { report(message, fields[column]) }

  private func found(_ field: Range<Int>) -> String {
    field.isEmpty ? "nothing" : quoted(text(field))
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range].prefix(budget.bytesOfField), as: UTF8.self)
  }

  private mutating func readLine() -> Bool {
    guard at < bytes.count else { return false }
    let start = at
    fields.removeAll(keepingCapacity: true)
    var first = at
    while at < bytes.count, bytes[at] != 0x0A {
      if bytes[at] == UInt8(ascii: ",") {
        fields.append(first..<at)
        first = at + 1
      }
      at += 1
    }
    let end = at > first && bytes[at - 1] == 0x0D ? at - 1 : at
    fields.append(first..<end)
    row = start..<end
    at += 1
    line += 1
    return true
  }

  /// Where the current row stops being UTF-8.
  private func firstBadByte() -> Int? {
    guard bytes[row].contains(where: { $0 >= 0x80 }) else { return nil }
    return row.first { byte in
      // A scalar has at most four bytes, so a good row is good up to the next beginning.
      let isStart = bytes[byte] & 0xC0 != 0x80
      guard isStart else { return !isInsideScalar(byte) }
      let scalar = bytes[byte..<min(byte + length(bytes[byte]), row.upperBound)]
      return String(validating: scalar, as: UTF8.self) == nil
    }
  }

  private func isInsideScalar(_ byte: Int) -> Bool {
    (1...3).contains { back in
      byte - back >= row.lowerBound && length(bytes[byte - back]) > back
    }
  }

  private func length(_ first: UInt8) -> Int {
    switch first {
    case 0xF0...0xFF: 4
    case 0xE0...0xEF: 3
    case 0xC0...0xDF: 2
    default: 1
    }
  }

  private mutating func report(_ message: String, _ marked: Range<Int>) {
    problemCount += 1
    guard problemCount <= budget.problems else { return }
    let shownRow = bytes[row.lowerBound..<min(row.upperBound, row.lowerBound + 4096)]
    func column(_ byte: Int) -> Int {
      let head = bytes[row.lowerBound..<max(row.lowerBound, min(byte, shownRow.endIndex))]
      return String(decoding: head, as: UTF8.self).unicodeScalars.count + 1
    }
    shown.append(
      Diagnostic(
        file: path,
        line: line,
        columns: column(marked.lowerBound)..<column(marked.upperBound) + (marked.isEmpty ? 1 : 0),
        message: message,
        rawLine: String(decoding: shownRow, as: UTF8.self)
      )
    )
  }

  private func list(_ columns: [String]) -> String {
    columns.map { "`\($0)`" }.joined(separator: ", ")
  }
}
