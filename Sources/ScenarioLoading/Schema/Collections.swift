/// What belongs to other tools, and is neither read nor judged; known is only that it is there.
func anything() -> Shape<Bool> {
  Shape(schema: { .anything }, standIn: { true }, read: { _, _ in true })
}

/// Returns the shape of a list.
func list<Value>(of item: Shape<Value>, atLeast minimum: Int = 0) -> Shape<[Value]> {
  Shape(
    schema: { .list(of: item.schema(), atLeast: minimum) },
    standIn: { [] },
    read: { place, reading in
      guard case .sequence(let nodes) = place.node.content else {
        reading.report("needs a list, found \(place.node.kindName)", at: place)
        return []
      }
      if nodes.count < minimum {
        let items = minimum == 1 ? "one item" : "\(minimum) items"
        reading.report("\(place.path.title) needs at least \(items)", at: place)
      }
      return nodes.enumerated().map { index, node in
        item.read(Place(node: node, path: place.path[index]), reading)
      }
    }
  )
}

/// Returns the shape of a mapping whose keys the user chooses.
///
/// `checkKey` says what is wrong with a key, if anything.
func map<Value>(
  to value: Shape<Value>,
  keyPattern: String,
  checkKey: @escaping (String) -> GrammarProblem?
) -> Shape<[String: Value]> {
  keyed(
    schema: { .map(keyPattern: keyPattern, values: value.schema()) },
    shapeOf: { key throws(GrammarProblem) in
      if let problem = checkKey(key) { throw problem }
      return value
    }
  )
}

/// Returns the shape of a mapping in which the key decides the shape of the value.
func keyed<Value>(
  schema: @escaping () -> Schema,
  shapeOf: @escaping (String) throws(GrammarProblem) -> Shape<Value>
) -> Shape<[String: Value]> {
  Shape(
    schema: schema,
    standIn: { [:] },
    read: { place, reading in
      guard case .mapping(let entries) = place.node.content else {
        reading.report("needs a mapping, found \(place.node.kindName)", at: place)
        return [:]
      }
      var values: [String: Value] = [:]
      for entry in entries {
        let path = place.path[entry.key]
        do throws(GrammarProblem) {
          let shape = try shapeOf(entry.key)
          let value = Place(node: entry.value, path: path, key: entry.keySpan)
          values[entry.key] = shape.read(value, reading)
        } catch {
          reading.report(error.message, at: entry.keySpan, breaking: path, help: error.help)
        }
      }
      return values
    }
  )
}
