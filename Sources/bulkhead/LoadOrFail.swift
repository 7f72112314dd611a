import Foundation
import ScenarioLoading

/// Loads a scenario, or fails with every problem it has.
func loadOrFail(_ path: String, data: String?) throws -> LoadedScenario {
  do {
    let loaded = try loadScenario(at: path, dataFolder: dataFolder(data))
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
