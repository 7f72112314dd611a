import ArgumentParser
import Foundation
import Reporting
import Validation

/// `bulkhead suite theory`: queues beside their closed forms.
struct SuiteTheory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theory",
    abstract: "Run textbook queues and compare them with their closed forms.",
    discussion: """
      Queues with one and several servers, sharing, losses, batches, priorities, turns and \
      networks at loads from 0.1 to 0.95. The verdict accounts for the number of comparisons.
      """
  )

  @Option(help: "Seed of all draws.")
  var seed: UInt64 = 1

  @Flag(help: "Shorter runs and wider intervals.")
  var quick = false

  @Option(help: "How to print the report: table or json.")
  var format: SuiteFormat = .table

  func run() async throws {
    let workers = ProcessInfo.processInfo.activeProcessorCount
    let options = TheoryOptions(seed: seed, isQuick: quick, workers: workers)
    try finish(try await theorySuite(options), as: format)
  }
}
