/// Returns the shape of a value that is one of several words, each with its meaning.
func word<Value>(_ words: [(String, Value)], standIn: Value) -> Shape<Value> {
  Shape(
    schema: { .scalar(ScalarSchema(kinds: [.string], words: words.map(\.0))) },
    standIn: { standIn },
    read: { place, reading in
      if case .scalar(let text, _) = place.node.content,
        let match = words.first(where: { $0.0 == text })
      {
        return match.1
      }
      reportUnknownWord(at: place, accepted: words.map(\.0), reading)
      return standIn
    }
  )
}

/// Returns the shape of a value that is one of the raw values of an enumeration.
func word<Value: CaseIterable & RawRepresentable<String>>(
  of type: Value.Type,
  standIn: Value
) -> Shape<Value> {
  word(type.allCases.map { ($0.rawValue, $0) }, standIn: standIn)
}

/// Truth, spelt as `true` or `false` and nothing else.
func truth() -> Shape<Bool> {
  var shape = word([("true", true), ("false", false)], standIn: false)
  shape.schema = { .scalar(ScalarSchema(kinds: [.boolean])) }
  return shape
}

/// A variant that is known by its key, as in `{exponential: {mean: 20ms}}`.
struct Variant<Value> {
  var key: String
  var summary: String
  var shape: Shape<Value>

  init(_ key: String, _ summary: String, _ shape: Shape<Value>) {
    self.key = key
    self.summary = summary
    self.shape = shape
  }
}

/// Returns the shape of a value that is one of several variants: a mapping with a single key, a
/// word, or a bare scalar.
func choice<Value>(
  _ name: String,
  _ summary: String,
  words: [(String, Value)] = [],
  bare: Shape<Value>? = nil,
  variants: [Variant<Value>],
  standIn: Value
) -> Shape<Value> {
  let keys = variants.map(\.key)
  return Shape(
    schema: {
      let fields = variants.map { variant in
        FieldSchema(
          name: variant.key,
          summary: variant.summary,
          isRequired: false,
          schema: variant.shape.schema
        )
      }
      let mapping = ObjectSchema(
        name: name,
        summary: summary,
        fields: fields,
        alternatives: [keys.map { [$0] }]
      )
      let texts: [Schema] =
        words.isEmpty ? [] : [.scalar(ScalarSchema(kinds: [.string], words: words.map(\.0)))]
      let schemas = texts + (bare.map { [$0.schema()] } ?? []) + [.object(mapping)]
      return schemas.count == 1 ? schemas[0] : .anyOf(schemas)
    },
    standIn: { standIn },
    read: { place, reading in
      switch place.node.content {
      case .scalar(let text, _):
        if let match = words.first(where: { $0.0 == text }) { return match.1 }
        if let bare { return bare.read(place, reading) }
        reportUnknownWord(at: place, accepted: words.map(\.0), keys: keys, reading)
      case .mapping where bare != nil && place.node["value"] != nil:
        if let bare { return bare.read(place, reading) }
      case .mapping(let entries):
        return readVariant(of: variants, entries, at: place, reading) ?? standIn
      case .sequence:
        reportUnknownWord(at: place, accepted: words.map(\.0), keys: keys, reading)
      }
      return standIn
    }
  )
}

private func readVariant<Value>(
  of variants: [Variant<Value>],
  _ entries: [YAMLEntry],
  at place: Place,
  _ reading: Reading
) -> Value? {
  let keys = variants.map(\.key)
  let accepted = list(keys.map { "`\($0)`" }, "or")
  guard let first = entries.first else {
    reading.report("needs one of \(accepted), found an empty mapping", at: place)
    return nil
  }
  var value: Value?
  for entry in entries {
    guard let variant = variants.first(where: { $0.key == entry.key }) else {
      reading.report(
        "\(quoted(entry.key)) is not a field of \(place.path.title), which has \(accepted)",
        at: entry.keySpan,
        breaking: place.path,
        help: didYouMean(entry.key, among: keys)
      )
      continue
    }
    if entry.keySpan != first.keySpan, variants.contains(where: { $0.key == first.key }) {
      let message = "`\(entry.key)` can't stand beside `\(first.key)`; give one of \(accepted)"
      reading.report(message, at: entry.keySpan, breaking: place.path)
    }
    let field = Place(node: entry.value, path: place.path[entry.key], key: entry.keySpan)
    let read = variant.shape.read(field, reading)
    value = value ?? read
  }
  return value
}

private func reportUnknownWord(
  at place: Place,
  accepted words: [String],
  keys: [String] = [],
  _ reading: Reading
) {
  var choices = words.map { "`\($0)`" }
  if !keys.isEmpty { choices.append("a mapping with \(list(keys.map { "`\($0)`" }, "or"))") }
  var help: String?
  if case .scalar(let text, _) = place.node.content { help = didYouMean(text, among: words + keys) }
  let message = "needs \(list(choices, "or")), found \(place.node.kindName)"
  reading.report(message, at: place, help: help)
}
