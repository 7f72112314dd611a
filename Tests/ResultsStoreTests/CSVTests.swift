import Domain
import Foundation
import GRDB
import ResultsStore
import Testing

@Suite struct CSVTests {
  private func written(
    _ folder: TemporaryFolder,
    _ change: (inout RunRecord) -> Void = { _ in }
  ) throws -> DatabaseQueue {
    let run = SmallRun.record(change)
    try writeResults(run, SmallRun.summary(of: run), to: folder.results, force: false)
    return try openResults(folder.results)
  }

  private func rows(_ folder: TemporaryFolder, _ table: String) throws -> [[String?]] {
    readCSV(try folder.read("results/two-tenants/tables/\(table).csv"))
  }

  @Test func saysTheSameAsSQL() throws {
    let folder = try TemporaryFolder()
    let queue = try written(folder)
    let tables = try queue.read {
      try String.fetchAll($0, sql: "SELECT name FROM _table WHERE kind = 'table' ORDER BY name")
    }
    let files = folder.listing.filter { $0.hasSuffix(".csv") }
    #expect(files == tables.map { "results/two-tenants/tables/\($0).csv" })
    for table in tables {
      let stored = try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM \"\(table)\"") }
      var text = try rows(folder, table)
      let header = text.removeFirst()
      let names = try queue.read { try $0.columns(in: table).map(\.name) }
      #expect(header == names.map(Optional.init))
      #expect(text.count == stored.count && !stored.isEmpty, "\(table)")
      for (line, row) in zip(text, stored) { #expect(agree(line, row), "\(table): \(line)") }
    }
  }

  private func agree(_ line: [String?], _ row: Row) -> Bool {
    zip(line, row).allSatisfy { field, column in
      switch column.1.storage {
      case .null: field == nil
      case .int64(let value): field == String(value)
      case .double(let value): field.flatMap(Double.init) == value
      case .string(let text): field == text || field == "'" + text
      case .blob(let data): field == data.base64EncodedString()
      }
    }
  }

  static let hostileNames = [
    "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0",
    "@SUM(1)": "'@SUM(1)",
    "-2+3": "'-2+3",
    "\tx": "'\tx",
    "-5": "-5",  // a number
    "say \"hi\", you": "say \"hi\", you",
    "two\nlines": "two\nlines",
    "gnp.\u{202E}exe": "gnp.\\u{202E}exe",
    "\u{1B}[31mred": "\\u{1B}[31mred",
    "nul\u{0}led": "nul\\u{0}led",
    "\r=1": "\\u{D}=1",
    "\u{FEFF}=1": "\\u{FEFF}=1",
    "Zoë & 東京": "Zoë & 東京",
    "'; DROP TABLE tenant; --": "'; DROP TABLE tenant; --",
  ]

  @Test(arguments: hostileNames)
  func hostileNamesAreHarmless(_ name: String, _ inCSV: String) throws {
    let folder = try TemporaryFolder()
    let queue = try written(folder) { $0.scenario.tenants[0].displayName = name }
    let tenants = try rows(folder, "tenant")
    #expect(tenants[1][2] == inCSV)
    #expect(tenants.count == 3)
    let stored = try queue.read {
      try String.fetchOne($0, sql: "SELECT display_name FROM tenant")
    }
    #expect(stored.map { inCSV == $0 || inCSV == "'" + $0 } == true)
  }

  @Test func guardsTextButNotNumbers() throws {
    let folder = try TemporaryFolder()
    _ = try written(folder)
    let parameter = try rows(folder, "parameter")[1]
    #expect(parameter[2] == "-1")
    #expect(parameter[6] == "'@invoice, \"May\"")
    let text = try folder.read("results/two-tenants/tables/pod_usage.csv")
    let header = "variant_id,replication,placement_id,cpu_core_s,gpu_s,deaths,evictions,ready_at_s"
    #expect(text.hasPrefix(header + "\n"))
    #expect(text.contains("1,1,1,\(0.1 + 0.2),0.0,2,1,7.5\n"))
  }
}
