import ArgumentParser
import Domain
import ScenarioLoading

/// `bulkhead validate`: every problem of some scenario files.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check scenario files; every problem at once.",
    discussion: "Reads the traces too, so that a bad row is found before a run."
  )

  @Argument(help: "The scenario files.")
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Where traces are looked up besides the scenario's folder (default: $BULKHEAD_DATA).",
      valueName: "dir"
    )
  )
  var data: String?

  func run() throws {
    var failure: CommandFailure?
    for file in files {
      do {
        let loaded = try loadOrFail(file, data: data)
        let scenario = loaded.scenario
        let roster = scenario.roster
        try StandardOutput.write(
          "\(file): ok: \(scenario.name), \(scenario.tenants.count) tenants, "
            + "\(roster.services.count) services, \(scenario.objectives.count) objectives\n"
        )
      } catch let error as CommandFailure {
        StandardError.write(error.message)
        // Bad data outranks missing input, as everywhere.
        if failure == nil || error.code == .dataError {
          failure = CommandFailure(error.code, "")
        }
      }
    }
    if let failure { throw ExitCode(failure.code.rawValue) }
  }
}
