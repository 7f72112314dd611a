import ArgumentParser
import Reporting
import ScenarioLoading
import Validation

/// `bulkhead suite mig`: MIG geometry and interference, held to NVIDIA's list and to MLPerf.
struct SuiteMIG: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mig",
    abstract: "Hold MIG geometry and interference to published placements and measurements.",
    discussion: """
      Tenants on one MIG instance, alone and with all others busy, as measured in MLPerf \
      Inference v1.0 to v2.0. Without data only the geometry is checked.
      """
  )

  @Option(
    help: ArgumentHelp(
      "The folder that has mlperf-inference in it, or that folder (default: $BULKHEAD_DATA).",
      valueName: "dir"
    )
  )
  var data: String?

  @Option(help: "How to print the report: table or json.")
  var format = SuiteFormat.table

  func run() throws { try finish(try suiteReport(), as: format) }

  private func suiteReport() throws -> SuiteReport {
    do throws(MIGFailure) {
      return try migSuite(folder: dataFolder(data))
    } catch {
      throw CommandFailure(error)
    }
  }
}

extension CommandFailure {
  fileprivate init(_ failure: MIGFailure) {
    switch failure {
    case .missing(let explanation): self.init(.noInput, "bulkhead: \(explanation)")
    case .unreadable(let diagnostics): self.init(.dataError, report(diagnostics))
    }
  }
}
