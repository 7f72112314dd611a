import Analysis
import Domain
import Foundation
import GRDB
import ResultsStore
import Testing

@Suite struct DatabaseTests {
  let folder: TemporaryFolder
  let queue: DatabaseQueue

  init() throws {
    folder = try TemporaryFolder()
    let run = SmallRun.record()
    try writeResults(run, SmallRun.summary(of: run), to: folder.results, force: false)
    queue = try openResults(folder.results)
  }

  private func values(_ sql: String) throws -> [String?] {
    try queue.read { database in
      let row = try #require(try Row.fetchOne(database, sql: sql))
      return row.map { $0.1.isNull ? nil : String.fromDatabaseValue($0.1) ?? "\($0.1)" }
    }
  }

  private func column(_ sql: String) throws -> [String] {
    try queue.read { try String.fetchAll($0, sql: sql) }
  }

  @Test func isSoundAndSaysWhatItIs() throws {
    #expect(try column("PRAGMA integrity_check") == ["ok"])
    #expect(try queue.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check") }.isEmpty)
    #expect(try values("PRAGMA application_id") == ["\(0x424B_4844)"])
    #expect(try values("PRAGMA user_version") == ["2"])
    #expect(try column("PRAGMA journal_mode") == ["delete"])
    let files = folder.listing.filter { $0.contains("run.sqlite") }
    #expect(files == ["results/two-tenants/run.sqlite"])
  }

  @Test func everyTableIsStrictAndEveryReferenceIsIndexed() throws {
    let loose = try column(
      "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND strict = 0"
    )
    #expect(loose.filter { !$0.hasPrefix("sqlite_") }.isEmpty)
    let unindexed = try column(
      """
      SELECT m.name || '.' || f."from" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
      WHERE m.type = 'table' AND f.seq = 0 AND NOT EXISTS (
        SELECT 1 FROM pragma_index_list(m.name) l, pragma_index_info(l.name) i
        WHERE i.seqno = 0 AND i.name = f."from")
      """
    )
    #expect(unindexed.isEmpty)
  }

  @Test func describesEveryColumnOfEveryTableAndView() throws {
    let undescribed = try column(
      """
      SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c
      LEFT JOIN _column d ON d.table_name = m.name AND d.name = c.name
      WHERE m.type IN ('table', 'view') AND substr(m.name, 1, 1) <> '_'
        AND m.name NOT LIKE 'sqlite_%' AND coalesce(d.description, '') = ''
      """
    )
    #expect(undescribed.isEmpty)
    #expect(try values("SELECT count(*) > 0 FROM _definition") == ["1"])
    #expect(
      try column("SELECT description FROM _table WHERE name = 'tenant'") == ["One row per tenant."]
    )
  }

  @Test func keepsFactsAndStatistics() throws {
    #expect(
      try values("SELECT pattern, letter, status, infeasible_reason FROM variant WHERE id = 3")
        == ["clusters", "C", "infeasible", "2 nodes can't make 3 clusters"]
    )
    #expect(
      try values("SELECT seed, workload_digest FROM replication")
        == ["18446744073709551614", "00000000000000ff"]
    )
    // The bucket's upper end lies above the maximum, which is known exactly.
    #expect(
      try values("SELECT p95_ms = max_ms, p50_ms = max_ms FROM endpoint_result") == ["1", "1"]
    )
    #expect(
      try values("SELECT p95_ms, p95_low_ms, p99_ms, note FROM latency_summary")
        == [
          "70.25", "\(70.25 - 0.1)", nil,
          "p99 needs 1000 answered requests in each replication, one has 303",
        ]
    )
    #expect(
      try values("SELECT verdict, margin_ratio FROM slo_result") == ["pass", "\(0.996 - 0.95)"]
    )
    #expect(
      try values("SELECT outcome, node, cpu_limit_milli FROM placement WHERE id = 2")
        == ["deniedByQuota", nil, "2000"]
    )
    #expect(
      try column("SELECT extended_request FROM placement WHERE id = 1") == ["nvidia.com/gpu=1"]
    )
    #expect(
      try values("SELECT count(*), max(cpu_core_s) FROM pod_usage WHERE placement_id = 3")
        == ["3", "\(0.1 + 0.2)"]
    )
    #expect(try values("SELECT logical_digest FROM run").first??.count == 64)
  }

  @Test func leavesWhatIsNotANumberOut() throws {
    #expect(try values("SELECT count(*), count(cpu_cores) FROM usage_sample") == ["36", "18"])
    #expect(try values("SELECT count(cost_per_million_tokens) FROM cost_summary") == ["0"])
  }

  @Test func refusesWrongTypesAndUnknownWords() throws {
    let path = folder.results.databasePath
    let writable = try DatabaseQueue(path: path)
    for change in ["verdict = 'maybe'", "n = 'many'", "variant_id = 99"] {
      #expect(throws: DatabaseError.self) {
        try writable.write { try $0.execute(sql: "UPDATE slo_result SET \(change)") }
      }
    }
  }

  @Test func viewsSpeakInNames() throws {
    #expect(
      try values("SELECT pattern, tenant, slo, verdict, n FROM v_slo")
        == ["shared-nodes", "victim", "victim-latency", "pass", "7200"]
    )
    #expect(
      try values("SELECT tenant, endpoint, p95_ms, unanswered FROM v_tenant_latency")
        == ["victim", "chat/api", "70.25", "3"]
    )
    #expect(
      try values("SELECT cost_per_hour, cost_per_month FROM v_cost_by_tenant") == ["0.5", "365.0"]
    )
    #expect(
      try values("SELECT slos_passed, worst_p95_ms, pods_not_running FROM v_variant_summary")
        == ["1", "70.25", "1"]
    )
    #expect(
      try values("SELECT count(*), count(slos_failed), count(node_count) FROM v_variant_summary")
        == ["3", "2", "2"]
    )
  }

  @Test func histogramsMatchTheirBuckets() throws {
    let header = 40
    let numbers = 1 + 1 + 1 + 1 + 2 + 2  // −3, 2, −5, 1, −3990, 300 as zigzag LEB128
    #expect(
      try values(
        """
        SELECT h.n, length(h.histogram), h.significant_digits
        FROM latency_histogram h
        WHERE h.variant_id = 1 AND h.replication = 1 AND h.endpoint_id = 1
        """
      )
        == ["303", "\(header + numbers)", "3"]
    )
    #expect(
      try values(
        """
        SELECT count(*) > 0, count(*) - sum(n = (
          SELECT coalesce(sum(count), 0) FROM latency_bucket b
          WHERE b.variant_id = h.variant_id AND b.endpoint_id = h.endpoint_id))
        FROM (SELECT variant_id, endpoint_id, sum(n) AS n FROM latency_histogram GROUP BY 1, 2) h
        """
      ) == ["1", "0"]
    )
  }

  /// Read back with the Python library hdrhistogram 0.10.3 (after its own compression): 303 values,
  /// the smallest 2047 and the median 3,999,743 ns.
  @Test func histogramsAreInTheEncodingOfHdrHistogram() throws {
    #expect(
      try values("SELECT hex(histogram) FROM latency_histogram")
        == [
          "1C849313" + "00000008" + "00000000" + "00000003" + "00000000000003E8"
            + "0001FFFFFFFFFFFF" + "3FF0000000000000" + "05040902AB3ED804"
        ]
    )
  }
}
