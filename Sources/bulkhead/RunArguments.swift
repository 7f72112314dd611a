import Analysis
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

  @OptionGroup var source: ScenarioArguments

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder for the results.", valueName: "dir")
  )
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Replications instead of those in the scenario; auto goes on until a precision is reached.",
      valueName: "n|auto"
    )
  )
  var replications: ReplicationCount?

  @Option(
    help: ArgumentHelp(
      "How well a number is to be known, such as p95=5% or goodRatio=0.2%; may be repeated.",
      valueName: "metric=half-width"
    ),
    transform: precisionGoal
  )
  var precision: [PrecisionGoal] = []

  @Option(help: ArgumentHelp("Seed instead of the one in the scenario.", valueName: "n"))
  var seed: UInt64?

  @Option(
    name: [.customShort("j"), .long],
    help: ArgumentHelp("Replications at a time (default: all cores).", valueName: "n")
  )
  var workers: Int?

  @Option(
    help: """
      The form of what is printed: table, markdown, csv or json; of a comparison of two runs also \
      junit or github, and not csv.
      """
  )
  var format: OutputFormat = .table

  @Flag(name: .shortAndLong, help: "Replace results that are there.")
  var force = false

  @Flag(help: "Take over what an interrupted run has finished.")
  var resume = false

  @Flag(help: "Say what the run would do, take and write, and write nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Memory that the run may take, such as 8Gi (default: what this machine has available).",
      valueName: "size"
    )
  )
  var memoryLimit: String?

  @Flag(name: .shortAndLong, help: "No progress on standard error.")
  var quiet = false

  @Flag(help: "Leave the scenario's gates out of the summary and of the exit code.")
  var noGate = false

  @OptionGroup var gating: GateArguments

  func validate() throws {
    if case .fixed = replications, !precision.isEmpty {
      throw ValidationError("--precision needs --replications auto, or none")
    }
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers takes a whole number from 1 to 1,024")
    }
    _ = try memoryBytes()
  }

  /// Runs the scenario and prints its summary; nil takes the patterns of the scenario.
  func run(patterns: [IsolationPattern]?) async throws {
    let format = try format.ofSummary
    let loaded = try source.load(scenario)
    guard !dryRun else { return try foresee(loaded, patterns, as: format) }
    let interruption = Interruption()
    var line = ProgressLine(isShown: !quiet)
    let options = try options(for: loaded.scenario, patterns: patterns)
    let finished: FinishedRun
    do {
      let showSizing = { (progress: SizingProgress) in line.show(progress) }
      finished = try await withoutActuallyEscaping({ line.show($0) }) { show in
        try await runScenario(
          loaded,
          options: options,
          stop: interruption.flag,
          observer: RunObserver(
            planned: { interruption.beginRun() },
            sized: showSizing,
            progressed: show,
            skipped: { StandardError.write("not taken over: \(SafeText.plain($0))\n") }
          )
        )
      }
      line.close()
    } catch let error as RunError {
      line.close()
      throw CommandFailure(error, scenario: scenario)
    }
    var summary = finished.summary
    if noGate { summary.gates = GateReport() }
    try StandardOutput.write(render(summary, of: finished.run, as: format))
    guard finished.run.variants.contains(where: { $0.deployment != nil }) else {
      throw CommandFailure(.dataError, "bulkhead: no pattern can be built from \(scenario)")
    }
    if !quiet {
      StandardError.write(
        "results: \(finished.folder.databasePath), \(finished.folder.tablesPath)/*.csv\n"
          + "digest:  \(finished.digest)\n"
      )
    }
    try gating.leave(with: summary.gates)
  }

  /// Prints what is to be expected of the run; fails as the run would before it starts.
  private func foresee(
    _ loaded: LoadedScenario,
    _ patterns: [IsolationPattern]?,
    as format: SummaryFormat
  ) throws {
    let options = try options(for: loaded.scenario, patterns: patterns)
    let estimate = estimateRun(loaded, options: options)
    try StandardOutput.write(render(estimate, as: format))
    if let obstacle = estimate.obstacle { throw CommandFailure(obstacle, scenario: scenario) }
    guard estimate.patterns.contains(where: { $0.infeasibleReason == nil }) else {
      throw CommandFailure(.dataError, "bulkhead: no pattern can be built from \(scenario)")
    }
  }

  /// The rule that the arguments ask for; nil if they ask for none.
  func stopping(for scenario: Scenario) throws -> StoppingRule? {
    guard !precision.isEmpty else {
      if replications == .auto, scenario.run.stopping == nil {
        throw ValidationError("--replications auto needs a --precision, such as p95=5%")
      }
      return replications == .auto ? scenario.run.stopping : nil
    }
    var rule = scenario.run.stopping ?? StoppingRule(goals: [])
    rule.goals = precision
    return rule
  }

  /// The first thing that was said about how to simulate; nil if nothing was.
  var simulationOption: String? {
    let said = [
      ("--set", !source.overrides.isEmpty), ("--seed", seed != nil),
      ("--replications", replications != nil), ("--precision", !precision.isEmpty),
    ]
    return said.first { $0.1 }?.0
  }

  private func memoryBytes() throws -> Int64? {
    guard let memoryLimit else { return nil }
    do {
      return try parseBytes(memoryLimit)
    } catch {
      throw ValidationError("--memory-limit \(error.message)")
    }
  }

  private func options(
    for scenario: Scenario,
    patterns: [IsolationPattern]?
  ) throws -> RunOptions {
    RunOptions(
      folder: output ?? "results/\(scenario.name)",
      patterns: patterns,
      replications: replications?.number,
      stopping: try stopping(for: scenario),
      seed: seed,
      workers: workers ?? ProcessInfo.processInfo.activeProcessorCount,
      force: force,
      resume: resume,
      machine: machine(memoryLimit: try memoryBytes()),
      toolVersion: Version.text,
      buildConfiguration: Version.buildConfiguration,
      host: ProcessInfo.processInfo.operatingSystemVersionString,
      clock: { Date().ISO8601Format() }
    )
  }
}

/// Reads a goal such as `p95=5%`.
@Sendable private func precisionGoal(_ text: String) throws -> PrecisionGoal {
  do {
    return try parsePrecisionGoal(text)
  } catch {
    let help = error.help.map { "; \($0)" } ?? ""
    throw ValidationError(SafeText.plain("--precision: \(error.message)\(help)"))
  }
}

/// A number of replications, or as many as it takes.
enum ReplicationCount: ExpressibleByArgument, Equatable {
  case fixed(Int)
  case auto

  init?(argument: String) {
    if argument == "auto" {
      self = .auto
    } else {
      guard let number = Int(argument), (1...10_000).contains(number) else { return nil }
      self = .fixed(number)
    }
  }

  /// Nil for as many as it takes.
  var number: Int? { if case .fixed(let number) = self { number } else { nil } }
}

extension SummaryFormat: ExpressibleByArgument {}

/// Every form in which `run` and `compare` print something.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case table, markdown, csv, json, junit, github

  /// The form of a summary, which is no list of findings.
  var ofSummary: SummaryFormat {
    get throws {
      guard let format = SummaryFormat(rawValue: rawValue) else {
        throw ValidationError("--format \(rawValue) is for a comparison of two runs")
      }
      return format
    }
  }
}

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
    case .outOfMemory(let needed, let available):
      self.init(.unavailable, tooLittleMemory(needed, available))
    case .results(let error):
      self.init(SysExit(rawValue: error.exitCode) ?? .ioError, "bulkhead: \(error)")
    }
  }
}

/// What is needed by what, what there is, and what the user can do.
private func tooLittleMemory(_ needed: MemoryEstimate, _ available: AvailableMemory) -> String {
  func amount(_ bytes: Int64) -> String {
    bytes < 10 << 30 ? "\((bytes + (1 << 20) - 1) >> 20) MiB" : "\(bytes >> 30) GiB"
  }
  return """
    bulkhead: the run would need about \(amount(needed.peak)) of memory; \
    \(amount(available.bytes)) may be taken (\(available.origin))
      \(amount(needed.scenario)) for the scenario and its plans
      \(amount(needed.workers)) for replications under way, all workers together
      \(amount(needed.records)) for the records of finished replications
      \(amount(needed.results)) for writing the tables, when the workers are done
    Nothing was begun. Use fewer --workers or --replications, or a shorter duration; \
    --memory-limit takes another limit.
    """
}
