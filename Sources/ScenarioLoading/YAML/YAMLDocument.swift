/// Reads the documents of a text as trees of nodes that know their places; empty ones are left out.
///
/// Only what every reader of the file would understand alike is accepted: no tags, no merge keys,
/// no keys but plain words, no key and no anchor twice. Such slips are collected; a text that is
/// no YAML at all, or that costs more than the budget, leaves no tree.
func parseYAML(
  _ source: SourceText,
  budget: YAMLBudget = YAMLBudget()
) -> (documents: [YAMLNode], problems: [YAMLProblem]) {
  do {
    try checkCharacters(of: source, budget: budget)
    var parser = YAMLTreeBuilder(source: source, budget: budget)
    let documents = try parser.documents()
    return (documents, parser.problems)
  } catch {
    return ([], [error])
  }
}

/// Refuses bytes that are no UTF-8 and characters that YAML has no place for.
private func checkCharacters(of source: SourceText, budget: YAMLBudget) throws(YAMLProblem) {
  let start = Span(at: Position(line: 1, column: 1))
  guard source.bytes.count <= budget.bytes else {
    throw YAMLProblem("a scenario has at most \(budget.bytes >> 20) MiB", at: start)
  }
  var decoder = UTF8()
  var bytes = source.bytes.makeIterator()
  var offset = 0
  while true {
    switch decoder.decode(&bytes) {
    case .emptyInput:
      return
    case .error:
      let place = Span(at: source.position(ofByte: offset))
      throw YAMLProblem("this is not UTF-8 text", at: place, help: "save the file as UTF-8")
    case .scalarValue(let scalar):
      if isForbiddenInYAML(scalar), offset > 0 || scalar != "\u{FEFF}" {
        let place = Span(at: source.position(ofByte: offset))
        throw YAMLProblem(
          "the character \(quoted(String(scalar))) is not allowed in YAML",
          at: place
        )
      }
      offset += UTF8.width(scalar)
    }
  }
}

/// YAML 1.1, section 5.1: everything but the printable characters.
private func isForbiddenInYAML(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: false
  case 0x10000...0x10FFFF: false
  default: true
  }
}
