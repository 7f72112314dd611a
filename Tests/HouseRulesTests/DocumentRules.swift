/// What the documents owe the code.
enum DocumentRules {
  static let partsOfADecision = ["Motivation", "Decision", "Alternatives", "Consequences"]

  static func incompleteDecisions(in house: House) -> [String] {
    let decisions = house.files.filter { $0.path.hasPrefix("docs/decisions/") }
    let problems = decisions.flatMap { file in
      partsOfADecision.filter { !file.lines.contains("## \($0)") }
        .map { "\(file.path) has no part `## \($0)`" }
    }
    return decisions.isEmpty ? ["docs/decisions has no decision"] : problems
  }

  /// Every invariant that the code names is described, and the other way round.
  static func uncheckedInvariants(in house: House) -> [String] {
    guard let page = house.file("docs/INVARIANTS.md") else { return ["no docs/INVARIANTS.md"] }
    let name = /INV-\d+/
    let described = Set(
      page.lines.filter { $0.hasPrefix("## ") }.flatMap { $0.matches(of: name).map(\.output) }
    )
    let named = Set(
      house.files.filter { $0.isSource }.flatMap(\.lines).flatMap { $0.matches(of: name) }
        .map(\.output)
    )
    return named.subtracting(described).sorted().map { "\($0) is checked, but not described" }
  }

  /// Links from one document to another file of the repository.
  static func brokenLinks(in house: House) -> [String] {
    let paths = Set(house.files.map(\.path))
    var problems: [String] = []
    for file in house.files where file.path.hasSuffix(".md") {
      for target in file.lines.flatMap(linkedFiles) {
        let path = resolve(target, from: file.path)
        if paths.contains(path) || paths.contains(where: { $0.hasPrefix("\(path)/") }) { continue }
        problems.append("\(file.path) links to \(target), which is not there")
      }
    }
    return problems
  }

  /// What a line of Markdown links to, but for other sites.
  private static func linkedFiles(_ line: String) -> [String] {
    line.matches(of: /\]\(([^)#\s]+)(?:#[^)]*)?\)/).map { String($0.1) }
      .filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
  }

  private static func resolve(_ target: String, from page: String) -> String {
    var steps = page.split(separator: "/").dropLast().map(String.init)
    for step in target.split(separator: "/") where step != "." {
      if step == ".." { _ = steps.popLast() } else { steps.append(String(step)) }
    }
    return steps.joined(separator: "/")
  }

  static func unmentionedScenarios(in house: House) -> [String] {
    let pages = house.files.filter { file in
      file.path == "README.md" || (file.path.hasPrefix("docs/") && file.path.hasSuffix(".md"))
    }
    return house.files.filter { $0.path.hasPrefix("scenarios/") && $0.path.hasSuffix(".yaml") }
      .map { String($0.path.dropFirst("scenarios/".count)) }
      .filter { name in !pages.contains { $0.lines.contains { $0.contains(name) } } }
      .map { "no document mentions the scenario \($0)" }
  }
}
