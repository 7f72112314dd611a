import Foundation
import Testing
import Validation

private let dataFolder = ProcessInfo.processInfo.environment["BULKHEAD_DATA"].flatMap { path in
  let file = path + "/mlperf-inference/mig_hetero_interference.csv"
  return FileManager.default.fileExists(atPath: file) ? path : nil
}

/// `bulkhead suite mig`, on a few published rows and on all of them.
@Suite struct MIGSuiteTests {
  private static let header =
    "round,gpu,benchmark,scenario,neighbours,alone_result,result_ratio,alone_target_qps,"
    + "same_offered_load,"
    + [50, 90, 95, 97, 99].map { "alone_p\($0)_ms,shared_p\($0)_ms" }.joined(separator: ",")

  /// Results from MLPerf Inference v2.0 closed (NVIDIA, A100-SXM-80GB, 1g.10gb), from
  /// github.com/mlcommons/inference_results_v2.0.
  private static let offline = [
    "v2.0,A100-SXM-80GB,bert-99,offline,6,484.021,0.9992,500,0,,,,,,,,,,",
    "v2.0,A100-SXM-80GB,bert-99.9,offline,6,246.289,0.9837,225,0,,,,,,,,,,",
    "v2.0,A100-SXM-80GB,ssd-resnet34,offline,6,134.913,0.9907,135,0,,,,,,,,,,",
  ]

  private static let server = [
    "v2.0,A100-SXM-80GB,bert-99,server,6,380,1,380,1,50.5,52.8,,,79.2,81.6,,,95.8,105.9",
    "v2.0,A100-SXM-80GB,ssd-resnet34,server,6,98,1,98,1,30.1,30.6,,,62.7,64.7,,,84.0,86.7",
  ]

  private func report(_ rows: [String], header: String = header) throws -> SuiteReport {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mig-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = ([header] + rows).joined(separator: "\n")
    let file = folder.appending(path: "mig_hetero_interference.csv")
    try Data(text.utf8).write(to: file)
    return try migSuite(folder: folder.path)
  }

  @Test func withoutDataOnlyTheGeometryIsChecked() throws {
    let report = try migSuite(folder: nil)
    #expect(report.passed)
    #expect(report.tables.map(\.name) == ["placements"])
    #expect(report.notes.contains { $0.contains("skipped") })
    let counts = report.tables[0].rows.map { $0[2] }
    #expect(counts == [19, 14, 78, 19, 5].map(SuiteReport.Cell.integer))
  }

  @Test func latenciesBesideNeighboursArePredicted() throws {
    let report = try report(Self.offline + Self.server)
    #expect(report.passed, "\(report.tables)")
    let table = try #require(report.tables.first { $0.name == "latencies" })
    // Two rows, three quantiles; p95 is judged.
    #expect(table.rows.count == 6)
    #expect(table.rows.count { $0[9] == .text("pass") } == 2)
  }

  /// A default outside the measured range fails: nobody on this A100 kept less than 99 %.
  @Test func aDefaultOutsideTheRangeFails() throws {
    #expect(try !report([Self.offline[0], Self.offline[2]]).passed)
  }

  @Test func badFilesAreAnswered() throws {
    #expect(throws: MIGFailure.self) { try migSuite(folder: "/nowhere") }
    #expect(throws: MIGFailure.self) { try self.report(Self.offline, header: "round,gpu") }
    #expect(throws: MIGFailure.self) {
      try self.report([Self.offline[0].replacing("484.021", with: "much")])
    }
  }

  @Test(.enabled(if: dataFolder != nil, "BULKHEAD_DATA names no folder with mlperf-inference"))
  func publishedRowsAreReached() throws {
    let report = try migSuite(folder: dataFolder)
    #expect(report.passed, "\(report.tables)")
  }
}
