/// What one document may cost: some 15,000 tenants with one service and one objective each.
///
/// Aliases are counted as what they stand for, so a small file can't unfold into a large one.
struct YAMLBudget: Sendable {
  var bytes = 32 << 20
  var depth = 100
  var nodes = 1_000_000
  var aliases = 1000
  var scalarBytes = 1 << 20
}

/// The one problem that keeps a text from being a document.
struct YAMLProblem: Error {
  var span: Span
  var message: String
  var help: String?

  init(_ message: String, at span: Span, help: String? = nil) {
    self.span = span
    self.message = message
    self.help = help
  }
}
