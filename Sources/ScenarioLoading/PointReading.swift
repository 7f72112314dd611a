internal import Domain

/// What one reading of a document came to: the scenario, or of a sweep that of one point.
struct PointReading {
  private let reading: Reading
  private let traces: LoadedTraces
  /// Nil if something is wrong.
  private(set) var scenario: Scenario?
  /// Set only if a missing file is all that is wrong.
  private(set) var missing: (path: String, explanation: String)?

  /// Reads, checks and resolves a document, with the traces it names.
  init(_ reading: Reading, _ shelf: TraceShelf) {
    self.reading = reading
    let place = Place(node: reading.root, path: FieldPath(), key: nil)
    var written = scenarioShape().read(place, reading)
    written.objectives += readOpenSLODocuments(reading)
    checkRules(written, reading)
    traces = loadTraces(reading, from: shelf)
    var scenario = written.resolved()
    scenario.gates = checkGates(written.gates, of: scenario, reading)
    scenario.traces = traces.traces
    let isValid = reading.errorCount + traces.diagnostics.count == 0
    if isValid { missing = traces.missing.first.map { ($0.path, $0.explanation) } }
    guard isValid, traces.missing.isEmpty else { return }
    warnOfShortTraces(scenario, reading)
    checkTraceLengths(scenario, reading)
    warnOfExtrapolation(scenario, reading)
    if reading.errorCount == 0 { self.scenario = scenario }
  }

  /// Every quantity under `spec`, in the order of the format.
  var parameters: [ParameterRecord] { reading.parameters }

  /// Every problem as a reader of the file meets it, the traces' own ones last, and how many are
  /// left out.
  func diagnostics(with syntax: [Diagnostic]) -> [Diagnostic] {
    let others = syntax + traces.missing.map(\.diagnostic)
    var sorted = (reading.diagnostics + others).sorted()
    let told = reading.diagnostics.filter { $0.severity == .error }
    let hidden = reading.errorCount - told.reduce(0) { $0 + 1 + $1.moreOfItsKind }
    if hidden > 0, var last = sorted.last {
      last.message = "\(hidden) more problems are not shown"
      last.help = nil
      sorted.append(last)
    }
    return sorted + traces.diagnostics
  }
}
