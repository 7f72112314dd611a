import Domain
import Foundation
import Testing
import Validation

private let folder = ProcessInfo.processInfo.environment["BULKHEAD_DATA"].flatMap { path in
  FileManager.default.fileExists(atPath: path + "/openb-gpu-v2023") ? path : nil
}

/// The published results themselves; needs the trace.
@Suite(.enabled(if: folder != nil, "BULKHEAD_DATA names no folder with openb-gpu-v2023"))
struct FGDOpenbTests {
  @Test func publishedMeansAndOrdersAreReached() async throws {
    let options = FGDOptions(folder: folder ?? "", workers: 2)
    let report = try await runFGDSuite(options)
    #expect(report.passed, "\(report.notes)")
  }

  /// Policies that leave nothing to chance give the published figure for every seed.
  @Test func seedsAgreeOneByOne() async throws {
    let policies: [GPUPlacementPolicy] = [.dotProduct, .gpuClustering, .gpuPacking, .bestFit]
    let options = FGDOptions(
      folder: folder ?? "",
      workloads: ["default", "multigpu50"],
      policies: policies,
      workers: 2
    )
    let report = try await runFGDSuite(options)
    let table = try #require(report.tables.first { $0.name == "seeds" })
    // Two workloads, four figures, ten seeds.
    #expect(table.rows.map { $0[1] } == Array(repeating: .integer(2 * 4 * 10), count: 4))
    #expect(table.rows.map { $0[2] } == table.rows.map { $0[1] })
  }
}
