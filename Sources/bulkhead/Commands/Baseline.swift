import ArgumentParser
import Foundation
import ResultsStore

/// `bulkhead baseline`: the numbers of a run as a small file for git.
struct Baseline: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the metrics of a stored run as a small JSON file to compare with later.",
    discussion: """
      One metric a line, seven digits, with the value of every replication, so that a later run \
      with the same seed is compared pair by pair: bulkhead compare baseline.json scenario.yaml
      """
  )

  @Argument(help: "A folder of results, a run.sqlite, or a baseline to write anew.")
  var source: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file (default: print it).", valueName: "file")
  )
  var output: String?

  @Flag(name: .shortAndLong, help: "Replace a file that is there.")
  var force = false

  func run() throws {
    let text = baselineText(try readOrFail(source))
    guard let output else { return try StandardOutput.write(text) }
    if !force, FileManager.default.fileExists(atPath: output) {
      throw CommandFailure(
        .cannotCreate,
        "bulkhead: \(output) is there already; --force replaces it"
      )
    }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
    } catch {
      throw CommandFailure(
        .cannotCreate,
        "bulkhead: can't write \(output): \(error.localizedDescription)"
      )
    }
  }
}
