import Analysis
import ArgumentParser
import Domain
import Foundation
import Reporting
import ResultsStore
import ScenarioLoading

/// `bulkhead gate`: a stored run, held to its gates again.
struct GateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate",
    abstract: "Hold a stored run to its gates, or to new ones; nothing is simulated.",
    discussion: """
      Takes the gates that the run was stored with, or with --scenario those of a scenario file, \
      whose objectives then count too: another target is judged by the stored counts, another \
      threshold as far as they bound it. Leaves with 10 where a gate failed; a run without gates, \
      or gates that ask for what it doesn't have, is an error (65), never a pass.
      """
  )

  @Argument(help: ArgumentHelp("The folder of results, or its run.sqlite.", valueName: "run"))
  var results: String

  @Option(help: ArgumentHelp("Take gates and objectives of this scenario.", valueName: "file"))
  var scenario: String?

  @Option(
    help: ArgumentHelp(
      "Where the scenario's traces are looked up (default: $BULKHEAD_DATA).",
      valueName: "dir"
    )
  )
  var data: String?

  @Option(help: "The form of the findings: table, json, markdown, junit or github.")
  var format: GateFormat = .table

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the findings to a file.", valueName: "file")
  )
  var output: String?

  @Flag(name: .shortAndLong, help: "Replace a file that is there.")
  var force = false

  @Option(help: ArgumentHelp("The most bytes of Markdown.", valueName: "n"))
  var maxBytes: Int?

  @Flag(help: "Leave with 0 whatever the gates say; errors stay errors.")
  var exitZero = false

  @OptionGroup var gating: GateArguments

  func validate() throws {
    if let maxBytes, !(200...100_000_000).contains(maxBytes) {
      throw ValidationError("--max-bytes takes a whole number from 200 to 100,000,000")
    }
  }

  func run() throws {
    // A run or a scenario that stands there by mistake is not lost.
    if let output, !force, FileManager.default.fileExists(atPath: output) {
      throw CommandFailure(.cannotCreate, "bulkhead: \(output) exists; use --force to replace it")
    }
    let stored: StoredRun
    do throws(ReadingError) {
      stored = try readStoredRun(at: results)
    } catch {
      throw CommandFailure(SysExit(rawValue: error.exitCode) ?? .dataError, "\(error)")
    }
    let document = try evaluate(stored)
    try write(render(document, as: format, maxBytes: maxBytes))
    do {
      try gating.leave(with: document.report)
    } catch let failure as CommandFailure where exitZero && failure.code != .dataError {
      return
    }
  }

  private func evaluate(_ stored: StoredRun) throws -> GateDocument {
    let loaded = try scenario.map { try loadOrFail($0, data: data) }
    let gates = loaded?.scenario.gates ?? stored.gates
    guard !gates.isEmpty else {
      throw CommandFailure(
        .dataError,
        "bulkhead: \(scenario ?? results) has no gates, so nothing was checked"
      )
    }
    let origin = stored.metrics.origin
    var notes: [String] = []
    if let loaded, loaded.scenarioDigest != origin.scenarioDigest {
      notes.append(
        "\(scenario ?? "") is not the very scenario that was run (\(origin.scenario), SHA-256 "
          + "\(origin.scenarioDigest.prefix(12))): its gates are held against stored numbers"
      )
    }
    let evidence = GateEvidence(
      stored,
      judging: loaded?.scenario,
      points: loaded?.points ?? []
    )
    return GateDocument(
      Analysis.evaluate(gates, on: evidence),
      scenario: origin.scenario,
      file: scenario,
      notes: notes,
      failsOnInconclusive: gating.failOn == .inconclusive
    )
  }

  private func write(_ text: String) throws {
    guard let output else { return try StandardOutput.write(text) }
    do {
      let options: Data.WritingOptions = force ? .atomic : .withoutOverwriting
      try Data(text.utf8).write(to: URL(filePath: output), options: options)
    } catch {
      throw CommandFailure(.cannotCreate, "bulkhead: can't write \(output)")
    }
  }
}

extension GateFormat: ExpressibleByArgument {}
