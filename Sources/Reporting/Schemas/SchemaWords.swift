/// The words of JSON Schema, draft-07, that our documents need.
///
/// Every property is required. Unknown ones are allowed, for a minor version may add some.
enum SchemaWords {
  static func document(_ title: String, version: String, _ root: JSONValue) -> JSONValue {
    .object([
      ("$schema", .text("http://json-schema.org/draft-07/schema#")),
      ("title", .text("\(title), version \(version)")),
      ("allOf", .array([root])),
    ])
  }

  static func object(_ description: String, _ properties: [(String, JSONValue)]) -> JSONValue {
    .object([
      ("description", .text(description)),
      ("type", .text("object")),
      ("properties", .object(properties.map { ($0.0, $0.1) })),
      ("required", .array(properties.map { .text($0.0) })),
    ])
  }

  static func list(_ description: String, of item: JSONValue) -> JSONValue {
    .object([
      ("description", .text(description)), ("type", .text("array")), ("items", item),
    ])
  }

  static func text(_ description: String) -> JSONValue { scalar("string", description) }
  static func integer(_ description: String) -> JSONValue { scalar("integer", description) }
  static func number(_ description: String) -> JSONValue { scalar("number", description) }
  static func truth(_ description: String) -> JSONValue { scalar("boolean", description) }

  /// One of a few words.
  static func word<Word: CaseIterable & RawRepresentable<String>>(
    _ description: String,
    of type: Word.Type
  ) -> JSONValue {
    .object([
      ("description", .text(description)),
      ("enum", .array(type.allCases.map { .text($0.rawValue) })),
    ])
  }

  /// A version of ours: the same major number may be relied upon.
  static func version(_ version: String) -> JSONValue {
    let major = version.prefix { $0 != "." }
    return .object([
      ("description", .text("Semantic version of this document's form.")),
      ("type", .text("string")),
      ("pattern", .text("^\(major)\\.[0-9]+\\.[0-9]+$")),
    ])
  }

  /// The same, or null where there is nothing to state.
  static func orNull(_ schema: JSONValue) -> JSONValue {
    .object([("anyOf", .array([schema, .object([("type", .text("null"))])]))])
  }

  static func anyOf(_ schemas: [JSONValue]) -> JSONValue { .object([("anyOf", .array(schemas))]) }

  /// An estimate with its interval.
  static func estimate(_ description: String) -> JSONValue {
    object(
      description,
      [
        ("value", orNull(number("The estimate; null if it is no finite number."))),
        ("low", orNull(number("Lower end of the interval; null without one."))),
        ("high", orNull(number("Upper end of the interval; null without one."))),
        ("replications", integer("Independent replications that it is taken over.")),
      ]
    )
  }

  private static func scalar(_ type: String, _ description: String) -> JSONValue {
    .object([("description", .text(description)), ("type", .text(type))])
  }
}
