/// A path as written somewhere, ready to be followed in a document.
struct PathTarget {
  let steps: [PathText.Step]
  /// Of the whole text.
  let span: Span
  /// Where it begins, behind a quote.
  private let origin: Span
  /// Whether each of its characters takes a column, so that a step can be marked by itself.
  private let isEven: Bool

  /// Reads a path that stands at a span of a file or of an override; it may stand in quotes.
  init(_ text: String, at span: Span) throws(YAMLProblem) {
    self.span = span
    let width = span.end.line == span.start.line ? span.end.column - span.start.column : 0
    let count = text.unicodeScalars.count
    let quotes = width == count + 2 ? 1 : 0
    isEven = width == count + 2 * quotes
    origin = isEven ? span.shifted(by: quotes) : span
    do throws(PathText.Problem) {
      steps = Self.fromRoot(try PathText(text).steps)
    } catch {
      let place = isEven ? origin.part(error.range) : span
      throw YAMLProblem(error.message, at: place, help: error.help)
    }
  }

  /// Paths that don't begin at the root begin at `spec`.
  private static func fromRoot(_ steps: [PathText.Step]) -> [PathText.Step] {
    let roots = ["apiVersion", "kind", "metadata", "spec"]
    if case .name(let name) = steps[0].kind, roots.contains(name) { return steps }
    return [PathText.Step(kind: .name("spec"), range: steps[0].range)] + steps
  }

  func span(of step: PathText.Step) -> Span { isEven ? origin.part(step.range) : origin }

  /// The document with a value in the place of the one that the path leads to, or as a new field,
  /// which the reader of the mapping then accepts or reports; and the path in numbers.
  func setting(
    _ value: YAMLNode,
    in root: YAMLNode
  ) throws(YAMLProblem) -> (root: YAMLNode, path: FieldPath) {
    var path = FieldPath()
    let changed = try set(value, in: root, steps[...], &path)
    return (changed, path)
  }

  private func set(
    _ value: YAMLNode,
    in node: YAMLNode,
    _ rest: ArraySlice<PathText.Step>,
    _ path: inout FieldPath
  ) throws(YAMLProblem) -> YAMLNode {
    guard let step = rest.first else { return value }
    switch node.content {
    case .mapping(var entries):
      let name = try fieldName(step, node, path)
      path = path[name]
      if let index = entries.firstIndex(where: { $0.key == name }) {
        entries[index].value = try set(value, in: entries[index].value, rest.dropFirst(), &path)
      } else {
        let new = try added(value, rest.dropFirst(), &path)
        entries.append(YAMLEntry(key: name, keySpan: span(of: step), value: new))
      }
      return .mapping(entries, at: node.span)
    case .sequence(var items):
      let index = try itemIndex(step, items, path)
      path = path[index]
      items[index] = try set(value, in: items[index], rest.dropFirst(), &path)
      return YAMLNode.sequence(items, at: node.span)
    case .scalar(let text, let isPlain):
      if text.isEmpty, isPlain { return try added(value, rest, &path) }
      throw YAMLProblem(
        "`\(path)` is \(quoted(text)) and has no parts of its own",
        at: span(of: step),
        help: "set `\(path)` as a whole"
      )
    }
  }

  /// The value inside as many new mappings as there are steps.
  private func added(
    _ value: YAMLNode,
    _ rest: ArraySlice<PathText.Step>,
    _ path: inout FieldPath
  ) throws(YAMLProblem) -> YAMLNode {
    guard let step = rest.first else { return value }
    guard case .name(let name) = step.kind else {
      throw YAMLProblem("there is no list at `\(path)`", at: span(of: step))
    }
    path = path[name]
    let inner = try added(value, rest.dropFirst(), &path)
    let place = span(of: step)
    return .mapping([YAMLEntry(key: name, keySpan: place, value: inner)], at: place)
  }

  private func fieldName(
    _ step: PathText.Step,
    _ node: YAMLNode,
    _ path: FieldPath
  ) throws(YAMLProblem) -> String {
    if case .name(let name) = step.kind { return name }
    guard case .mapping(let entries) = node.content else { return "" }
    let names = some(of: entries.map(\.key))
    let message = "`\(path)` is no list, so it has no items by number; it holds \(names)"
    throw YAMLProblem(message, at: span(of: step))
  }

  private func itemIndex(
    _ step: PathText.Step,
    _ items: [YAMLNode],
    _ path: FieldPath
  ) throws(YAMLProblem) -> Int {
    switch step.kind {
    case .index(let index):
      if items.indices.contains(index) { return index }
      let count = items.count == 1 ? "1 item" : "\(items.count) items"
      throw YAMLProblem("`\(path)` has \(count), numbered from 0", at: span(of: step))
    case .name(let name):
      let names = items.map(\.itemName)
      if let index = names.firstIndex(of: name) { return index }
      let known = names.compactMap(\.self)
      let found = known.isEmpty ? "its items have no names" : "it has \(some(of: known))"
      throw YAMLProblem(
        "`\(path)` has no item \(quoted(name)); \(found)",
        at: span(of: step),
        help: didYouMean(name, among: known)
          ?? (known.isEmpty ? "write `[0]` for the first" : nil)
      )
    }
  }
}

/// The first few of some names, as prose lists them.
private func some(of names: [String]) -> String {
  let most = 12
  guard !names.isEmpty else { return "nothing" }
  guard names.count > most else { return list(names.map(quoted), "and") }
  return "\(names.prefix(most).map(quoted).joined(separator: ", ")) and \(names.count - most) more"
}

extension YAMLNode {
  /// By what an item of a list is known.
  fileprivate var itemName: String? {
    for key in ["name", "id", "service"] {
      if let name = self[key]?.value.text { return name }
    }
    return nil
  }
}

extension Span {
  func shifted(by columns: Int) -> Span {
    var span = self
    span.start.column += columns
    span.end.column += columns
    return span
  }

  /// The part of a span on one line, in columns from its beginning.
  fileprivate func part(_ columns: Range<Int>) -> Span {
    var span = self
    span.start.column += columns.lowerBound
    span.end = Position(line: start.line, column: start.column + columns.upperBound)
    return span
  }
}
