import ArgumentParser
import Reporting
import Validation

/// `bulkhead suite llm`: language models on accelerators, held to MLPerf's measurements.
struct SuiteLLM: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "llm",
    abstract: "Fit an accelerator on one MLPerf run of a language model and predict the others.",
    discussion: """
      Prints time to first token, time per output token and whole latency, predicted beside \
      measured, for every run on an accelerator that was fitted on another one. Without data the \
      suite is skipped.
      """
  )

  @Option(
    help: ArgumentHelp(
      "The folder that has mlperf-inference in it, or that folder (default: $BULKHEAD_DATA).",
      valueName: "dir"
    )
  )
  var data: String?

  @Option(help: "The form of the report on standard output: table or json.")
  var format: SuiteFormat = .table

  func run() throws {
    guard let folder = dataFolder(data) else {
      StandardError.write(
        "suite llm skipped: name the folder that has mlperf-inference in it with --data or "
          + "BULKHEAD_DATA\n"
      )
      return
    }
    let report = try measured { () throws(MeasurementsFailure) in try llmSuite(folder: folder) }
    try finish(report, as: format)
  }
}
