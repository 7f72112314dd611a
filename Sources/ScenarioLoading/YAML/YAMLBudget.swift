/// What one document may cost; nobody writes by hand a scenario that needs more.
///
/// Aliases are counted as what they stand for, so a small file can't unfold into a large one.
struct YAMLBudget: Sendable {
  var bytes = 8 << 20
  var depth = 100
  var nodes = 200_000
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
