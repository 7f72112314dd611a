/// The data dictionary: tables that describe the other tables, the views and each other.
func dictionaryTables() -> [Table] { [pageTable(), definitionTable(), columnTable()] }

private struct ColumnRow {
  var table: String
  var index: Int
  var facts: ColumnFacts
}

/// The kinds of thing that hold columns.
private enum RelationKind: String, CaseIterable {
  case table
  case view
}

private typealias Page = (name: String, kind: RelationKind, description: String)

private func pageTable() -> Table {
  let columns: [Column<Page>] = [
    .name("name", "Name in SQL; the CSV file is called the same.") { $0.name },
    .choice("kind", "Whether it holds rows or computes them.") { $0.kind },
    .name("description", "What one row is.") { $0.description },
  ]
  return Table(
    "_table",
    "One row per table and view.",
    key: ["name"],
    isDictionary: true,
    columns: columns
  ) { _, body in
    for table in resultTables() { try body((table.name, .table, table.description)) }
    for view in resultViews() { try body((view.name, .view, view.description)) }
  }
}

private func definitionTable() -> Table {
  let columns: [Column<Definition>] = [
    .name("id", "Key of the definition.") { $0.id },
    .name("formula", "How the number is made.") { $0.formula },
    .name("source", "Who defined it so.") { $0.source },
  ]
  return Table(
    "_definition",
    "One row per definition of a number.",
    key: ["id"],
    isDictionary: true,
    columns: columns
  ) { _, body in try definitions.forEach(body) }
}

private func columnTable() -> Table {
  let columns: [Column<ColumnRow>] = [
    .name("table_name", "The table or view.") { $0.table },
    .count("position", nil, "Place among its columns, from 1.") { $0.index + 1 },
    .name("name", "Name of the column.") { $0.facts.name },
    .optionalName("unit", "Unit of its numbers; NULL for names, and for counts of no unit.") {
      $0.facts.unit
    },
    .name("description", "What it holds. NULL always means: not measured, or none.") {
      $0.facts.description
    },
    .optionalName("definition_id", "How the number is made.") { $0.facts.definition },
  ]
  return Table(
    "_column",
    "One row per column of each table and view.",
    key: ["table_name", "name"],
    links: [
      Table.Link(columns: ["table_name"], target: "_table", targetColumns: ["name"]),
      Table.Link(columns: ["definition_id"], target: "_definition", targetColumns: ["id"]),
    ],
    isDictionary: true,
    columns: columns
  ) { _, body in try forEachColumn(body) }
}

private func forEachColumn(_ body: (ColumnRow) throws -> Void) rethrows {
  let tables = resultTables().map { ($0.name, $0.columns) }
  let views = resultViews().map { ($0.name, $0.columns) }
  for (name, columns) in tables + views {
    for (index, facts) in columns.enumerated() {
      try body(ColumnRow(table: name, index: index, facts: facts))
    }
  }
}
