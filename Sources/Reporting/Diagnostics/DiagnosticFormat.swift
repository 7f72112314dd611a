internal import Domain
package import ScenarioLoading

/// How the problems of scenario files are written out.
package enum DiagnosticFormat: String, CaseIterable, Sendable {
  /// As a compiler prints them.
  case text
  /// One object per problem, versioned.
  case json
  /// SARIF 2.1.0, for code scanning.
  case sarif
  /// Workflow commands beside the lines of the files.
  case github
}

/// A scenario file and what is wrong or doubtful about it.
package struct CheckedFile: Sendable {
  package var path: String
  package var diagnostics: [Diagnostic]
  /// Whether it can be run.
  package var isValid: Bool

  package init(path: String, diagnostics: [Diagnostic], isValid: Bool) {
    self.path = path
    self.diagnostics = diagnostics
    self.isValid = isValid
  }
}

/// Returns the problems of files for machines, as text that ends with a line feed.
package func render(
  _ files: [CheckedFile],
  as format: DiagnosticFormat,
  toolVersion: String
) -> String {
  switch format {
  case .text:
    files.flatMap(\.diagnostics).map { $0.rendered() + "\n" }.joined(separator: "\n")
  case .json: diagnosticsJSON(files).text + "\n"
  case .sarif: sarif(files, toolVersion: toolVersion).text + "\n"
  case .github: diagnosticAnnotations(files)
  }
}

/// The version of the JSON of problems; see `docs/schemas/diagnostics.schema.json`.
let diagnosticsJSONVersion = "1.0.0"

private func diagnosticsJSON(_ files: [CheckedFile]) -> JSONValue {
  .object([
    ("version", .text(diagnosticsJSONVersion)),
    (
      "files",
      .array(
        files.map { .object([("file", .text($0.path)), ("is_valid", .truth($0.isValid))]) }
      )
    ),
    ("diagnostics", .array(files.flatMap(\.diagnostics).map(object))),
  ])
}

private func object(_ diagnostic: Diagnostic) -> JSONValue {
  .object([
    ("file", .text(diagnostic.file)),
    ("line", .integer(Int64(diagnostic.line))),
    ("column", .integer(Int64(diagnostic.column))),
    ("end_column", .integer(Int64(diagnostic.endColumn))),
    ("severity", .text(diagnostic.severity.rawValue)),
    ("name", diagnostic.name.map { .text($0) } ?? .null),
    ("message", .text(diagnostic.message)),
    ("help", diagnostic.help.map { .text($0) } ?? .null),
    ("more_of_its_kind", .integer(Int64(diagnostic.moreOfItsKind))),
  ])
}

/// Errors first, at most ten; GitHub shows no more of a step.
private func diagnosticAnnotations(_ files: [CheckedFile]) -> String {
  let diagnostics = files.flatMap(\.diagnostics)
  let errors = diagnostics.filter { $0.severity == .error }
  let sorted = errors + diagnostics.filter { $0.severity != .error }
  let annotations = sorted.map { diagnostic in
    GitHubAnnotation(
      level: diagnostic.severity == .error ? .error : .warning,
      file: diagnostic.file,
      place: .init(line: diagnostic.line, column: diagnostic.column),
      title: diagnostic.name ?? "scenario",
      message: diagnostic.textWithHelp
    )
  }
  let count = errors.reduce(0) { $0 + 1 + $1.moreOfItsKind }
  let closing =
    "\(counted(files.count, "file")): \(counted(count, "error")), "
    + counted(diagnostics.count - errors.count, "warning")
  return GitHubAnnotation.lines(annotations, closing: closing)
}

extension Diagnostic {
  /// The message, how many more there are of its kind, and what helps.
  var textWithHelp: String {
    let more = moreOfItsKind > 0 ? " (and \(moreOfItsKind) more like this)" : ""
    return message + more + (help.map { "; help: \($0)" } ?? "")
  }
}
