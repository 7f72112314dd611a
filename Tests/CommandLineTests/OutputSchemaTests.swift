import Foundation
import Testing

/// The published schemas are current, and what the program writes keeps to them.
@Suite struct OutputSchemaTests {
  @Test(arguments: ["summary", "gate", "diagnostics"])
  func thePublishedCopyIsCurrent(name: String) throws {
    let program = try Program()
    defer { program.cleanUp() }
    let printed = try program.run("schema", name).output
    #expect(try printed == String(contentsOf: SchemaCheck.file(name), encoding: .utf8))
  }

  @Test(arguments: ["quickstart", "llm-neighbours", "oom-neighbour"])
  func summariesOfShippedScenariosKeepToIt(name: String) throws {
    let program = try Program()
    defer { program.cleanUp() }
    let path = Program.root.appending(path: "scenarios/\(name).yaml").path
    let outcome = try program.run(
      "compare",
      path,
      "--replications",
      "2",
      "--format",
      "json",
      "-o",
      "out",
      "-q"
    )
    try #require(outcome.status == 0, "\(outcome.errors)")
    try SchemaCheck(named: "summary").check(Data(outcome.output.utf8))
  }

  @Test func diagnosticsKeepToIt() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write("kind: Scenarios\nspec: {rnu: 1}\n", to: "bad.yaml")
    let outcome = try program.run("validate", "bad.yaml", "--format", "json")
    #expect(outcome.status == 65)
    try SchemaCheck(named: "diagnostics").check(Data(outcome.output.utf8))
  }

  @Test func theCheckCanFail() throws {
    let check = try SchemaCheck(named: "diagnostics")
    for text in [
      #"{"version": "1.0.0", "files": []}"#,
      #"{"version": "2.0.0", "files": [], "diagnostics": []}"#,
      #"{"version": "1.0.0", "files": [], "diagnostics": [], "more": 1}"#,
      #"{"version": "1.0.0", "files": [1], "diagnostics": []}"#,
    ] {
      let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
      #expect(check.problem(with: value) != nil, "\(text)")
    }
  }
}

/// A reader of as much JSON Schema as our schemas use, which knows nothing of the writer.
///
/// It is stricter than draft-07: properties that the schema doesn't name are problems.
struct SchemaCheck {
  private let root: [String: Any]

  static func file(_ name: String) -> URL {
    Program.root.appending(path: "docs/schemas/\(name).schema.json")
  }

  init(named name: String) throws {
    let value = try JSONSerialization.jsonObject(with: Data(contentsOf: Self.file(name)))
    root = try #require(value as? [String: Any])
  }

  func check(_ data: Data) throws {
    let value = try JSONSerialization.jsonObject(with: data)
    #expect(problem(with: value) == nil)
  }

  func problem(with value: Any) -> String? { problem(value, root, at: "$") }

  private func problem(_ value: Any, _ schema: [String: Any], at path: String) -> String? {
    if let reference = schema["$ref"] as? String {
      let name = reference.replacing("#/definitions/", with: "")
      let definitions = root["definitions"] as? [String: [String: Any]]
      guard let target = definitions?[name] else { return "\(path): no definition \(name)" }
      return problem(value, target, at: path)
    }
    if let type = schema["type"] as? String, !Self.isOf(type, value) {
      return "\(path): \(value) is no \(type)"
    }
    if let words = schema["enum"] as? [String], !words.contains(value as? String ?? "") {
      return "\(path): \(value) is none of \(words)"
    }
    if let pattern = schema["pattern"] as? String,
      (value as? String)?.range(of: pattern, options: .regularExpression) == nil
    {
      return "\(path): \(value) doesn't match \(pattern)"
    }
    return inner(value, schema, at: path) ?? combined(value, schema, at: path)
  }

  private func inner(_ value: Any, _ schema: [String: Any], at path: String) -> String? {
    if let items = schema["items"] as? [String: Any], let list = value as? [Any] {
      for (index, item) in list.enumerated() {
        if let problem = problem(item, items, at: "\(path)[\(index)]") { return problem }
      }
    }
    guard let properties = schema["properties"] as? [String: [String: Any]],
      let object = value as? [String: Any]
    else { return nil }
    for name in schema["required"] as? [String] ?? [] where object[name] == nil {
      return "\(path): \(name) is missing"
    }
    for (name, item) in object {
      guard let property = properties[name] else { return "\(path): \(name) is not described" }
      if let problem = problem(item, property, at: "\(path).\(name)") { return problem }
    }
    return nil
  }

  private func combined(_ value: Any, _ schema: [String: Any], at path: String) -> String? {
    for one in schema["allOf"] as? [[String: Any]] ?? [] {
      if let problem = problem(value, one, at: path) { return problem }
    }
    guard let choices = schema["anyOf"] as? [[String: Any]] else { return nil }
    let problems = choices.map { problem(value, $0, at: path) }
    return problems.contains { $0 == nil }
      ? nil : problems.compactMap { $0 }.joined(separator: "; ")
  }

  private static func isOf(_ type: String, _ value: Any) -> Bool {
    switch type {
    case "object": return value is [String: Any]
    case "array": return value is [Any]
    case "string": return value is String
    case "null": return value is NSNull
    // The reader of JSON here does not tell `true` from 1.
    case "boolean": return value is Bool
    case "number": return value is NSNumber
    case "integer":
      guard let number = value as? NSNumber else { return false }
      return number.doubleValue == number.doubleValue.rounded()
    default: return false
    }
  }
}
