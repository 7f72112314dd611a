/// How one kind of value is written: read it, describe it, or stand in for it.
///
/// The readers of a scenario are made of shapes only, so that what is accepted and what the JSON
/// Schema says come from the same words.
struct Shape<Value> {
  /// What the shape accepts, for the JSON Schema.
  var schema: () -> Schema
  /// What stands for a value that could not be read.
  var standIn: () -> Value
  /// Reads a value, reporting every problem; then the result may hold stand-ins.
  var read: (Place, Reading) -> Value

  /// The shape of the same text with another meaning.
  func map<Other>(_ transform: @escaping (Value) -> Other) -> Shape<Other> {
    Shape<Other>(
      schema: schema,
      standIn: { transform(standIn()) },
      read: { transform(read($0, $1)) }
    )
  }

  /// The same shape with a further check, which may report a problem and replace the value.
  func checked(_ check: @escaping (Value, Place, Reading) -> Void) -> Shape {
    var shape = self
    shape.read = { place, reading in
      let value = read(place, reading)
      if reading.isSound(place.path) { check(value, place, reading) }
      return value
    }
    return shape
  }
}

/// What a shape accepts, in the terms of JSON Schema.
indirect enum Schema {
  /// Whatever YAML can say.
  case anything
  case object(ObjectSchema)
  case list(of: Schema, atLeast: Int)
  /// A mapping with keys of the user's choice.
  case map(keyPattern: String, values: Schema)
  case scalar(ScalarSchema)
  case anyOf([Schema])
}

/// A mapping with known fields.
struct ObjectSchema {
  /// Unique among the objects of a scenario.
  var name: String
  var summary: String
  var fields: [FieldSchema]
  /// Sets of fields of which exactly one must be given in full.
  var alternatives: [[[String]]]
  /// Whether others may put fields of theirs beside ours.
  var isOpen = false
}

/// A field of an object.
struct FieldSchema {
  var name: String
  var summary: String
  var isRequired: Bool
  var schema: () -> Schema
}

/// A single text or number.
struct ScalarSchema {
  enum Kind: String {
    case string
    case integer
    case number
    case boolean
  }

  var kinds: [Kind]
  var pattern: String?
  var words: [String] = []
  var minimum: Double?
  var maximum: Double?
}
