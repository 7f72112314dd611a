/// Returns the JSON Schema (draft-07) of a scenario file, for editors and other tools.
///
/// It comes from the same shapes as the reader, and says less than that: references and sums are
/// left to `validate`.
package func jsonSchema() -> String {
  var writer = JSONSchemaWriter()
  let root = writer.value(of: .anyOf([scenarioShape().schema(), openSLOShape().schema()]))
  let definitions = writer.definitions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  let document = JSONValue.object([
    ("$schema", .text("http://json-schema.org/draft-07/schema#")),
    ("title", .text("Bulkhead scenario (bulkhead/v1alpha1)")),
    ("allOf", .list([root])),
    ("definitions", .object(definitions)),
  ])
  return document.written() + "\n"
}

/// Turns what shapes say about themselves into JSON Schema.
private struct JSONSchemaWriter {
  /// Every object by its name; they refer to each other.
  private(set) var definitions: [String: JSONValue] = [:]

  mutating func value(of schema: Schema) -> JSONValue {
    switch schema {
    case .anything:
      return .object([])
    case .object(let object):
      return reference(to: object)
    case .list(let item, let minimum):
      var fields: [(String, JSONValue)] = [("type", .text("array")), ("items", value(of: item))]
      if minimum > 0 { fields.append(("minItems", .number(Double(minimum)))) }
      return .object(fields)
    case .map(let keyPattern, let values):
      return .object([
        ("type", .text("object")),
        ("propertyNames", .object([("pattern", .text(keyPattern))])),
        ("additionalProperties", value(of: values)),
      ])
    case .scalar(let scalar):
      return value(of: scalar)
    case .anyOf(let schemas):
      return .object([("anyOf", .list(schemas.map { value(of: $0) }))])
    }
  }

  private mutating func reference(to object: ObjectSchema) -> JSONValue {
    if definitions[object.name] == nil {
      // Taken now, so that an object that holds itself would end here.
      definitions[object.name] = .object([])
      definitions[object.name] = value(of: object)
    }
    return .object([("$ref", .text("#/definitions/\(object.name)"))])
  }

  private mutating func value(of object: ObjectSchema) -> JSONValue {
    let properties = object.fields.map { field in
      // Beside `$ref`, draft-07 ignores everything; hence `allOf`.
      let described = JSONValue.object([
        ("description", .text(field.summary)), ("allOf", .list([value(of: field.schema())])),
      ])
      return (field.name, described)
    }
    var fields: [(String, JSONValue)] = [
      ("description", .text(object.summary)),
      ("type", .text("object")),
      ("properties", .object(properties)),
      ("additionalProperties", .truth(object.isOpen)),
    ]
    let required = object.fields.filter(\.isRequired).map { JSONValue.text($0.name) }
    if !required.isEmpty { fields.append(("required", .list(required))) }
    let alternatives = object.alternatives.map { sets in
      let choices = sets.map { JSONValue.object([("required", .list($0.map(JSONValue.text)))]) }
      return JSONValue.object([("oneOf", .list(choices))])
    }
    if !alternatives.isEmpty { fields.append(("allOf", .list(alternatives))) }
    return .object(fields)
  }

  private func value(of scalar: ScalarSchema) -> JSONValue {
    let kinds = scalar.kinds.map { JSONValue.text($0.rawValue) }
    var fields: [(String, JSONValue)] = [("type", kinds.count == 1 ? kinds[0] : .list(kinds))]
    if let pattern = scalar.pattern { fields.append(("pattern", .text(pattern))) }
    if !scalar.words.isEmpty { fields.append(("enum", .list(scalar.words.map(JSONValue.text)))) }
    if let minimum = scalar.minimum { fields.append(("minimum", .number(minimum))) }
    if let maximum = scalar.maximum { fields.append(("maximum", .number(maximum))) }
    return .object(fields)
  }
}
