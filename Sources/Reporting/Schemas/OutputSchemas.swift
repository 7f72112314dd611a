/// The JSON documents that this program writes and whose form it publishes.
package enum OutputSchema: String, CaseIterable, Sendable {
  /// The summary of `run` and `compare` with `--format json`.
  case summary
  /// What `gate --format json` found.
  case gate
  /// The problems of `validate --format json`.
  case diagnostics

  /// The JSON Schema (draft-07), as text that ends with a line feed.
  package var text: String {
    let document =
      switch self {
      case .summary: summarySchema()
      case .gate: gateSchema()
      case .diagnostics: diagnosticsSchema()
      }
    return document.text + "\n"
  }
}

private func diagnosticsSchema() -> JSONValue {
  typealias W = SchemaWords
  enum Severity: String, CaseIterable {
    case error
    case warning
  }
  let file = W.object(
    "A file that was checked.",
    [("file", W.text("Its path.")), ("is_valid", W.truth("Whether it can be run."))]
  )
  let diagnostic = W.object(
    "One problem and its place; lines and columns count from one.",
    [
      ("file", W.text("Its path.")),
      ("line", W.integer("The line.")),
      ("column", W.integer("The first column, in Unicode scalars.")),
      ("end_column", W.integer("The first column after the marked text.")),
      ("severity", W.word("Errors stop a run, warnings don't.", of: Severity.self)),
      ("name", W.orNull(W.text("By which a warning is known in results."))),
      ("message", W.text("What was found and what is accepted.")),
      ("help", W.orNull(W.text("What probably mends it."))),
      ("more_of_its_kind", W.integer("Problems of the same kind that are not listed.")),
    ]
  )
  let root = W.object(
    "What is wrong or doubtful about some scenario files.",
    [
      ("version", W.version(diagnosticsJSONVersion)),
      ("files", W.list("In the order given.", of: file)),
      ("diagnostics", W.list("File by file, in the order of lines.", of: diagnostic)),
    ]
  )
  return W.document("Bulkhead diagnostics", version: diagnosticsJSONVersion, root)
}
