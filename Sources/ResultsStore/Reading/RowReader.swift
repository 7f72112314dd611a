internal import GRDB

/// One row of a stranger's table: every value is asked for with the type and range it must have.
struct RowReader {
  let path: String
  let table: String
  /// From 1, in the order of reading.
  let number: Int
  let row: Row

  /// The longest name or sentence that is read, in bytes.
  static let longestText = 1 << 16

  func text(_ column: String) throws(ReadingError) -> String {
    guard let text = try optionalText(column) else { throw problem(column, "nothing", "a text") }
    return text
  }

  func optionalText(_ column: String) throws(ReadingError) -> String? {
    switch try value(column).storage {
    case .null: return nil
    case .string(let text) where text.utf8.count <= Self.longestText: return text
    case .string(let text):
      throw problem(column, "\(text.utf8.count) bytes", "at most \(Self.longestText)")
    case let other: throw problem(column, kind(of: other), "a text")
    }
  }

  func integer(_ column: String, in range: ClosedRange<Int64>) throws(ReadingError) -> Int64 {
    guard let value = try optionalInteger(column, in: range) else {
      throw problem(column, "nothing", "a whole number")
    }
    return value
  }

  func optionalInteger(
    _ column: String,
    in range: ClosedRange<Int64>
  ) throws(ReadingError) -> Int64? {
    switch try value(column).storage {
    case .null: return nil
    case .int64(let value) where range.contains(value): return value
    case .int64(let value):
      throw problem(column, "\(value)", "\(range.lowerBound) to \(range.upperBound)")
    case let other: throw problem(column, kind(of: other), "a whole number")
    }
  }

  /// A count of something: never negative.
  func count(_ column: String) throws(ReadingError) -> Int {
    Int(try integer(column, in: 0...Int64.max >> 8))
  }

  func real(
    _ column: String,
    in range: ClosedRange<Double>
  ) throws(ReadingError) -> Double {
    guard let value = try optionalReal(column, in: range) else {
      throw problem(column, "nothing", "a number")
    }
    return value
  }

  func optionalReal(
    _ column: String,
    in range: ClosedRange<Double> = -1e300...1e300
  ) throws(ReadingError) -> Double? {
    switch try value(column).storage {
    case .null: return nil
    case .double(let value) where range.contains(value): return value
    case .double(let value):
      throw problem(column, "\(value)", "\(range.lowerBound) to \(range.upperBound)")
    case let other: throw problem(column, kind(of: other), "a number")
    }
  }

  func choice<Word: CaseIterable & RawRepresentable<String>>(
    _ column: String,
    of type: Word.Type
  ) throws(ReadingError) -> Word {
    let text = try text(column)
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw problem(column, "'\(text.prefix(80))'", "one of \(words)")
    }
    return word
  }

  /// The thing that a reference to a row of another table means.
  func reference<Target>(_ column: String, to rows: [Int64: Target]) throws(ReadingError) -> Target
  {
    let id = try integer(column, in: Int64.min...Int64.max)
    guard let target = rows[id] else {
      throw problem(column, "\(id)", "the id of a row that is there")
    }
    return target
  }

  func problem(_ column: String, _ found: String, _ expected: String) -> ReadingError {
    ReadingError(
      path,
      "found \(found), expected \(expected)",
      at: "table \(table), row \(number), column \(column)"
    )
  }

  private func value(_ column: String) throws(ReadingError) -> DatabaseValue {
    guard let value = row[column] as DatabaseValue? else {
      throw ReadingError(path, "column \(column) is missing", at: "table \(table)")
    }
    return value
  }

  private func kind(of storage: DatabaseValue.Storage) -> String {
    switch storage {
    case .null: "nothing"
    case .int64(let value): "the whole number \(value)"
    case .double(let value): "the number \(value)"
    case .string(let text): "the text '\(text.prefix(40))'"
    case .blob(let bytes): "\(bytes.count) bytes of binary data"
    }
  }
}
