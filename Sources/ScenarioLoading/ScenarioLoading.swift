package import Domain

/// Reads, checks and resolves a scenario file, with the traces it names.
///
/// Traces are looked up in the scenario's folder first, then in `dataFolder`. Each of `overrides`
/// is a `path=value` that stands in the place of what the file says there.
package func loadScenario(
  at path: String,
  dataFolder: String?,
  overrides: [String] = []
) throws(ScenarioLoadingError) -> LoadedScenario {
  let examination = Examination(ofFileAt: path, dataFolder: dataFolder, overrides: overrides)
  if let loaded = examination.loaded { return loaded }
  if let missing = examination.missing {
    throw .missing(path: missing.path, explanation: missing.explanation)
  }
  throw .invalid(examination.diagnostics)
}

/// Reports everything that is wrong or doubtful about a scenario file, and the scenario if it can
/// be run all the same.
package func validateScenario(
  at path: String,
  dataFolder: String?,
  overrides: [String] = []
) -> (diagnostics: [Diagnostic], loaded: LoadedScenario?) {
  let examination = Examination(ofFileAt: path, dataFolder: dataFolder, overrides: overrides)
  return (examination.diagnostics, examination.loaded)
}

/// A scenario file read, checked and resolved, with what provenance needs.
package struct LoadedScenario: Sendable {
  /// Of a sweep, the scenario of its first point.
  package var scenario: Scenario
  /// Empty without a sweep.
  package var points: [SweepPoint]
  /// What was set beside the file, as `path=value`, in order.
  package var overrides: [String]
  /// SHA-256, in hex, of the scenario file's bytes followed by those of each trace, in order, and
  /// by what was set beside them.
  package var scenarioDigest: String
  /// The scenario first, then the traces.
  package var inputFiles: [InputFile]
  /// Every quantity under `spec`, in the order of the format.
  package var parameters: [ParameterRecord]
  /// What is doubtful but no error.
  package var warnings: [Diagnostic]

  package init(
    scenario: Scenario,
    scenarioDigest: String,
    inputFiles: [InputFile],
    parameters: [ParameterRecord],
    warnings: [Diagnostic] = [],
    points: [SweepPoint] = [],
    overrides: [String] = []
  ) {
    self.scenario = scenario
    self.points = points
    self.overrides = overrides
    self.scenarioDigest = scenarioDigest
    self.inputFiles = inputFiles
    self.parameters = parameters
    self.warnings = warnings
  }
}

/// Why there is no scenario to run.
package enum ScenarioLoadingError: Error, Sendable {
  /// A file, the scenario or one of its traces, is not there or can't be read.
  case missing(path: String, explanation: String)
  /// The files are there and say something wrong; every problem, in file order.
  case invalid([Diagnostic])
}
