import ArgumentParser
import Reporting
import ScenarioLoading
import Validation

/// `bulkhead suite vtc`: tenants on one GPU, held to measured latencies.
struct SuiteVTC: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vtc",
    abstract: "Replay the VTC study and hold every tenant's latencies to the measured ones.",
    discussion: """
      Measured runs of "Fairness in Serving Large Language Models" (OSDI '24): tenants that share \
      one GPU under several request schedulers. One speed factor is fitted on one run; all other \
      runs are predicted. Without data the suite is skipped.
      """
  )

  @Option(
    help: ArgumentHelp(
      "The folder that has vtc-noisy-neighbour in it, or that folder (default: $BULKHEAD_DATA).",
      valueName: "dir"
    )
  )
  var data: String?

  @Option(help: "The form of the report on standard output: table or json.")
  var format: SuiteFormat = .table

  func run() throws {
    guard let folder = dataFolder(data) else {
      StandardError.write(
        "suite vtc skipped: name the folder that has vtc-noisy-neighbour in it with --data or "
          + "BULKHEAD_DATA\n"
      )
      return
    }
    try finish(
      try measured { () throws(MeasurementsFailure) in try vtcSuite(folder: folder) },
      as: format
    )
  }
}

/// Returns the report of a suite that reads measurements; says what is missing or can't be read.
func measured(
  _ suite: () throws(MeasurementsFailure) -> SuiteReport
) throws -> SuiteReport {
  do throws(MeasurementsFailure) {
    return try suite()
  } catch .missing(let explanation) {
    throw CommandFailure(.noInput, "bulkhead: \(explanation)")
  } catch .unreadable(let diagnostics) {
    throw CommandFailure(.dataError, report(diagnostics))
  }
}
