import ArgumentParser
import Decisions
import Domain
import Foundation
import Reporting

/// `bulkhead frontier`: at which load of a neighbour the others' objectives break.
struct FrontierCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "frontier",
    abstract: "Find the load of a tenant at which the others' objectives break, per pattern.",
    discussion: """
      Scales the request rates of one tenant and leaves all other requests as they are, bit for \
      bit. For each pattern and objective it brackets the load at which the objective first \
      breaks: when to upgrade the boundary. Clusters, nodes and pods stay as built for today's load.
      """
  )

  @OptionGroup var arguments: DecisionArguments

  @Option(help: ArgumentHelp("The tenant whose load is scaled.", valueName: "name"))
  var tenant: String

  @Option(help: ArgumentHelp("The lowest load, as a multiple of today's.", valueName: "factor"))
  var from: Double = 0

  @Option(help: ArgumentHelp("The highest load, as a multiple of today's.", valueName: "factor"))
  var to: Double = 8

  @Option(
    help: ArgumentHelp(
      "Try equal steps between the two first, instead of doubling from today's load.",
      valueName: "n"
    )
  )
  var steps: Int?

  @Option(help: ArgumentHelp("How narrow brackets are to be, such as 5%.", valueName: "share"))
  var precision: Share = Share(0.05)

  @Option(
    help: ArgumentHelp(
      "Most replications of a load whose verdicts are open (default: those of the scenario).",
      valueName: "n"
    )
  )
  var maxReplications: Int?

  func validate() throws {
    guard from >= 0, to > from, to <= 1000 else {
      throw ValidationError("--from and --to take loads from 0 to 1000, the lower one first")
    }
    if let steps, !(1...1000).contains(steps) {
      throw ValidationError("--steps takes a whole number from 1 to 1,000")
    }
    if let maxReplications, !(2...10_000).contains(maxReplications) {
      throw ValidationError("--max-replications takes a whole number from 2 to 10,000")
    }
  }

  func run() async throws {
    let scenario = try arguments.load()
    let noisy = try bulkhead.tenant(named: tenant, in: scenario)
    guard scenario.roster.endpoints.contains(where: { $0.tenant == noisy }) else {
      throw ValidationError(
        "tenant \(tenant) sends no requests, so there is no load to scale; its batch workloads "
          + "have no rate"
      )
    }
    let options = FrontierOptions(
      patterns: scenario.patterns,
      tenant: noisy,
      range: from...to,
      steps: steps,
      precision: precision.value,
      trials: arguments.settings(for: scenario, maxReplications: maxReplications, orElse: 1)
    )
    let expected = options.expectedTrials * scenario.patterns.count
    let frontier = try await arguments.withProgress(of: expected) { stop, finished in
      var options = options
      options.trials.stop = stop
      return try await findFrontier(scenario, options, finished: finished)
    }
    guard frontier.patterns.contains(where: { $0.infeasibleReason == nil }) else {
      let reasons = frontier.patterns.compactMap { pattern in
        pattern.infeasibleReason.map { (pattern.pattern, $0) }
      }
      throw CommandFailure(noPattern: reasons, of: arguments.scenario)
    }
    try arguments.deliver(render(frontier, as: arguments.format))
  }
}

/// A share such as `5%` or `0.05`, above 0 and at most a half.
struct Share: ExpressibleByArgument {
  let value: Double

  init(_ value: Double) { self.value = value }

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else {
      return nil
    }
    let share = isPercent ? number / 100 : number
    guard share >= 0.001, share <= 0.5 else { return nil }
    value = share
  }

  var defaultValueDescription: String { "\(value * 100) %" }
}
