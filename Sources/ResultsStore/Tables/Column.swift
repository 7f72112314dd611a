/// What is known of a column before any row: enough for SQL, CSV and the data dictionary.
struct ColumnFacts {
  /// What a column holds.
  enum Kind: Equatable {
    case integer
    case real
    /// A name or code that this program makes or has checked.
    case text
    /// Free text of the user or of a message: guarded against formulas in CSV.
    case prose
    /// One of a few words.
    case choice([String])
    case blob
  }

  var name: String
  var kind: Kind
  var unit: String?
  var description: String
  var isRequired: Bool
  /// The table whose `id` it holds.
  var target: String?
  /// Says how the number is made, by its key in the definitions.
  var definition: String?
  /// Whether equal runs agree on it: wall clock, host and paths don't.
  var isInDigest = true
}

/// A column and how to fill it from one thing that a table has a row for.
struct Column<Source> {
  var facts: ColumnFacts
  var cell: (Source) -> Cell

  /// The row's own number, from 1.
  static func id(_ description: String, _ index: @escaping (Source) -> Int) -> Self {
    Self("id", .integer, nil, description, isRequired: true) { .integer(Int64(index($0)) + 1) }
  }

  /// The number of a row in another table; the closure gives its place from 0.
  static func link(
    _ name: String,
    to target: String,
    _ description: String,
    _ index: @escaping (Source) -> Int
  ) -> Self {
    var column = Self(name, .integer, nil, description, isRequired: true) {
      .integer(Int64(index($0)) + 1)
    }
    column.facts.target = target
    return column
  }

  /// As `link`, for a column that refers to its row only together with others.
  static func part(
    _ name: String,
    _ description: String,
    _ index: @escaping (Source) -> Int
  ) -> Self {
    Self(name, .integer, nil, description, isRequired: true) { .integer(Int64(index($0)) + 1) }
  }

  /// As `link`, where there may be none.
  static func optionalLink(
    _ name: String,
    to target: String,
    _ description: String,
    _ index: @escaping (Source) -> Int?
  ) -> Self {
    var column = Self(name, .integer, nil, description) { Cell(index($0).map { Int64($0) + 1 }) }
    column.facts.target = target
    return column
  }

  /// A whole number that is always known.
  static func count(
    _ name: String,
    _ unit: String?,
    _ description: String,
    _ value: @escaping (Source) -> Int
  ) -> Self {
    Self(name, .integer, unit, description, isRequired: true) { .integer(Int64(value($0))) }
  }

  /// A whole number that may be missing.
  static func whole(
    _ name: String,
    _ unit: String?,
    _ description: String,
    _ value: @escaping (Source) -> Int64?
  ) -> Self {
    Self(name, .integer, unit, description) { Cell(value($0)) }
  }

  /// A number that may be missing.
  static func real(
    _ name: String,
    _ unit: String?,
    _ description: String,
    _ value: @escaping (Source) -> Double?
  ) -> Self {
    Self(name, .real, unit, description) { Cell(value($0)) }
  }

  /// A name that is always known.
  static func name(
    _ name: String,
    _ description: String,
    _ value: @escaping (Source) -> String
  ) -> Self {
    Self(name, .text, nil, description, isRequired: true) { Cell(value($0)) }
  }

  /// A name that may be missing.
  static func optionalName(
    _ name: String,
    _ description: String,
    _ value: @escaping (Source) -> String?
  ) -> Self {
    Self(name, .text, nil, description) { Cell(value($0)) }
  }

  /// Free text; empty counts as missing.
  static func prose(
    _ name: String,
    _ description: String,
    _ value: @escaping (Source) -> String?
  ) -> Self {
    Self(name, .prose, nil, description) { source in
      Cell(value(source).flatMap { $0.isEmpty ? nil : $0 })
    }
  }

  /// One of the words of an enumeration.
  static func choice<Word: CaseIterable & RawRepresentable<String>>(
    _ name: String,
    _ description: String,
    _ value: @escaping (Source) -> Word
  ) -> Self {
    let words = Word.allCases.map(\.rawValue)
    return Self(name, .choice(words), nil, description, isRequired: true) {
      .text(value($0).rawValue)
    }
  }

  /// As `choice`, where there may be none.
  static func optionalChoice<Word: CaseIterable & RawRepresentable<String>>(
    _ name: String,
    _ description: String,
    _ value: @escaping (Source) -> Word?
  ) -> Self {
    let words = Word.allCases.map(\.rawValue)
    return Self(name, .choice(words), nil, description) {
      value($0).map { .text($0.rawValue) } ?? .null
    }
  }

  /// Bytes.
  static func blob(
    _ name: String,
    _ description: String,
    _ value: @escaping (Source) -> [UInt8]
  ) -> Self {
    Self(name, .blob, nil, description, isRequired: true) { .blob(value($0)) }
  }

  /// The same column, left out of the digest.
  var outsideDigest: Self {
    var copy = self
    copy.facts.isInDigest = false
    return copy
  }

  /// The same column with the definition of its number.
  func defined(by definition: String) -> Self {
    var copy = self
    copy.facts.definition = definition
    return copy
  }

  private init(
    _ name: String,
    _ kind: ColumnFacts.Kind,
    _ unit: String?,
    _ description: String,
    isRequired: Bool = false,
    _ cell: @escaping (Source) -> Cell
  ) {
    facts = ColumnFacts(
      name: name,
      kind: kind,
      unit: unit,
      description: description,
      isRequired: isRequired
    )
    self.cell = cell
  }
}
