import Analysis
import Domain
import Foundation
import GRDB
import ResultsStore
import Statistics
import Testing

@Suite struct StoredRunTests {
  let folder: TemporaryFolder
  let run: RunRecord
  let summary: RunSummary

  init() throws {
    folder = try TemporaryFolder()
    run = SmallRun.record()
    summary = summarize(run)
    try writeResults(run, summary, to: folder.results, force: false)
  }

  @Test func givesBackWhatWasWritten() throws {
    let stored = try readStoredRun(at: folder.results.path)
    #expect(stored.metrics == RunMetrics(run, summary))
    #expect(stored.logicalDigest == logicalDigest(of: run, summary))
    #expect(stored.tenants == run.scenario.tenants.map(\.name))
    #expect(stored.objectives.map(\.name) == run.scenario.objectives.map(\.name))
    for (objective, index) in zip(stored.objectives, 0...) {
      let told = summary.variants.filter { $0.infeasibleReason == nil }.map(\.objectives[index])
      #expect(objective.results.map(\.verdict) == told.map(\.verdict))
      #expect(objective.results.map(\.total) == told.map(\.total))
      #expect(objective.results.map { $0.goodRatio?.value } == told.map { $0.goodRatio?.value })
    }
    let ledger = summary.variants.flatMap { $0.costs?.lines ?? [] }
    #expect(stored.costLines.map(\.perHour) == ledger.map(\.perHour))
    #expect(stored.costLines.map(\.kind) == ledger.map(\.kind))
  }

  @Test func theFileItselfWillDoAndNothingIsLeftBehind() throws {
    let before = folder.listing
    let bytes = try folder.bytes("results/two-tenants/run.sqlite")
    let stored = try readStoredRun(at: folder.results.databasePath)
    #expect(stored.metrics.origin.scenario == run.scenario.name)
    #expect(folder.listing == before)
    #expect(try folder.bytes("results/two-tenants/run.sqlite") == bytes)
  }

  /// An id of another program, a version of another time, code in the schema, and cells that no
  /// program of ours writes.
  @Test(arguments: [
    ("PRAGMA application_id = 7", "not one of Bulkhead's"),
    ("PRAGMA user_version = 1", "schema version is 1; this program reads version 2"),
    ("CREATE TRIGGER t AFTER DELETE ON run BEGIN SELECT 1; END", "trigger that isn't ours: t"),
    ("CREATE VIEW mine AS SELECT 1", "view that isn't ours: mine"),
    ("CREATE VIRTUAL TABLE v USING fts5(x)", "virtual table that isn't ours: v"),
    ("DROP TABLE metric_sample", "table metric_sample is missing"),
    ("ALTER TABLE run RENAME COLUMN seed TO seeds", "table run: error: column seed is missing"),
    ("UPDATE run SET seed = '-1'", "table run, row 1, column seed: error: found '-1'"),
    ("UPDATE run SET confidence_ratio = 1", "column confidence_ratio: error: found 1.0"),
    ("UPDATE run SET scenario = printf('%.*c', 70000, 'x')", "found 70000 bytes"),
    ("UPDATE metric_value SET n = -5 WHERE id = 3", "row 3, column n: error: found -5"),
    ("UPDATE metric_value SET value = 9e999 WHERE id = 2", "row 2, column value: error: found inf"),
    ("UPDATE metric_value SET unit = 'pods' WHERE id = 1", "column unit: error: found 'pods'"),
    ("UPDATE metric_value SET low = 9, high = 8 WHERE id = 1", "column low: error: found 9.0"),
    ("UPDATE metric_sample SET replication = 99 WHERE replication = 3", "found 99, expected 3"),
    ("UPDATE cost_line SET cost_per_hour_micros = -1 WHERE id = 1", "cost_per_hour_micros"),
    ("UPDATE slo_result SET good = n + 1", "column good: error"),
  ])
  func whatIsNotOursIsRefused(sql: String, told: String) throws {
    let queue = try DatabaseQueue(path: folder.results.databasePath)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
      try database.execute(sql: sql)
    }
    try queue.close()
    let error = #expect(throws: ReadingError.self) {
      try readStoredRun(at: folder.results.path)
    }
    #expect(error?.description.contains(told) == true, "\(error?.description ?? "no error")")
    #expect(error?.exitCode == 65)
  }

  @Test func wordsInNumericColumnsAreRefused() throws {
    // STRICT is a promise of the schema; a file made without it may hold anything.
    let queue = try DatabaseQueue(path: folder.results.databasePath)
    try queue.writeWithoutTransaction { database in
      try database.execute(
        sql: """
          PRAGMA foreign_keys = OFF;
          CREATE TABLE loose AS SELECT * FROM metric_value;
          DROP TABLE metric_value;
          ALTER TABLE loose RENAME TO metric_value;
          UPDATE metric_value SET value = 'NaN' WHERE id = 2;
          """
      )
    }
    try queue.close()
    let error = #expect(throws: ReadingError.self) { try readStoredRun(at: folder.results.path) }
    #expect(error?.description.contains("found the text 'NaN', expected a number") == true)
  }

  @Test func whatIsNoFileIsMissingOrRefused() throws {
    let absent = #expect(throws: ReadingError.self) { try readStoredRun(at: "\(folder.path)/none") }
    #expect(absent?.exitCode == 66)
    try folder.write("", to: "empty")
    try folder.write(
      "not a database, but long enough to look like one".padded(to: 5000),
      to: "text"
    )
    for name in ["empty", "text"] {
      let error = #expect(throws: ReadingError.self) {
        try readStoredRun(at: "\(folder.path)/\(name)")
      }
      #expect(error?.exitCode == 65)
    }
  }

  /// Cut anywhere, or with any bits turned over, a file is read as it was or refused: no trap, no
  /// hang, nothing written.
  @Test func damageIsRefusedOrHarmless() throws {
    let path = "results/two-tenants/run.sqlite"
    let bytes = [UInt8](try folder.bytes(path))
    let whole = try readStoredRun(at: folder.results.path)
    var seed = UInt64.random(in: 0...UInt64.max)
    print("damageIsRefusedOrHarmless: seed \(seed)")
    var refused = 0
    for trial in 0..<300 {
      var damaged = bytes
      if trial % 3 == 0 {
        damaged.removeLast(Int(next(&seed) % UInt64(bytes.count)))
      } else {
        for _ in 0...(trial % 20) {
          damaged[Int(next(&seed) % UInt64(bytes.count))] ^= UInt8(1 << (next(&seed) % 8))
        }
      }
      try folder.write(Data(damaged), to: path)
      do {
        let stored = try readStoredRun(at: folder.results.path)
        // What is read is well formed, even if a digit has changed.
        #expect(stored.metrics.values.count <= whole.metrics.values.count)
      } catch {
        refused += 1
      }
    }
    #expect(refused > 100)
    #expect(folder.listing.filter { $0.contains("run.sqlite") } == [path])
  }
}

extension String {
  fileprivate func padded(to length: Int) -> String {
    self + String(repeating: " ", count: max(0, length - count))
  }
}

/// SplitMix64.
private func next(_ state: inout UInt64) -> UInt64 {
  state &+= 0x9E37_79B9_7F4A_7C15
  var z = state
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
