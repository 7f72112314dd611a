internal import Digests
package import Domain

/// Reads, checks and resolves a scenario file, with the traces it names.
///
/// Traces are looked up in the scenario's folder first, then in `dataFolder`.
package func loadScenario(
  at path: String,
  dataFolder: String?
) throws(ScenarioLoadingError) -> LoadedScenario {
  let examination = Examination(ofFileAt: path, dataFolder: dataFolder)
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
  dataFolder: String?
) -> (diagnostics: [Diagnostic], loaded: LoadedScenario?) {
  let examination = Examination(ofFileAt: path, dataFolder: dataFolder)
  return (examination.diagnostics, examination.loaded)
}

/// A scenario file read, checked and resolved, with what provenance needs.
package struct LoadedScenario: Sendable {
  package var scenario: Scenario
  /// SHA-256, in hex, of the scenario file's bytes followed by those of each trace, in order.
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
    warnings: [Diagnostic] = []
  ) {
    self.scenario = scenario
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

/// All that can be said about one scenario file.
private struct Examination {
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var loaded: LoadedScenario?
  /// Set only if a missing file is all that is wrong.
  private(set) var missing: (path: String, explanation: String)?

  init(ofFileAt path: String, dataFolder: String?) {
    let bytes: [UInt8]
    do throws(FileProblem) {
      // One byte too many is enough to be told so with a place.
      bytes = try readFile(at: path, atMost: YAMLBudget().bytes + 1)
    } catch {
      missing = (visible(path), error.explanation)
      diagnostics = [Diagnostic(unreadable: path, error.explanation)]
      return
    }
    let source = SourceText(path: path, bytes: bytes)
    let (root, problems) = parseYAML(source)
    let syntax = problems.map { source.diagnostic(at: $0.span, $0.message, help: $0.help) }
    guard let root else {
      diagnostics = syntax
      return
    }
    examine(Reading(source: source, root: root), syntax: syntax, dataFolder: dataFolder)
  }

  private mutating func examine(_ reading: Reading, syntax: [Diagnostic], dataFolder: String?) {
    let place = Place(node: reading.root, path: FieldPath(), key: nil)
    let written = scenarioShape().read(place, reading)
    checkRules(written, reading)
    let folders = [folder(of: reading.source.path)] + (dataFolder.map { [$0] } ?? [])
    let traces = loadTraces(reading, in: folders)
    var scenario = written.resolved()
    scenario.gates = checkGates(written.gates, of: scenario, reading)
    scenario.traces = traces.traces
    let isValid = reading.errorCount + syntax.count + traces.diagnostics.count == 0
    if isValid { missing = traces.missing.first.map { ($0.path, $0.explanation) } }
    let isWhole = isValid && traces.missing.isEmpty
    if isWhole {
      warnOfShortTraces(scenario, reading)
      checkTraceLengths(scenario, reading)
      warnOfExtrapolation(scenario, reading)
    }
    diagnostics = Self.inFileOrder(reading, syntax + traces.missing.map(\.diagnostic))
    diagnostics += traces.diagnostics
    guard isWhole, reading.errorCount == 0 else { return }
    loaded = LoadedScenario(
      scenario: scenario,
      scenarioDigest: Self.digest(of: [reading.source.bytes] + traces.contents),
      inputFiles: [Self.inputFile(reading.source)] + traces.files,
      parameters: reading.parameters,
      warnings: diagnostics
    )
  }

  /// Sorts problems as a reader of the file meets them, and says how many are left out.
  private static func inFileOrder(_ reading: Reading, _ others: [Diagnostic]) -> [Diagnostic] {
    let sorted = (reading.diagnostics + others).sorted()
    let told = reading.diagnostics.filter { $0.severity == .error }
    let hidden = reading.errorCount - told.reduce(0) { $0 + 1 + $1.moreOfItsKind }
    guard hidden > 0, var last = sorted.last else { return sorted }
    last.message = "\(hidden) more problems are not shown"
    last.help = nil
    return sorted + [last]
  }

  private static func digest(of contents: [[UInt8]]) -> String {
    var digest = SHA256()
    for bytes in contents { digest.update(bytes) }
    return digest.finalizedHex()
  }

  private static func inputFile(_ source: SourceText) -> InputFile {
    InputFile(
      path: source.path,
      bytes: source.bytes.count,
      sha256: SHA256.hex(of: source.bytes),
      role: "scenario"
    )
  }
}

private func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

extension Diagnostic {
  /// The problem that there is nothing to read.
  fileprivate init(unreadable path: String, _ explanation: String) {
    self.init(
      .error,
      file: path,
      span: Span(at: Position(line: 1, column: 1)),
      message: "the scenario can't be read: \(explanation)",
      help: nil,
      rawLine: []
    )
    sourceLine = ""
    underline = ""
  }
}
