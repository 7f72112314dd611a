internal import EventCore

/// How many pods there are in each coarse domain that one kind's rules look at.
struct TopologySums: ~Copyable {
  private var counts = DenseTable<Int32>(repeating: 0, count: 64)

  /// Adds up the classes of each domain; O(inputs × classes).
  mutating func fill(_ topology: KindTopology, _ books: borrowing ClusterBooks) {
    let needed = topology.rules.sumCount
    if counts.count < needed { counts.grow(to: 2 * needed, filling: 0) }
    counts.fill(0..<needed, with: 0)
    for source in topology.rules.sources {
      counts[Int(source.place)] += books.classCounts[Int(source.count)]
    }
  }

  /// The pods of an input around a node; -1 where the node lacks the key.
  ///
  /// The place is that of the input and the node's class, see `TopologyRules.places`; the vector
  /// is that of the node's level.
  @inline(__always)
  func value(at place: Int32, _ vector: [Int32]) -> Int32 {
    if place >= 0 { return counts[Int(place)] }
    return place == TopologyRules.missing ? -1 : vector[Int(TopologyRules.fine - place)]
  }
}
