internal import GRDB

/// Fills a new SQLite file, table by table, in one transaction.
///
/// The file is built without journal or syncing because it is nobody's until it is complete;
/// whoever moves it into place syncs it first.
final class SQLiteWriter {
  private let queue: DatabaseQueue

  init(path: String) throws {
    var configuration = Configuration()
    configuration.label = "results"
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA synchronous = OFF")
    }
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.inDatabase { database in
      try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
      try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
      _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = MEMORY")
    }
  }

  /// Writes the tables and everything that describes them; `observer` sees each row as well.
  func write(
    _ source: ResultsSource,
    observer: (Table) throws -> (([Cell]) throws -> Void)?
  ) throws {
    try withoutActuallyEscaping(observer) { observer in
      try queue.inTransaction(.immediate) { database in
        for table in resultTables() + dictionaryTables() {
          try Self.fill(table, from: source, in: database, observer: try observer(table))
        }
        for view in resultViews() { try database.execute(sql: Schema.create(view)) }
        return .commit
      }
    }
  }

  /// Leaves one file that any SQLite opens without writing.
  func finish() throws {
    try queue.inDatabase { database in
      _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
    }
    try queue.close()
  }

  private static func fill(
    _ table: Table,
    from source: ResultsSource,
    in database: Database,
    observer: (([Cell]) throws -> Void)?
  ) throws {
    try database.execute(sql: Schema.create(table))
    let inserter = try RowInserter(Schema.insert(into: table), in: database)
    try table.forEachRow(source) { cells in
      try inserter.insert(cells)
      try observer?(cells)
    }
    for index in Schema.indexes(of: table) { try database.execute(sql: index) }
  }
}
