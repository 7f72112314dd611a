internal import Digests
internal import Domain

/// All that can be said about one scenario file.
struct Examination {
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var loaded: LoadedScenario?
  /// Set only if a missing file is all that is wrong.
  private(set) var missing: (path: String, explanation: String)?

  init(ofFileAt path: String, dataFolder: String?, overrides: [String]) {
    let bytes: [UInt8]
    do throws(FileProblem) {
      // One byte too many is enough to be told so with a place.
      bytes = try readFile(at: path, atMost: YAMLBudget().bytes + 1)
    } catch {
      missing = (visible(path), error.explanation)
      diagnostics = [Diagnostic(unreadable: path, error.explanation)]
      return
    }
    let source = SourceText(path: path, bytes: bytes, overrides: overrides)
    let (documents, problems) = parseYAML(source)
    let (written, misplaced) = scenarioDocument(among: documents)
    guard let written else {
      diagnostics = (problems + misplaced).map {
        source.diagnostic(at: $0.span, $0.message, help: $0.help)
      }
      return
    }
    let set = Overrides(source, over: written)
    let sweep = Sweep(in: set.root)
    let syntax = (problems + misplaced + set.problems + sweep.problems).map {
      source.diagnostic(at: $0.span, $0.message, help: $0.help)
    }
    let traces = TraceShelf(folders: [folder(of: path)] + (dataFolder.map { [$0] } ?? []))
    if sweep.points.isEmpty {
      examine(
        PointReading(Reading(source: source, root: set.root, documents: documents), traces),
        syntax
      )
    } else {
      examine(sweep, of: source, set, documents, traces, syntax)
    }
    complete(source, set, traces)
  }

  /// Takes over what the reading of the scenario, or of its first point, has found.
  private mutating func examine(_ reading: PointReading, _ syntax: [Diagnostic]) {
    diagnostics = reading.diagnostics(with: syntax)
    guard syntax.isEmpty else { return }
    missing = reading.missing
    loaded = reading.scenario.map {
      LoadedScenario(
        scenario: $0,
        scenarioDigest: "",
        inputFiles: [],
        parameters: reading.parameters,
        warnings: diagnostics
      )
    }
  }

  /// Reads a scenario for each point; what is wrong with several of them is told once.
  private mutating func examine(
    _ sweep: Sweep,
    of source: SourceText,
    _ set: Overrides,
    _ documents: [YAMLNode],
    _ traces: TraceShelf,
    _ syntax: [Diagnostic]
  ) {
    let names = labels(of: sweep.points)
    var findings = PointFindings()
    var first: (label: String, settings: [Sweep.Setting])?
    for (settings, label) in zip(sweep.points, names) {
      let point = SweptDocument(set, settings)
      guard point.problems.isEmpty else {
        findings.add(point.problems, source)
        continue
      }
      let reading = PointReading(
        Reading(source: source, root: point.root, documents: documents),
        traces
      )
      if findings.isFirst {
        examine(reading, syntax)
        findings.begin(with: diagnostics)
        first = (label, settings)
      } else {
        findings.add(reading.diagnostics(with: []), of: settings, label)
      }
      guard let scenario = reading.scenario else { continue }
      let base = loaded?.scenario ?? scenario
      if let difference = differenceInKind(of: scenario, from: base) {
        findings.add(difference, at: settings, source)
      }
      let values = settings.map { setting in
        SweepValue(path: setting.path, value: setting.value.flowText(atMost: 4096))
      }
      loaded?.points.append(SweepPoint(label: label, values: values, scenario: scenario))
    }
    if let first { diagnostics = findings.named(diagnostics, first.label, first.settings) }
    if findings.isFirst {
      // No point could be made; the file has been read for what else is wrong with it.
      examine(
        PointReading(Reading(source: source, root: set.root, documents: documents), traces),
        syntax
      )
    }
    diagnostics += findings.diagnostics
    loaded?.warnings = diagnostics
    if diagnostics.contains(where: { $0.severity == .error }) { missing = nil }
    if loaded?.points.count != sweep.points.count || !findings.isFaultless { loaded = nil }
  }

  /// Adds what provenance needs.
  private mutating func complete(_ source: SourceText, _ set: Overrides, _ traces: TraceShelf) {
    guard loaded != nil else { return }
    var digest = SHA256()
    for bytes in [source.bytes] + traces.contents { digest.update(bytes) }
    for text in source.overrides { digest.update("\n--set \(text)".utf8) }
    loaded?.scenarioDigest = digest.finalizedHex()
    loaded?.inputFiles = [Self.inputFile(source)] + traces.files
    loaded?.overrides = source.overrides
    let known = Set(loaded?.parameters.map(\.path) ?? [])
    for (path, value, _) in set.paths where !known.contains(path.description) {
      loaded?.parameters.append(
        ParameterRecord(
          path: path.description,
          value: value,
          line: nil,
          pedigree: nil,
          source: Reading.overrideSource
        )
      )
    }
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
