internal import ScenarioLoading

/// The most results that GitHub takes of one run.
private let mostResults = 5000

/// Returns the problems of files as SARIF 2.1.0: one run, errors first.
///
/// Source: OASIS, Static Analysis Results Interchange Format 2.1.0.
func sarif(_ files: [CheckedFile], toolVersion: String) -> JSONValue {
  let all = files.flatMap(\.diagnostics)
  let sorted = all.filter { $0.severity == .error } + all.filter { $0.severity != .error }
  let shown = sorted.prefix(mostResults)
  let rules = Rules(shown)
  let left = sorted.count - shown.count
  return .object([
    ("$schema", .text("https://json.schemastore.org/sarif-2.1.0.json")),
    ("version", .text("2.1.0")),
    (
      "runs",
      .array([
        .object([
          ("tool", .object([("driver", driver(rules, toolVersion))])),
          // Ours count Unicode scalars, not UTF-16 code units.
          ("columnKind", .text("unicodeCodePoints")),
          ("invocations", .array([invocation(leftOut: left)])),
          ("results", .array(shown.map { result($0, rules) })),
        ])
      ])
    ),
  ])
}

/// The kinds of problems that occur, in the order in which they are numbered.
private struct Rules {
  private(set) var ids: [String] = []
  private var numbers: [String: Int] = [:]
  private(set) var levels: [Diagnostic.Severity] = []

  init(_ diagnostics: some Sequence<Diagnostic>) {
    for diagnostic in diagnostics where numbers[Self.id(of: diagnostic)] == nil {
      numbers[Self.id(of: diagnostic)] = ids.count
      ids.append(Self.id(of: diagnostic))
      levels.append(diagnostic.severity)
    }
  }

  /// The name of the warning, or what all errors and all other warnings have in common.
  static func id(of diagnostic: Diagnostic) -> String {
    diagnostic.name
      ?? (diagnostic.severity == .error ? "invalid-scenario" : "doubtful-scenario")
  }

  func number(of diagnostic: Diagnostic) -> Int { numbers[Self.id(of: diagnostic)] ?? 0 }

  static func description(of id: String) -> String {
    switch id {
    case "invalid-scenario": "What the scenario says can't be run."
    case "doubtful-scenario": "What the scenario says is seldom meant."
    default: "A warning that results carry on: \(id)."
    }
  }
}

private func driver(_ rules: Rules, _ version: String) -> JSONValue {
  .object([
    ("name", .text("bulkhead")),
    ("version", .text(version)),
    (
      "rules",
      .array(
        zip(rules.ids, rules.levels).map { id, level in
          .object([
            ("id", .text(id)),
            ("shortDescription", text(Rules.description(of: id))),
            ("defaultConfiguration", .object([("level", .text(level.rawValue))])),
          ])
        }
      )
    ),
  ])
}

private func invocation(leftOut: Int) -> JSONValue {
  let notifications: [JSONValue] =
    leftOut == 0
    ? []
    : [
      .object([
        ("level", .text("warning")), ("message", text("\(leftOut) more results are left out")),
      ])
    ]
  return .object([
    ("executionSuccessful", .truth(true)),
    ("toolExecutionNotifications", .array(notifications)),
  ])
}

private func result(_ diagnostic: Diagnostic, _ rules: Rules) -> JSONValue {
  let region = JSONValue.object([
    ("startLine", .integer(Int64(diagnostic.line))),
    ("startColumn", .integer(Int64(diagnostic.column))),
    ("endColumn", .integer(Int64(max(diagnostic.endColumn, diagnostic.column)))),
  ])
  let place = JSONValue.object([
    ("artifactLocation", .object([("uri", .text(uri(of: diagnostic.file)))])), ("region", region),
  ])
  return .object([
    ("ruleId", .text(Rules.id(of: diagnostic))),
    ("ruleIndex", .integer(Int64(rules.number(of: diagnostic)))),
    ("level", .text(diagnostic.severity.rawValue)),
    ("message", text(diagnostic.textWithHelp)),
    ("locations", .array([.object([("physicalLocation", place)])])),
  ])
}

private func text(_ text: String) -> JSONValue { .object([("text", .text(text))]) }

/// Returns a path as a reference of RFC 3986: relative paths stay relative.
func uri(of path: String) -> String {
  let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
  var encoded = ""
  for byte in path.utf8 {
    if plain.contains(byte) {
      encoded.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      let digits = String(byte, radix: 16, uppercase: true)
      encoded += "%" + (digits.count < 2 ? "0" : "") + digits
    }
  }
  return path.hasPrefix("/") ? "file://\(encoded)" : encoded
}
