import Analysis
import ArgumentParser

/// What ends a command with an exit code other than 0.
enum FailOn: String, CaseIterable, ExpressibleByArgument {
  case fail
  /// The same, in the words of a comparison.
  case regression
  case inconclusive
}

/// The arguments of every command that gates decide about.
struct GateArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which gates end the command with an exit code: those that fail (10), or also those that are "
        + "inconclusive (12).",
      valueName: "verdict"
    )
  )
  var failOn: FailOn = .fail

  /// Ends the command as its gates say: 65 before 10 before 12; returns if they are content.
  func leave(with report: GateReport) throws {
    guard !report.isEmpty else { return }
    guard report.problems.isEmpty else {
      throw CommandFailure(.dataError, "bulkhead: a gate asks for what the run doesn't have")
    }
    switch report.verdict {
    case nil:
      throw CommandFailure(
        .dataError,
        "bulkhead: none of the gates could be evaluated, because none of their patterns was run; "
          + "run those too, or say --no-gate"
      )
    case .fail: throw CommandFailure(.gateFailed, "bulkhead: a gate failed")
    case .inconclusive where failOn == .inconclusive:
      throw CommandFailure(
        .inconclusive,
        "bulkhead: a gate is inconclusive; more replications or a longer run may decide it"
      )
    case .inconclusive, .pass: return
    }
  }
}
