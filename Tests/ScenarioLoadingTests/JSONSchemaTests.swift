import Foundation
import ScenarioLoading
import Testing

@Suite struct JSONSchemaTests {
  @Test func isAJSONDocumentOfItsDraft() throws {
    let schema = try parsed()
    #expect(schema["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
    let text = jsonSchema()
    let data = Data(text.utf8)
    #expect(text.hasSuffix("}\n"))
    #expect(text == jsonSchema(), "two calls agree")
    #expect(data.count < 300_000)
  }

  @Test func refersOnlyToDefinitionsThereAre() throws {
    let schema = try parsed()
    let definitions = try #require(schema["definitions"] as? [String: Any])
    let references = strings(under: "$ref", in: schema)
    #expect(references.count > 50)
    for reference in references {
      let name = reference.replacingOccurrences(of: "#/definitions/", with: "")
      #expect(definitions[name] != nil, "\(reference)")
    }
    #expect(Set(references).count == definitions.count, "every definition is used")
  }

  /// The reader says which fields it has when it meets an unknown one; the schema must agree.
  @Test func listsTheFieldsThatTheReaderHas() throws {
    let definitions = try #require(try parsed()["definitions"] as? [String: [String: Any]])
    let probes = [
      ("Scenario", "kind: Scenario", "zzz: 1\nkind: Scenario"),
      ("Spec", "run: {", "zzz: 1\n  run: {"),
      ("Run", "{duration: 10m}", "{duration: 10m, zzz: 1}"),
      ("NodePool", "nodes: 2", "nodes: 2\n        zzz: 1"),
      ("Tenant", "services:", "zzz: 1\n      services:"),
      ("Service", "replicas: 1", "replicas: 1\n          zzz: 1"),
      ("Endpoint", "work: 20ms", "work: 20ms\n              zzz: 1"),
      ("SLO", "tenant: retail\n", "tenant: retail\n      zzz: 1\n"),
    ]
    for (name, old, new) in probes {
      let (diagnostics, _) = try Workbench().validate(small((old, new)))
      let message = try #require(diagnostics.first?.message)
      let accepted = try #require(message.components(separatedBy: ", which has ").last)
      let fields = Set(accepted.split(separator: "`").filter { !$0.contains(" ") })
      let properties = try #require(definitions[name]?["properties"] as? [String: Any])
      #expect(Set(properties.keys) == Set(fields.map(String.init)), "\(name)")
      #expect(definitions[name]?["additionalProperties"] as? Bool == false)
    }
  }

  private func parsed() throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(jsonSchema().utf8))
    return try #require(value as? [String: Any])
  }

  private func strings(under key: String, in value: Any) -> [String] {
    switch value {
    case let object as [String: Any]:
      return object.flatMap { name, inner in
        if name == key, let text = inner as? String { return [text] }
        return strings(under: key, in: inner)
      }
    case let list as [Any]:
      return list.flatMap { strings(under: key, in: $0) }
    default:
      return []
    }
  }
}
