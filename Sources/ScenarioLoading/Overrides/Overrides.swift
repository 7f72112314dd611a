/// Puts what was given beside a file, as `path=value`, into its document.
///
/// Each text is a line of its own behind the lines of the file, so that what is wrong with it is
/// shown there, whoever finds it.
struct Overrides {
  private(set) var root: YAMLNode
  private(set) var problems: [YAMLProblem] = []
  /// What was set, by its path in numbers.
  private(set) var paths: [(path: FieldPath, value: String, span: Span)] = []

  static let most = 1000

  /// What one value may cost.
  private static let budget = YAMLBudget(
    bytes: 64 << 10,
    depth: 50,
    nodes: 10_000,
    aliases: 100,
    scalarBytes: 64 << 10
  )

  init(_ source: SourceText, over root: YAMLNode) {
    self.root = root
    for (index, text) in source.overrides.enumerated() {
      let line = source.lineCount + 1 + index
      guard index < Self.most else {
        let message = "at most \(Self.most) values can be set beside a file"
        problems.append(YAMLProblem(message, at: Span(at: Position(line: line, column: 1))))
        return
      }
      do throws(YAMLProblem) {
        try apply(text, onLine: line)
      } catch {
        problems.append(error)
      }
    }
  }

  private mutating func apply(_ text: String, onLine line: Int) throws(YAMLProblem) {
    let start = Span(at: Position(line: line, column: 1))
    guard !text.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) else {
      throw YAMLProblem("a value that is set beside the file stands on one line", at: start)
    }
    guard let sign = text.unicodeScalars.firstIndex(of: "=") else {
      let help = "for example `tenants.retail.services.chat.replicas=3`"
      throw YAMLProblem("needs `path=value`, found \(quoted(text))", at: start, help: help)
    }
    let path = String(text[..<sign])
    let value = String(text[text.unicodeScalars.index(after: sign)...])
    let width = path.unicodeScalars.count
    let end = Position(line: line, column: width + 1)
    let target = try PathTarget(path, at: Span(start: start.start, end: end))
    let node = try Self.node(of: value, at: Position(line: line, column: width + 2), &problems)
    let changed = try target.setting(node, in: root)
    if paths.contains(where: { $0.path == changed.path }) {
      throw YAMLProblem("`\(changed.path)` is set twice", at: start)
    }
    root = changed.root
    paths.append((changed.path, value, Span(start: start.start, end: end)))
  }

  /// Reads a value in YAML's flow style, placed where it stands.
  private static func node(
    of value: String,
    at place: Position,
    _ problems: inout [YAMLProblem]
  ) throws(YAMLProblem) -> YAMLNode {
    guard value.contains(where: { $0 != " " }) else {
      throw YAMLProblem("a value is missing after the `=`", at: Span(at: place))
    }
    guard value.utf8.count <= budget.bytes else {
      let most = "a value that is set beside the file has at most \(budget.bytes >> 10) KiB"
      throw YAMLProblem(most, at: Span(at: place))
    }
    let parsed = parseYAML(SourceText(path: "", bytes: Array(value.utf8)), budget: budget)
    let moved = parsed.problems.map { problem in
      YAMLProblem(problem.message, at: problem.span.moved(to: place), help: problem.help)
    }
    guard let node = parsed.documents.first, parsed.documents.count == 1 else {
      throw moved.first ?? YAMLProblem("one value goes behind the `=`", at: Span(at: place))
    }
    problems += moved
    return node.moved(to: place)
  }
}

extension Span {
  /// The same span of a text of one line that begins elsewhere.
  fileprivate func moved(to place: Position) -> Span {
    var span = shifted(by: place.column - 1)
    span.start.line = place.line
    span.end.line = place.line
    return span
  }
}

extension YAMLNode {
  fileprivate func moved(to place: Position) -> YAMLNode {
    var node = self
    node.span = span.moved(to: place)
    switch content {
    case .scalar: break
    case .sequence(let items): node.content = .sequence(items.map { $0.moved(to: place) })
    case .mapping(let entries):
      node.content = .mapping(
        entries.map { entry in
          YAMLEntry(
            key: entry.key,
            keySpan: entry.keySpan.moved(to: place),
            value: entry.value.moved(to: place)
          )
        }
      )
    }
    return node
  }
}
