/// Returns the shape of a mapping with known fields; the body asks for each of them by name.
///
/// The body must ask for the same fields whatever it reads: it also runs on nothing at all, to
/// describe itself and to build the stand-in.
///
/// A key for which `isForeign` holds is another tool's, and left alone.
func object<Value>(
  _ name: String,
  _ summary: String,
  ignoring isForeign: ((String) -> Bool)? = nil,
  _ body: @escaping (inout Fields) -> Value
) -> Shape<Value> {
  Shape(
    schema: {
      var fields = Fields()
      _ = body(&fields)
      var schema = fields.schema(name: name, summary: summary)
      schema.isOpen = isForeign != nil
      return .object(schema)
    },
    standIn: {
      var fields = Fields()
      return body(&fields)
    },
    read: { place, reading in
      guard case .mapping = place.node.content else {
        reading.report("needs a mapping with fields, found \(place.node.kindName)", at: place)
        var fields = Fields()
        return body(&fields)
      }
      var fields = Fields(place: place, reading: reading)
      let value = body(&fields)
      fields.reportUnknown(but: isForeign ?? { _ in false })
      return value
    }
  )
}

/// The fields of one mapping, as its reader asks for them.
struct Fields {
  /// Nil while the reader describes itself.
  private var source: (place: Place, reading: Reading)?
  private var asked: [FieldSchema] = []
  private var alternatives: [[[String]]] = []

  init() {}

  init(place: Place, reading: Reading) { source = (place, reading) }

  /// Reads a field that must be there.
  mutating func required<Value>(
    _ name: String,
    _ summary: String,
    _ shape: Shape<Value>
  ) -> Value {
    ask(for: name, summary, isRequired: true, shape)
    guard let (place, reading) = source else { return shape.standIn() }
    guard let value = field(name) else {
      reading.report(
        "the field `\(name)` is missing from \(place.path.title)",
        at: place.key ?? place.node.mark,
        breaking: place.path[name]
      )
      return shape.standIn()
    }
    return shape.read(value, reading)
  }

  /// Reads a field that must be there, but may come from the catalogue; the schema lets it be.
  ///
  /// It is not missed where another field names something that the catalogue doesn't know.
  mutating func filled<Value>(
    _ name: String,
    _ summary: String,
    _ shape: Shape<Value>,
    by entry: String? = nil
  ) -> Value {
    if let entry, field(entry) != nil, field(name) == nil { return shape.standIn() }
    let value = required(name, summary, shape)
    asked[asked.count - 1].isRequired = false
    return value
  }

  /// Reads a field that may be absent.
  @discardableResult
  mutating func optional<Value>(
    _ name: String,
    _ summary: String,
    _ shape: Shape<Value>
  ) -> Value? {
    ask(for: name, summary, isRequired: false, shape)
    guard let reading = source?.reading, let value = field(name) else { return nil }
    return shape.read(value, reading)
  }

  /// Reads a field that stands for a usual value where it is absent.
  mutating func optional<Value>(
    _ name: String,
    _ summary: String,
    _ shape: Shape<Value>,
    default usual: Value
  ) -> Value {
    optional(name, summary, shape) ?? usual
  }

  /// Demands that exactly one of some fields is there.
  mutating func exactlyOne(of names: String...) {
    exactlyOneSet(of: names.map { [$0] })
  }

  /// Demands all fields of one set, and none of the others.
  mutating func exactlyOneSet(of sets: [[String]]) {
    alternatives.append(sets)
    guard let (place, reading) = source else { return }
    let choices = sets.map { $0.map { "`\($0)`" }.joined(separator: " and ") }
    let given = sets.filter { $0.contains { place.node[$0] != nil } }.sorted {
      firstPlace(of: $0, in: place.node) < firstPlace(of: $1, in: place.node)
    }
    guard let first = given.first else {
      let message = "\(place.path.title) needs \(list(choices, "or"))"
      reading.report(message, at: place.key ?? place.node.mark, breaking: place.path)
      return
    }
    for name in first where place.node[name] == nil {
      let beside = first.filter { place.node[$0] != nil }.map { "`\($0)`" }
      let message = "`\(name)` is missing beside \(list(beside, "and"))"
      reading.report(message, at: place.node.mark, breaking: place.path)
    }
    for name in given.dropFirst().joined() {
      guard let entry = place.node[name] else { continue }
      let message = "`\(name)` can't stand beside `\(first[0])`; give either \(list(choices, "or"))"
      reading.report(message, at: entry.keySpan, breaking: place.path)
    }
  }

  /// Where the first of some fields stands; at least one of them must be there.
  private func firstPlace(of names: [String], in node: YAMLNode) -> Position {
    names.compactMap { node[$0]?.keySpan.start }.min() ?? node.span.start
  }

  /// Runs a check that needs several fields at once; skipped if one of them is a stand-in.
  func check(_ check: (Place, Reading) -> Void) {
    guard let (place, reading) = source, reading.isSound(place.path) else { return }
    check(place, reading)
  }

  /// Where the mapping stands; the root while the reader describes itself.
  var path: FieldPath { source?.place.path ?? FieldPath() }

  /// What is being read, unless the reader is only describing itself.
  var reading: Reading? { source?.reading }

  func schema(name: String, summary: String) -> ObjectSchema {
    ObjectSchema(name: name, summary: summary, fields: asked, alternatives: alternatives)
  }

  /// Reports every key that nobody asked for, but for those of others.
  func reportUnknown(but isForeign: (String) -> Bool) {
    guard let (place, reading) = source, case .mapping(let entries) = place.node.content
    else { return }
    let names = asked.map(\.name)
    for entry in entries where !names.contains(entry.key) && !isForeign(entry.key) {
      let accepted = names.map { "`\($0)`" }
      reading.report(
        "\(quoted(entry.key)) is not a field of \(place.path.title), "
          + "which has \(list(accepted, "and"))",
        at: entry.keySpan,
        breaking: place.path[entry.key],
        help: didYouMean(entry.key, among: names)
      )
    }
  }

  private mutating func ask<Value>(
    for name: String,
    _ summary: String,
    isRequired: Bool,
    _ shape: Shape<Value>
  ) {
    asked.append(
      FieldSchema(name: name, summary: summary, isRequired: isRequired, schema: shape.schema)
    )
  }

  private func field(_ name: String) -> Place? {
    guard let place = source?.place, let entry = place.node[name] else { return nil }
    return Place(node: entry.value, path: place.path[name], key: entry.keySpan)
  }
}

/// Joins words as prose does: `a, b and c`.
func list(_ words: [String], _ conjunction: String) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
}
