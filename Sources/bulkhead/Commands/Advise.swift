import Analysis
import ArgumentParser
import Decisions
import Domain
import Foundation
import Reporting

/// `bulkhead advise`: the cheapest pattern that passes, and what would flip the answer.
struct AdviseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "advise",
    abstract: "Find the cheapest pattern that keeps every promise, and what would flip the answer.",
    discussion: """
      Tries every pattern, and for hybrid other assignments of tenants to tiers. Names the winner, \
      the runner-up and their difference, the prices, the load and the thresholds at which the \
      answer changes, and prints the table of isolation, measured.
      """
  )

  @OptionGroup var arguments: DecisionArguments

  @Option(
    help: ArgumentHelp(
      "Most replications where a verdict is open (default: 4 × those of the scenario).",
      valueName: "n"
    )
  )
  var maxReplications: Int?

  @Option(
    help: ArgumentHelp(
      "Which pods must run: admitted (all that no quota, limit range or queue refuses), all, none.",
      valueName: "which"
    )
  )
  var requirePods: RequiredPods = .admitted

  @Flag(help: "Search only tiers at or above the stated ones: risk tiers are about harm.")
  var keepTiers = false

  @Option(
    help: ArgumentHelp("Most assignments of tenants to tiers that are tried.", valueName: "n")
  )
  var maxAssignments = 60

  @Option(
    help: ArgumentHelp(
      "The tenant whose noise isolation is measured against (default: the noisiest is found).",
      valueName: "name"
    )
  )
  var neighbour: String?

  func validate() throws {
    if let maxReplications, !(2...10_000).contains(maxReplications) {
      throw ValidationError("--max-replications takes a whole number from 2 to 10,000")
    }
    guard (1...100_000).contains(maxAssignments) else {
      throw ValidationError("--max-assignments takes a whole number from 1 to 100,000")
    }
  }

  func run() async throws {
    let scenario = try arguments.load()
    let options = AdviceOptions(
      patterns: scenario.patterns,
      required: requirePods,
      keepsTiers: keepTiers,
      mostAssignments: maxAssignments,
      neighbour: try neighbour.map { try tenant(named: $0, in: scenario) },
      trials: arguments.settings(for: scenario, maxReplications: maxReplications, orElse: 4)
    )
    // Patterns beside and without the neighbour, who that is, the load, and some assignments.
    let expected =
      scenario.patterns.count * 2 + 4 + 8 + (options.patterns.contains(.hybrid) ? 8 : 0)
    let advice = try await arguments.withProgress(of: expected) { stop, finished in
      var options = options
      options.trials.stop = stop
      return try await advise(scenario, options, finished: finished)
    }
    guard advice.candidates.contains(where: { $0.perHour != nil }) else {
      let reasons = advice.candidates.compactMap { candidate in
        candidate.outcome.summary.infeasibleReason.map { (candidate.outcome.key.pattern, $0) }
      }
      throw CommandFailure(noPattern: reasons, of: arguments.scenario)
    }
    try arguments.deliver(render(advice, as: arguments.format))
  }
}

extension RequiredPods: ExpressibleByArgument {}
