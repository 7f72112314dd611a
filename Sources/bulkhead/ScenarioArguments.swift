import ArgumentParser
import ScenarioLoading

/// What every command that reads scenarios takes: where traces are, and what to set beside a file.
struct ScenarioArguments: ParsableArguments {
  @Option(
    name: .customLong("set"),
    parsing: .singleValue,
    help: ArgumentHelp(
      "A value instead of the one in the scenario, such as "
        + "tenants.retail.services.chat.replicas=3; may be repeated.",
      valueName: "path=value"
    )
  )
  var overrides: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where traces are looked up besides the scenario's folder (default: $BULKHEAD_DATA).",
      valueName: "dir"
    )
  )
  var data: String?

  /// Loads a scenario, or fails with every problem it has.
  func load(_ path: String) throws -> LoadedScenario {
    try loadOrFail(path, data: data, overrides: overrides)
  }
}
