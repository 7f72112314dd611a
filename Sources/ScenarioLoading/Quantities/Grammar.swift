internal import Domain

/// How the text of one scalar is read: a duration, a rate, a name.
struct Grammar<Value> {
  var schema: ScalarSchema
  var standIn: Value
  /// Whether the text must stand without quotes, as YAML writes numbers.
  var isNumber = false
  var parse: (String) throws(GrammarProblem) -> Value

  /// The grammar with a smaller set of values; `accepted` names that set.
  func limited(
    to accepted: String,
    _ isAccepted: @escaping (Value) -> Bool
  ) -> Grammar {
    var grammar = self
    grammar.parse = { text throws(GrammarProblem) in
      let value = try parse(text)
      guard isAccepted(value) else {
        throw GrammarProblem("must be \(accepted), found \(quoted(text))")
      }
      return value
    }
    return grammar
  }

  func map<Other>(_ transform: @escaping (Value) -> Other) -> Grammar<Other> {
    Grammar<Other>(
      schema: schema,
      standIn: transform(standIn),
      isNumber: isNumber,
      parse: { text throws(GrammarProblem) in transform(try parse(text)) }
    )
  }

  /// The text `value` of `place`, or nil after a report.
  func read(_ place: Place, _ reading: Reading) -> Value? {
    guard case .scalar(let text, let isPlain) = place.node.content else {
      let message = "needs a single value, found \(place.node.kindName)"
      reading.report(message, at: place)
      return nil
    }
    if isNumber, !isPlain {
      reading.report("needs a number without quotes, found \"\(visible(text))\"", at: place)
      return nil
    }
    do {
      return try parse(text)
    } catch {
      let message = text.isEmpty ? "a value is missing here" : error.message
      reading.report(message, at: place, help: error.help)
      return nil
    }
  }
}

/// What is wrong with a text.
package struct GrammarProblem: Error, Hashable {
  package var message: String
  package var help: String?

  init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
  }
}

/// Returns the shape of a scalar that is no quantity: a name, a text.
func scalar<Value>(_ grammar: Grammar<Value>) -> Shape<Value> {
  Shape(
    schema: { .scalar(grammar.schema) },
    standIn: { grammar.standIn },
    read: { place, reading in grammar.read(place, reading) ?? grammar.standIn }
  )
}

/// Returns the shape of a quantity: a scalar, or `{value, pedigree, source}`.
///
/// Each quantity becomes a parameter of the run's provenance.
func quantity<Value>(_ grammar: Grammar<Value>) -> Shape<Value> {
  let value = Shape<Value?>(
    schema: { .scalar(ScalarSchema(kinds: [.string, .number])) },
    standIn: { nil },
    read: { place, reading in grammar.read(place, reading) }
  )
  return Shape(
    schema: { .anyOf([.scalar(grammar.schema), annotated(value, at: nil).schema()]) },
    standIn: { grammar.standIn },
    read: { place, reading in
      if case .mapping = place.node.content {
        return annotated(value, at: place).read(place, reading) ?? grammar.standIn
      }
      guard let value = grammar.read(place, reading) else { return grammar.standIn }
      reading.record(place, text: place.node.text ?? "", pedigree: nil, origin: nil)
      return value
    }
  )
}

/// Returns the shape of `{value, pedigree, source}`.
private func annotated<Value>(_ value: Shape<Value?>, at place: Place?) -> Shape<Value?> {
  object("Quantity", "A quantity with its pedigree.") { fields in
    let read = fields.required("value", "The quantity itself.", value)
    let pedigree = fields.optional(
      "pedigree",
      "Where the value comes from.",
      word(of: Pedigree.self, standIn: .assumed)
    )
    let origin = fields.optional("source", "The measurement, paper or page.", scalar(prose()))
    if let place, read != nil, let text = place.node["value"]?.value.text {
      fields.reading?.record(place, text: text, pedigree: pedigree, origin: origin)
    }
    return read
  }
}

extension YAMLNode {
  /// The text of a scalar.
  var text: String? {
    guard case .scalar(let text, _) = content else { return nil }
    return text
  }
}
