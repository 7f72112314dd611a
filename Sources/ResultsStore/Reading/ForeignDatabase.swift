internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// A results file that anybody may have made: opened so that nothing in it runs, nothing beside it
/// is read and nothing is written, and checked before any of it is believed.
final class ForeignDatabase {
  let path: String
  private let queue: DatabaseQueue

  /// A thousand tenants leave less than half a gigabyte.
  static let largestFile: Int64 = 4 << 30
  /// The longest value or row that SQLite may hand out, in bytes.
  static let longestValue: CInt = 16 << 20

  init(path: String) throws(ReadingError) {
    self.path = path
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "stored run"
    configuration.prepareDatabase { try harden($0) }
    do {
      queue = try DatabaseQueue(path: immutableURI(of: path), configuration: configuration)
    } catch {
      throw ReadingError(path, "can't be opened as a database: \(explain(error))")
    }
    try checkIdentity()
    try checkSoundness()
    try checkSchema()
  }

  /// Calls the closure with each row of a table, in the order of its key; a table longer than the
  /// budget is refused.
  func forEachRow(
    of table: String,
    columns: [String],
    by order: String,
    atMost budget: Int,
    _ body: (RowReader) throws(ReadingError) -> Void
  ) throws(ReadingError) {
    let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
    try read("table \(table)") { database in
      let rows = try Row.fetchCursor(
        database,
        sql: "SELECT \(names) FROM \"\(table)\" ORDER BY \(order)"
      )
      var number = 0
      while let row = try rows.next() {
        number += 1
        guard number <= budget else {
          throw ReadingError(self.path, "more than \(budget) rows", at: "table \(table)")
        }
        try body(RowReader(path: self.path, table: table, number: number, row: row))
      }
    }
  }

  private func read<Value>(
    _ place: String? = nil,
    _ work: (Database) throws -> Value
  ) throws(ReadingError) -> Value {
    do {
      return try withoutActuallyEscaping(work) { work in try queue.read(work) }
    } catch let error as ReadingError {
      throw error
    } catch {
      throw ReadingError(path, "can't be read: \(explain(error))", at: place)
    }
  }

  private func checkIdentity() throws(ReadingError) {
    let (application, version) = try read { database in
      (
        try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
        try Int64.fetchOne(database, sql: "PRAGMA user_version") ?? 0
      )
    }
    guard application == Int64(Schema.applicationID) else {
      throw ReadingError(
        path,
        "a database, but not one of Bulkhead's: application id \(application)"
      )
    }
    guard version == Int64(Schema.version) else {
      throw ReadingError(
        path,
        "its schema version is \(version); this program reads version \(Schema.version). "
          + "Run the scenario again, or use the version of Bulkhead that wrote the file"
      )
    }
  }

  private func checkSoundness() throws(ReadingError) {
    let complaint = try read { database in
      try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
    }
    guard complaint == "ok" else {
      throw ReadingError(path, "damaged: \(complaint?.prefix(200) ?? "no answer of quick_check")")
    }
  }

  /// What has code in it, or would run some when read, isn't ours.
  private func checkSchema() throws(ReadingError) {
    let views = Set(resultViews().map(\.name))
    let entries = try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT type, name, coalesce(sql, '') AS sql FROM sqlite_schema LIMIT 10000"
      ).map { row in (type: row[0] as String, name: row[1] as String, sql: row[2] as String) }
    }
    for entry in entries {
      let isVirtual =
        entry.type == "table" && !entry.sql.isEmpty
        && !entry.sql.uppercased().hasPrefix("CREATE TABLE ")
      let isStrange = entry.type == "view" && !views.contains(entry.name)
      guard entry.type != "trigger", !isVirtual, !isStrange else {
        let kind = isVirtual ? "virtual table" : entry.type
        throw ReadingError(path, "it holds a \(kind) that isn't ours: \(entry.name.prefix(80))")
      }
    }
    for table in tablesRead { try checkColumns(of: table) }
  }

  private func checkColumns(of table: Table) throws(ReadingError) {
    let columns = try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT name, hidden FROM pragma_table_xinfo(?)",
        arguments: [table.name]
      ).map { row in (name: row[0] as String, hidden: row[1] as Int) }
    }
    guard !columns.isEmpty else { throw ReadingError(path, "table \(table.name) is missing") }
    if let column = columns.first(where: { $0.hidden != 0 }) {
      throw ReadingError(
        path,
        "column \(column.name.prefix(80)) is computed",
        at: "table \(table.name)"
      )
    }
    let names = Set(columns.map(\.name))
    for column in table.columns where !names.contains(column.name) {
      throw ReadingError(path, "column \(column.name) is missing", at: "table \(table.name)")
    }
  }
}

/// The tables that a stored run is read from.
private let namesRead: Set<String> = [
  "run", "variant", "tenant", "slo", "slo_result", "cost_line", "metric_value", "metric_sample",
  "gate",
]

private var tablesRead: [Table] { resultTables().filter { namesRead.contains($0.name) } }

/// Opened so, SQLite neither locks nor looks for a journal, whatever lies beside the file.
private func immutableURI(of path: String) -> String {
  let absolute = URL(fileURLWithPath: path).path
  var escaped = ""
  for byte in absolute.utf8 {
    let isPlain = byte.isLetterOrDigit || "/._-~".utf8.contains(byte)
    let digits = String(byte, radix: 16, uppercase: true)
    escaped += isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
  }
  return "file:\(escaped)?mode=ro&immutable=1"
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}

private func harden(_ database: Database) throws {
  try database.execute(
    sql: "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY"
  )
  _ = try Int.fetchOne(database, sql: "PRAGMA cell_size_check = ON")
  _ = try Int.fetchOne(database, sql: "PRAGMA mmap_size = 0")
  // SAFETY: the connection is open for as long as GRDB lends it.
  _ = unsafe sqlite3_limit(
    database.sqliteConnection,
    SQLITE_LIMIT_LENGTH,
    ForeignDatabase.longestValue
  )
}

/// SQLite's own words, without the statement.
private func explain(_ error: any Error) -> String {
  guard let error = error as? DatabaseError else { return reason(of: error) }
  return error.message ?? "\(error.resultCode)"
}
