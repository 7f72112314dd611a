import ArgumentParser
import Domain
import Foundation
import Reporting
import ResultsStore
import Running
import ScenarioLoading

/// The arguments that `run` and `compare` share.
struct RunArguments: ParsableArguments {
  @Argument(help: "The scenario file.")
  var scenario: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder for the results.", valueName: "dir")
  )
  var output: String?

  @Option(help: ArgumentHelp("Replications instead of those in the scenario.", valueName: "n"))
  var replications: Int?

  @Option(help: ArgumentHelp("Seed instead of the one in the scenario.", valueName: "n"))
  var seed: UInt64?

  @Option(
    name: [.customShort("j"), .long],
    help: ArgumentHelp("Replications at a time (default: all cores).", valueName: "n")
  )
  var workers: Int?

  @Option(
    help: ArgumentHelp(
      "Where traces are looked up besides the scenario's folder (default: $BULKHEAD_DATA).",
      valueName: "dir"
    )
  )
  var data: String?

  @Option(help: "The form of the summary on standard output: table, markdown, csv or json.")
  var format: SummaryFormat = .table

  @Flag(name: .shortAndLong, help: "Replace results that are there.")
  var force = false

  @Flag(help: "Take over what an interrupted run has finished.")
  var resume = false

  @Flag(name: .shortAndLong, help: "No progress on standard error.")
  var quiet = false

  func validate() throws {
    if let replications, !(1...10_000).contains(replications) {
      throw ValidationError("--replications takes a whole number from 1 to 10,000")
    }
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers takes a whole number from 1 to 1,024")
    }
  }

  /// Runs the scenario and prints its summary; nil takes the patterns of the scenario.
  func run(patterns: [IsolationPattern]?) async throws {
    let loaded = try loadOrFail(scenario, data: data)
    let interruption = Interruption()
    var line = ProgressLine(isShown: !quiet)
    let finished: FinishedRun
    do {
      finished = try await withoutActuallyEscaping({ line.show($0) }) { show in
        try await runScenario(
          loaded,
          options: options(for: loaded.scenario, patterns: patterns),
          stop: interruption.flag,
          observer: RunObserver(
            progressed: show,
            skipped: { StandardError.write("not taken over: \($0)\n") }
          )
        )
      }
      line.close()
    } catch let error as RunError {
      line.close()
      throw CommandFailure(error, scenario: scenario)
    }
    try StandardOutput.write(render(finished.summary, of: finished.run, as: format))
    guard finished.run.variants.contains(where: { $0.deployment != nil }) else {
      throw CommandFailure(.dataError, "bulkhead: no pattern can be built from \(scenario)")
    }
    if !quiet {
      StandardError.write(
        "results: \(finished.folder.databasePath), \(finished.folder.tablesPath)/*.csv\n"
          + "digest:  \(finished.digest)\n"
      )
    }
  }

  private func options(for scenario: Scenario, patterns: [IsolationPattern]?) -> RunOptions {
    RunOptions(
      folder: output ?? "results/\(scenario.name)",
      patterns: patterns,
      replications: replications,
      seed: seed,
      workers: workers ?? ProcessInfo.processInfo.activeProcessorCount,
      force: force,
      resume: resume,
      toolVersion: Version.text,
      buildConfiguration: Version.buildConfiguration,
      host: ProcessInfo.processInfo.operatingSystemVersionString,
      clock: { Date().ISO8601Format() }
    )
  }
}

extension SummaryFormat: ExpressibleByArgument {}

extension IsolationPattern: ExpressibleByArgument {}

extension CommandFailure {
  /// Says why a run left no results, and what the user can do.
  init(_ error: RunError, scenario: String) {
    switch error {
    case .interrupted(let signal, let finished, let total):
      self.init(
        signal == SIGINT ? .interrupted : .temporaryFailure,
        finished == 0
          ? "interrupted before the first replication was finished; nothing is kept"
          : "interrupted: \(finished) of \(total) replications are kept; "
            + "continue with the same command and --resume"
      )
    case .invariantBroken(let what):
      self.init(
        .software,
        "internal error: \(what)\nNo results were written. Please report this with \(scenario)."
      )
    case .results(let error):
      self.init(SysExit(rawValue: error.exitCode) ?? .ioError, "bulkhead: \(error)")
    }
  }
}
