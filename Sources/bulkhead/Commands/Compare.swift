import Analysis
import ArgumentParser
import Domain
import Foundation
import Reporting
import Running
import ScenarioLoading

/// `bulkhead compare`: all patterns side by side, or two runs.
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate a scenario under all five isolation patterns, or compare two runs.",
    discussion: """
      One argument: the same tenants, the same random numbers, five patterns: whom does each \
      protect, at what p95, with how many breaches, at what cost? Writes the same tables as run.

      Two arguments, BASE and HEAD: what changed, and what got worse beyond its tolerance? Each is \
      a folder of results, a run.sqlite, a baseline (.json) or a scenario (.yaml), which is \
      simulated in memory. Leaves with 11 after a regression; --fail-on inconclusive leaves with \
      12 where the intervals are too wide to exclude one.
      """
  )

  @OptionGroup var arguments: RunArguments

  @Argument(help: "The run to hold against the first one.")
  var head: String?

  @OptionGroup(title: "Two runs") var comparing: ComparisonArguments

  func validate() throws {
    guard head != nil else {
      if comparing.isUsed { throw ValidationError("two runs are needed: BASE and HEAD") }
      return
    }
    if arguments.output != nil || arguments.force || arguments.resume || arguments.dryRun {
      throw ValidationError(
        "comparing two runs writes nothing; --output, --force, --resume and --dry-run have no use"
      )
    }
    guard ComparisonFormat(rawValue: arguments.format.rawValue) != nil else {
      throw ValidationError("--format csv is for one scenario; use json")
    }
  }

  func run() async throws {
    guard let head else {
      return try await arguments.run(patterns: IsolationPattern.allCases)
    }
    let base = try ComparisonSide(arguments.scenario, arguments.source)
    let other = try ComparisonSide(head, arguments.source)
    if base.stored != nil, other.stored != nil, let option = arguments.simulationOption {
      throw ValidationError("both runs are stored, so nothing is simulated; \(option) has no use")
    }
    let old = try await metrics(of: base, like: other.stored)
    let new = try await metrics(of: other, like: old)
    let comparison = compareRuns(
      old,
      new,
      tolerances: try comparing.tolerances(),
      metrics: try comparing.metrics()
    )
    guard !comparison.differences.isEmpty else {
      throw CommandFailure(
        .dataError,
        "bulkhead: the two runs have no metric in common that could be compared"
      )
    }
    try report(comparison, lost: new.lostPatterns(since: old), head)
  }

  private func report(
    _ comparison: RunComparison,
    lost: [RunMetrics.Variant],
    _ head: String
  ) throws {
    let document = ComparisonDocument(
      comparison,
      lostPatterns: lost,
      labels: (
        comparing.label.first ?? arguments.scenario,
        comparing.label.count > 1 ? comparing.label[1] : head
      ),
      file: head.hasSuffix(".yaml") || head.hasSuffix(".yml") ? head : nil,
      listsAll: comparing.all,
      failsOnInconclusive: arguments.gating.failOn == .inconclusive
    )
    let format = ComparisonFormat(rawValue: arguments.format.rawValue) ?? .table
    if comparing.onlyIf == nil || document.verdict == .fail {
      try StandardOutput.write(render(document, as: format))
    }
    guard !comparing.exitZero else { return }
    switch document.verdict {
    case .fail: throw CommandFailure(.regression, "bulkhead: a regression beyond its tolerance")
    case .inconclusive where arguments.gating.failOn == .inconclusive:
      throw CommandFailure(
        .inconclusive,
        "bulkhead: a regression can't be excluded; more replications would narrow the intervals"
      )
    case .inconclusive, .pass: return
    }
  }

  /// The numbers of one side; a scenario is simulated under the patterns of the other side, or all.
  private func metrics(of side: ComparisonSide, like other: RunMetrics?) async throws -> RunMetrics
  {
    switch side {
    case .stored(let metrics): return metrics
    case .scenario(let loaded):
      let interruption = Interruption()
      interruption.beginRun()
      var line = ProgressLine(isShown: !arguments.quiet, afterwards: "")
      defer { line.close() }
      do {
        return try await withoutActuallyEscaping({ line.show($0) }) { show in
          try await metricsInMemory(
            of: loaded,
            patterns: other?.patterns ?? IsolationPattern.allCases,
            replications: arguments.replications?.number,
            stopping: try arguments.stopping(for: loaded.scenario),
            seed: arguments.seed,
            workers: arguments.workers ?? ProcessInfo.processInfo.activeProcessorCount,
            toolVersion: Version.text,
            stop: interruption.flag,
            progressed: show
          )
        }
      } catch let error as RunError {
        line.close()
        guard case .interrupted(let signal, _, _) = error else {
          throw CommandFailure(error, scenario: loaded.scenario.name)
        }
        throw CommandFailure(
          signal == SIGINT ? .interrupted : .temporaryFailure,
          "interrupted; nothing is kept, the same command begins again"
        )
      }
    }
  }
}
