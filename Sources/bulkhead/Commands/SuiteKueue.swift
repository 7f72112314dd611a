import ArgumentParser
import Reporting
import Validation

/// `bulkhead suite kueue`: Kueue's own performance tests, replayed.
struct SuiteKueue: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kueue",
    abstract: "Replay Kueue's performance tests beside the published times to admission.",
    discussion: """
      Thousands of workloads of three classes compete for the quota of queues in cohorts. The \
      verdict is on the order and the ratios of the mean times to admission.
      """
  )

  @Option(help: "Which of upstream's configurations: baseline or large-scale.")
  var config = KueueConfiguration.Name.baseline

  @Option(help: "How to print the report: table or json.")
  var format = SuiteFormat.table

  func run() throws { try finish(kueueSuite(config), as: format) }
}

extension KueueConfiguration.Name: ExpressibleByArgument {}
