/// What a suite found when it held the product to something known: tables and a verdict.
package struct SuiteReport: Sendable {
  /// The word on the command line, for example `conformance`.
  package var suite: String
  package var tables: [Table]
  /// What a reader has to know about the figures, one sentence each.
  package var notes: [String]
  package var passed: Bool
  /// Why there is no verdict; nil if there is one.
  package var undecided: Undecided?

  package init(
    suite: String,
    tables: [Table],
    notes: [String] = [],
    passed: Bool,
    undecided: Undecided? = nil
  ) {
    self.suite = suite
    self.tables = tables
    self.notes = notes
    self.passed = passed
    self.undecided = undecided
  }

  /// What stands in place of a verdict; neither is a failure.
  package enum Undecided: String, Sendable {
    /// It could not be run here.
    case skipped
    /// What was measured can't be judged.
    case inconclusive
  }

  /// In a word.
  package var verdict: String { undecided?.rawValue ?? (passed ? "pass" : "fail") }

  /// Predicted beside observed.
  package struct Table: Sendable {
    /// Unique in the report; a key of its JSON form.
    package var name: String
    package var columns: [Column]
    /// As many cells as columns in each.
    package var rows: [[Cell]]

    package init(name: String, columns: [Column], rows: [[Cell]]) {
      self.name = name
      self.columns = columns
      self.rows = rows
    }
  }

  /// What the cells of a column have in common.
  package struct Column: Sendable {
    /// In lower camel case; a key of the JSON form.
    package var key: String
    package var title: String
    /// Empty for counts and words.
    package var unit: String
    /// Decimal places of numbers in tables; JSON has them in full.
    package var decimals: Int

    package init(_ key: String, title: String, unit: String = "", decimals: Int = 0) {
      self.key = key
      self.title = title
      self.unit = unit
      self.decimals = decimals
    }
  }

  /// A figure or a word; `none` where there is nothing to say.
  package enum Cell: Sendable, Equatable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case none
  }
}
