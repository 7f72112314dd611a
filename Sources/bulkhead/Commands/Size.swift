import ArgumentParser
import Domain
import Foundation
import Reporting
import Running
import ScenarioLoading

/// `bulkhead size`: the smallest hardware that keeps every promise.
struct Size: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find the fewest nodes with which every objective passes, pattern by pattern.",
    discussion: """
      Simulates each pattern on more and fewer nodes, under the same random numbers, until no pool \
      can do with fewer; then tries the answer with fresh replications. Writes nothing but what it \
      prints. Exits with 10 if no pattern meets every objective.
      """
  )

  @Argument(help: "The scenario file.")
  var scenario: String

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A pattern to size instead of those in the scenario; may be repeated. One of "
        + IsolationPattern.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "name"
    )
  )
  var pattern: [IsolationPattern] = []

  @Option(
    help: ArgumentHelp("Confidence of every verdict (default: the scenario's).", valueName: "level")
  )
  var confidence: Double?

  @Option(
    help: ArgumentHelp("The most nodes that any pool is tried with.", valueName: "n")
  )
  var maxNodes: Int?

  @Option(
    help: ArgumentHelp(
      "The most replications of a trial (default: the scenario's, but 8 to 32).",
      valueName: "n"
    )
  )
  var replications: Int?

  @Option(
    name: .customLong("replicas"),
    help: ArgumentHelp(
      "A service whose replicas are sized too, with nodes enough; may be repeated.",
      valueName: "tenant/service"
    )
  )
  var scaled: [String] = []

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

  @Flag(name: .shortAndLong, help: "No progress on standard error.")
  var quiet = false

  func validate() throws {
    if let confidence, !(0.5...0.9999).contains(confidence) {
      throw ValidationError("--confidence takes a number from 0.5 to 0.9999")
    }
    if let maxNodes, !(1...1_000_000).contains(maxNodes) {
      throw ValidationError("--max-nodes takes a whole number from 1 to 1,000,000")
    }
    if let replications, !(2...10_000).contains(replications) {
      throw ValidationError("--replications takes a whole number from 2 to 10,000")
    }
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers takes a whole number from 1 to 1,024")
    }
  }

  /// The services whose replicas are to be sized.
  private func services(of scenario: Scenario) throws -> [ServiceID] {
    let known = scenario.roster.services.enumerated().map { index, entry in
      let owner = entry.tenant.map { scenario.tenants[$0.index].name + "/" } ?? ""
      return (name: owner + entry.service.name, id: ServiceID(index))
    }
    var services: [ServiceID] = []
    for name in scaled {
      guard let match = known.first(where: { $0.name == name }) else {
        let help = didYouMean(name, among: known.map(\.name)) ?? "it takes tenant/service"
        throw ValidationError("--replicas: there is no service \(SafeText.plain(name)); \(help)")
      }
      if !services.contains(match.id) { services.append(match.id) }
    }
    return services
  }

  func run() async throws {
    let loaded = try source.load(scenario)
    _ = try loaded.single(at: scenario)
    guard !loaded.scenario.objectives.isEmpty else {
      throw CommandFailure(
        .dataError,
        "\(scenario): error: there is nothing to size for: the scenario has no objectives\n"
          + "  help: add `slos`"
      )
    }
    let asked = asked(of: loaded.scenario)
    let sizing = try await size(asked, loaded)
    try StandardOutput.write(render(sizing, as: format))
    guard sizing.patterns.contains(where: { $0.record?.isMet == true }) else {
      throw ExitCode(SysExit.gateFailed.rawValue)
    }
  }

  private func asked(of scenario: Scenario) -> Scenario {
    var asked = scenario
    if let seed { asked.run.seed = seed }
    if !pattern.isEmpty {
      asked.patterns = IsolationPattern.allCases.filter(pattern.contains)
    }
    return asked
  }

  private func size(_ asked: Scenario, _ loaded: LoadedScenario) async throws -> Sizing {
    let services = try services(of: asked)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    var limits = SizingLimits(of: asked, workers: workers ?? cores)
    if let confidence { limits.confidence = confidence }
    if let maxNodes { limits.mostNodes = maxNodes }
    if let replications { limits.replications = replications }
    let interruption = Interruption()
    var line = ProgressLine(isShown: !quiet)
    defer { line.close() }
    do {
      return try await withoutActuallyEscaping({ line.show($0) }) { show in
        try await sizeScenario(
          loaded,
          as: asked,
          limits: limits,
          scaling: services,
          toolVersion: Version.text,
          machine: machine(memoryLimit: nil),
          stop: interruption.flag,
          planned: { interruption.beginRun() },
          progressed: show
        )
      }
    } catch let error as RunError {
      line.close()
      guard case .interrupted(let signal, _, _) = error else {
        throw CommandFailure(error, scenario: scenario)
      }
      throw CommandFailure(
        signal == SIGINT ? .interrupted : .temporaryFailure,
        "interrupted; nothing is kept, the same command begins again"
      )
    }
  }
}
