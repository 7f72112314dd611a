/// The statements that make and fill tables, from their descriptions.
enum Schema {
  /// "BKHD": tells `file` and SQLite whose database this is.
  static let applicationID = 0x424B_4844
  /// Goes up when a reader of the tables would have to change.
  static let version = 2

  static func create(_ table: Table) -> String {
    var parts = table.columns.map { columnDefinition($0, isID: $0.name == "id" && table.hasID) }
    if !table.key.isEmpty, table.isKeyEnforced {
      parts.append("\(table.hasID ? "UNIQUE" : "PRIMARY KEY") (\(quoted(table.key)))")
    }
    for link in table.links {
      parts.append(
        "FOREIGN KEY (\(quoted(link.columns))) "
          + "REFERENCES \(quoted(link.target)) (\(quoted(link.targetColumns)))"
      )
    }
    let options = table.hasID ? "STRICT" : "STRICT, WITHOUT ROWID"
    let body = parts.joined(separator: ",\n  ")
    return "CREATE TABLE \(quoted(table.name)) (\n  \(body)\n) \(options)"
  }

  /// One index for each reference that neither the key nor another index begins with.
  static func indexes(of table: Table) -> [String] {
    let references =
      table.columns.filter { $0.target != nil }.map { [$0.name] } + table.links.map(\.columns)
    var covered = table.key.isEmpty || !table.isKeyEnforced ? [] : [table.key]
    var statements: [String] = []
    for columns in references where !covered.contains(where: { $0.starts(with: columns) }) {
      covered.append(columns)
      let name = quoted("\(table.name)_by_\(columns.joined(separator: "_"))")
      statements.append("CREATE INDEX \(name) ON \(quoted(table.name)) (\(quoted(columns)))")
    }
    return statements
  }

  static func insert(into table: Table) -> String {
    let places = table.columns.map { _ in "?" }.joined(separator: ", ")
    return "INSERT INTO \(quoted(table.name)) (\(quoted(table.columns.map(\.name)))) "
      + "VALUES (\(places))"
  }

  static func create(_ view: View) -> String {
    "CREATE VIEW \(quoted(view.name)) (\(quoted(view.columns.map(\.name)))) AS\n"
      + "SELECT \(view.expressions.joined(separator: ",\n  "))\nFROM \(view.origin)"
  }

  private static func columnDefinition(_ column: ColumnFacts, isID: Bool) -> String {
    let name = quoted(column.name)
    if isID { return "\(name) INTEGER PRIMARY KEY" }
    var definition = "\(name) \(type(of: column.kind))"
    if column.isRequired { definition += " NOT NULL" }
    if case .choice(let words) = column.kind {
      definition += " CHECK (\(name) IN (\(words.map { "'\($0)'" }.joined(separator: ", "))))"
    }
    if let target = column.target { definition += " REFERENCES \(quoted(target)) (\"id\")" }
    return definition
  }

  private static func type(of kind: ColumnFacts.Kind) -> String {
    switch kind {
    case .integer: "INTEGER"
    case .real: "REAL"
    case .text, .prose, .choice: "TEXT"
    case .blob: "BLOB"
    }
  }

  private static func quoted(_ name: String) -> String { "\"\(name)\"" }
  private static func quoted(_ names: [String]) -> String {
    names.map(quoted).joined(separator: ", ")
  }
}
