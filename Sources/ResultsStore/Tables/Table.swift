/// A table: its SQL, its CSV, its page of the data dictionary and its rows, from one description.
struct Table {
  /// Columns that together name a row of another table.
  struct Link {
    var columns: [String]
    var target: String
    var targetColumns: [String]

    /// The replication a row belongs to.
    static let replication = Link(
      columns: ["variant_id", "replication"],
      target: "replication",
      targetColumns: ["variant_id", "number"]
    )
  }

  var name: String
  var description: String
  var columns: [ColumnFacts]
  /// What tells two rows apart: the primary key, or beside an `id` the natural key.
  var key: [String]
  /// Whether SQL holds rows to their natural key.
  var isKeyEnforced: Bool
  var links: [Link]
  /// Whether the digest covers it; a table that follows from another one is left out.
  var isInDigest: Bool
  /// Whether it describes the file rather than the run; such a table has no CSV.
  var isDictionary: Bool
  /// Calls the closure with the cells of each row, in the order of the columns.
  var forEachRow: (ResultsSource, ([Cell]) throws -> Void) throws -> Void

  init<Source>(
    _ name: String,
    _ description: String,
    key: [String] = [],
    isKeyEnforced: Bool = true,
    links: [Link] = [],
    isInDigest: Bool = true,
    isDictionary: Bool = false,
    columns: [Column<Source>],
    rows: @escaping (ResultsSource, (Source) throws -> Void) throws -> Void
  ) {
    self.name = name
    self.description = description
    self.columns = columns.map(\.facts)
    self.key = key
    self.isKeyEnforced = isKeyEnforced
    self.links = links
    self.isInDigest = isInDigest
    self.isDictionary = isDictionary
    forEachRow = { source, body in
      var cells: [Cell] = []
      cells.reserveCapacity(columns.count)
      try rows(source) { row in
        cells.removeAll(keepingCapacity: true)
        for column in columns { cells.append(column.cell(row)) }
        try body(cells)
      }
    }
  }

  /// Whether rows are numbered.
  var hasID: Bool { columns.first.map { $0.name == "id" && $0.kind == .integer } ?? false }
}

/// Every table of a results file, each after the tables it refers to.
func resultTables() -> [Table] {
  provenanceTables() + scenarioTables() + replicationTables() + latencyTables()
    + objectiveTables() + costTables() + decisionTables() + metricTables() + gateTables()
}
