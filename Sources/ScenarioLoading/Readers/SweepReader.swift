/// The points that a scenario is run at.
///
/// `Sweep` has read what matters before any field was; each point is read without it.
func sweepShape() -> Shape<Void> {
  let values = Schema.list(of: .anything, atLeast: 1)
  let paths = Schema.map(keyPattern: ".", values: values)
  return Shape(
    schema: { .map(keyPattern: ".", values: .anyOf([values, paths])) },
    standIn: {},
    read: { place, reading in
      if case .mapping = place.node.content { return }
      reading.report("needs a mapping from paths to lists, found \(place.node.kindName)", at: place)
    }
  )
}
