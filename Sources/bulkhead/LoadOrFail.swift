import Domain
import Foundation
import ScenarioLoading

/// Loads a scenario, with what is set beside it, or fails with every problem it has.
func loadOrFail(
  _ path: String,
  data: String?,
  overrides: [String] = []
) throws -> LoadedScenario {
  do {
    let folder = dataFolder(data)
    let loaded = try loadScenario(at: path, dataFolder: folder, overrides: overrides)
    for warning in loaded.warnings { StandardError.write(warning.rendered() + "\n") }
    return loaded
  } catch {
    throw CommandFailure(error)
  }
}

extension CommandFailure {
  /// Says why there is no scenario.
  init(_ error: ScenarioLoadingError) {
    switch error {
    case .missing(let file, let explanation):
      self.init(.noInput, "\(file): error: \(explanation)")
    case .invalid(let diagnostics):
      self.init(.dataError, report(diagnostics))
    }
  }
}

extension LoadedScenario {
  /// The scenario, for commands whose answer is for a single one; fails if the file has a sweep.
  func single(at path: String) throws -> Scenario {
    guard points.isEmpty else {
      throw CommandFailure(
        .dataError,
        "\(path): error: the scenario sweeps \(points.count) points, this command answers for "
          + "one\n  help: --set 'sweep={}' leaves the sweep out; --set PATH=VALUE beside it "
          + "chooses a point"
      )
    }
    return scenario
  }
}

/// The folder for traces: what the user said, or else `BULKHEAD_DATA`.
func dataFolder(_ argument: String?) -> String? {
  argument ?? ProcessInfo.processInfo.environment["BULKHEAD_DATA"]
}

/// Every problem, and how many there are.
func report(_ diagnostics: [Diagnostic]) -> String {
  let errors = diagnostics.reduce(0) { $0 + 1 + $1.moreOfItsKind }
  let count = errors == 1 ? "1 problem" : "\(errors) problems"
  return diagnostics.map { $0.rendered() + "\n" }.joined(separator: "\n") + "\n\(count)\n"
}
