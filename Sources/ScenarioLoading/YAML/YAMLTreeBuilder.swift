/// Builds the node trees of documents from their events.
struct YAMLTreeBuilder: ~Copyable {
  private var events: YAMLEventReader
  private let source: SourceText
  private let budget: YAMLBudget
  private var anchors: [String: YAMLNode] = [:]
  private var openAnchors: Set<String> = []
  private var aliasCount = 0
  private var weight = 0
  private(set) var problems: [YAMLProblem] = []

  init(source: SourceText, budget: YAMLBudget) {
    self.source = source
    self.budget = budget
    events = YAMLEventReader(source.bytes)
  }

  /// Reads the stream, which must hold at least one document that says something.
  mutating func documents() throws(YAMLProblem) -> [YAMLNode] {
    var roots: [YAMLNode] = []
    while true {
      let event = try next()
      switch event.kind {
      case .streamEnd:
        guard roots.isEmpty else { return roots }
        throw YAMLProblem("the file is empty", at: Span(at: Position(line: 1, column: 1)))
      case .documentStart:
        // An anchor is known in its own document only.
        anchors = [:]
        openAnchors = []
        let root = try node(from: try next(), depth: 1)
        if !root.isEmpty { roots.append(root) }
      case .other:
        continue
      default:
        throw YAMLProblem("this does not belong here", at: event.span)
      }
    }
  }

  private mutating func next() throws(YAMLProblem) -> YAMLEvent {
    do {
      return try events.next()
    } catch {
      let place = error.span ?? Span(at: source.position(ofByte: error.byteOffset))
      throw YAMLProblem(error.message, at: place, help: error.help)
    }
  }

  private mutating func node(from event: YAMLEvent, depth: Int) throws(YAMLProblem) -> YAMLNode {
    guard depth <= budget.depth else {
      throw YAMLProblem("values are nested more than \(budget.depth) levels deep", at: event.span)
    }
    if case .alias(let name) = event.kind { return try alias(name, at: event.span, depth: depth) }
    if event.hasTag {
      problems.append(YAMLProblem("tags such as `!!str` are not accepted", at: event.span))
    }
    if let anchor = event.anchor { open(anchor, at: event.span) }
    try spend(1, at: event.span)
    var node = YAMLNode(
      content: .scalar(text: "", isPlain: true),
      span: event.span,
      weight: 1,
      height: 1
    )
    switch event.kind {
    case .scalar(let text, let isPlain):
      guard text.utf8.count <= budget.scalarBytes else {
        let most = budget.scalarBytes >> 20
        throw YAMLProblem("a text has at most \(most) MiB", at: Span(at: event.span.start))
      }
      node.content = .scalar(text: text, isPlain: isPlain)
    case .sequenceStart:
      try readItems(into: &node, depth: depth)
    case .mappingStart:
      try readEntries(into: &node, depth: depth)
    default:
      throw YAMLProblem("a value is missing here", at: event.span)
    }
    if let anchor = event.anchor {
      openAnchors.remove(anchor)
      anchors[anchor] = node
    }
    return node
  }

  private mutating func readItems(into node: inout YAMLNode, depth: Int) throws(YAMLProblem) {
    var items: [YAMLNode] = []
    while true {
      let event = try next()
      if case .collectionEnd = event.kind {
        node.span.end = event.span.end
        node.content = .sequence(items)
        return
      }
      let item = try self.node(from: event, depth: depth + 1)
      node.absorb(item)
      items.append(item)
    }
  }

  private mutating func readEntries(into node: inout YAMLNode, depth: Int) throws(YAMLProblem) {
    var entries: [YAMLEntry] = []
    var seen: Set<String> = []
    while true {
      let event = try next()
      if case .collectionEnd = event.kind {
        node.span.end = event.span.end
        node.content = .mapping(entries)
        return
      }
      let key = try self.node(from: event, depth: depth + 1)
      let value = try self.node(from: try next(), depth: depth + 1)
      node.absorb(key)
      node.absorb(value)
      guard let name = self.key(key) else { continue }
      guard seen.insert(name).inserted else {
        let first = entries.first { $0.key == name }?.keySpan.start.line ?? 0
        let message = "the key \(quoted(name)) is given twice, first on line \(first)"
        problems.append(YAMLProblem(message, at: key.span))
        continue
      }
      entries.append(YAMLEntry(key: name, keySpan: key.span, value: value))
    }
  }

  /// The text of a key, unless it is none that a mapping of ours may have.
  private mutating func key(_ node: YAMLNode) -> String? {
    guard case .scalar(let text, let isPlain) = node.content else {
      problems.append(YAMLProblem("a key is a word, not \(node.kindName)", at: node.mark))
      return nil
    }
    if text.isEmpty {
      problems.append(YAMLProblem("a key is missing before the `:`", at: node.span))
      return nil
    }
    if text == "<<", isPlain {
      let help = "repeat the fields, or give the whole value as an alias"
      problems.append(YAMLProblem("merge keys `<<` are not accepted", at: node.span, help: help))
      return nil
    }
    return text
  }

  private mutating func open(_ anchor: String, at span: Span) {
    if openAnchors.contains(anchor) || anchors[anchor] != nil {
      problems.append(YAMLProblem("the anchor \(quoted("&" + anchor)) is given twice", at: span))
    }
    openAnchors.insert(anchor)
  }

  private mutating func alias(
    _ name: String,
    at span: Span,
    depth: Int
  ) throws(YAMLProblem) -> YAMLNode {
    aliasCount += 1
    guard aliasCount <= budget.aliases else {
      throw YAMLProblem("a scenario has at most \(budget.aliases) aliases", at: span)
    }
    guard var node = anchors[name], !openAnchors.contains(name) else {
      let isInside = openAnchors.contains(name)
      let reason = isInside ? "stands inside the value it repeats" : "has no anchor before it"
      throw YAMLProblem("the alias \(quoted("*" + name)) \(reason)", at: span)
    }
    guard depth + node.height - 1 <= budget.depth else {
      let message = "with its aliases expanded, the file is nested more than \(budget.depth) levels"
      throw YAMLProblem(message + " deep", at: span)
    }
    try spend(node.weight, at: span)
    node.span = span
    return node
  }

  /// Counts nodes against the budget.
  private mutating func spend(_ nodes: Int, at span: Span) throws(YAMLProblem) {
    // Both terms are within the budget, so the sum can't overflow.
    weight += nodes
    guard weight <= budget.nodes else {
      let message = "the file holds more than \(budget.nodes) values, aliases expanded"
      throw YAMLProblem(message, at: span)
    }
  }
}

extension YAMLNode {
  /// Takes the measures of a child into account.
  fileprivate mutating func absorb(_ child: YAMLNode) {
    weight += child.weight
    height = max(height, child.height + 1)
  }
}
