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

  @OptionGroup var source: ScenarioArguments

  func run() throws {
    var failure: CommandFailure?
    for file in files {
      do {
        let loaded = try source.load(file)
        let scenario = loaded.scenario
        let roster = scenario.roster
        try StandardOutput.write(
          "\(file): ok: \(scenario.name), \(scenario.tenants.count) tenants, "
            + "\(roster.services.count) services, \(scenario.objectives.count) objectives"
            + (loaded.points.isEmpty ? "\n" : ", \(loaded.points.count) points\n")
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
