import ArgumentParser
import Decisions
import Domain
import Foundation
import Reporting
import Running
import ScenarioLoading

/// The arguments that `frontier` and `advise` share: they simulate in memory and print.
struct DecisionArguments: ParsableArguments {
  @Argument(help: "The scenario file.")
  var scenario: String

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A pattern instead of those in the scenario; may be repeated. One of "
        + IsolationPattern.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "name"
    )
  )
  var pattern: [IsolationPattern] = []

  @Option(help: ArgumentHelp("Replications instead of those in the scenario.", valueName: "n"))
  var replications: Int?

  @Option(help: ArgumentHelp("Seed instead of the one in the scenario.", valueName: "n"))
  var seed: UInt64?

  @Option(
    name: [.customShort("j"), .long],
    help: ArgumentHelp("Replications at a time (default: all cores).", valueName: "n")
  )
  var workers: Int?

  @OptionGroup var source: ScenarioArguments

  @Option(help: "The form of the answer on standard output: table, markdown, csv or json.")
  var format: SummaryFormat = .table

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the answer to a file instead.", valueName: "file")
  )
  var output: String?

  @Flag(name: .shortAndLong, help: "Replace a file that is there.")
  var force = false

  @Flag(name: .shortAndLong, help: "No progress on standard error.")
  var quiet = false

  func validate() throws {
    if let replications, !(2...10_000).contains(replications) {
      throw ValidationError(
        "--replications takes a whole number from 2 to 10,000: one decides nothing"
      )
    }
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers takes a whole number from 1 to 1,024")
    }
  }

  /// The scenario with what was asked for beyond it; fails where there is nothing to decide.
  func load() throws -> Scenario {
    if let output, !force, FileManager.default.fileExists(atPath: output) {
      throw CommandFailure(.cannotCreate, "bulkhead: \(output) exists; use --force to replace it")
    }
    var loaded = try source.load(scenario).single(at: scenario)
    if let replications { loaded.run.replications = replications }
    if let seed { loaded.run.seed = seed }
    if !pattern.isEmpty {
      loaded.patterns = pattern.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
    loaded.run.replications = max(2, loaded.run.replications)
    guard !loaded.objectives.isEmpty else {
      throw CommandFailure(
        .dataError,
        "bulkhead: \(scenario) states no objective, so nothing can pass or break; add `slos`"
      )
    }
    return loaded
  }

  /// How trials are carried out; one whose verdict is open gets `factor` × the replications unless
  /// the user says how many.
  func settings(
    for scenario: Scenario,
    maxReplications: Int?,
    orElse factor: Int
  ) -> TrialSettings {
    let replications = scenario.run.replications
    return TrialSettings(
      workers: workers ?? ProcessInfo.processInfo.activeProcessorCount,
      replications: replications,
      maxReplications: maxReplications ?? min(10_000, replications * factor)
    )
  }

  /// Prints the answer, or writes it to the file that was asked for.
  func deliver(_ text: String) throws {
    guard let output else { return try StandardOutput.write(text) }
    do {
      let options: Data.WritingOptions = force ? .atomic : .withoutOverwriting
      try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: options)
    } catch {
      throw CommandFailure(.cannotCreate, "bulkhead: can't write \(output)")
    }
    if !quiet { StandardError.write("wrote \(output)\n") }
  }

  /// Runs a search, showing how many of about so many trials are done.
  func withProgress<Answer>(
    of expected: Int,
    _ search: (_ stop: StopFlag, _ finished: @escaping (Int) -> Void) async throws -> Answer
  ) async throws -> Answer {
    let interruption = Interruption()
    interruption.beginRun()
    let start = ContinuousClock.now
    let line = SharedProgressLine(ProgressLine(isShown: !quiet, units: "trials", afterwards: ""))
    var done = 0
    let show = { (count: Int) in
      done = count
      let elapsed = ContinuousClock.now - start
      // A search knows how much is left only roughly; it never says that it is done before it is.
      let total = max(expected, done + 1)
      line.show(Running.Progress(done: done, takenOver: 0, total: total, elapsed: elapsed))
    }
    do {
      let answer = try await search(interruption.flag, show)
      let elapsed = ContinuousClock.now - start
      line.show(Running.Progress(done: done, takenOver: 0, total: done, elapsed: elapsed))
      line.close()
      return answer
    } catch let error as RunError {
      line.close()
      guard case .interrupted(let signal, _, _) = error else {
        throw CommandFailure(error, scenario: scenario)
      }
      throw CommandFailure(
        signal == SIGINT ? .interrupted : .temporaryFailure,
        "interrupted before the search was over; nothing is written"
      )
    }
  }
}

extension CommandFailure {
  /// Says why each pattern can't be built.
  init(noPattern reasons: [(pattern: IsolationPattern, reason: String)], of scenario: String) {
    let lines = reasons.map { "  \($0.pattern.rawValue): \(SafeText.plain($0.reason))\n" }
    self.init(
      .dataError,
      "bulkhead: no pattern can be built from \(scenario)\n" + lines.joined()
    )
  }
}

/// A progress line that a closure may draw; one task at a time.
private final class SharedProgressLine {
  private var line: ProgressLine

  init(_ line: ProgressLine) { self.line = line }

  func show(_ progress: Running.Progress) { line.show(progress) }

  func close() { line.close() }
}

/// Finds a tenant by name.
///
/// - Throws: a usage error that lists the tenants, with the one that was most likely meant.
func tenant(named name: String, in scenario: Scenario) throws -> TenantID {
  if let index = scenario.tenants.firstIndex(where: { $0.name == name }) {
    return TenantID(index)
  }
  let names = scenario.tenants.map(\.name)
  let help = didYouMean(name, among: names).map { "; \($0)" } ?? ""
  let shown = names.prefix(20).joined(separator: ", ")
  let more = names.count > 20 ? " and \(names.count - 20) more" : ""
  throw ValidationError(
    "there is no tenant '\(SafeText.plain(String(name.prefix(64))))'\(help) "
      + "(tenants: \(shown)\(more))"
  )
}
