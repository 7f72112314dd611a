internal import EventCore

/// How many pods there are in each coarse domain that one kind's rules look at.
struct TopologySums: ~Copyable {
  private var counts: [Int32] = []

  /// Adds up the classes of each domain; O(inputs × classes).
  mutating func fill(_ topology: KindTopology, _ books: borrowing ClusterBooks) {
    counts.removeAll(keepingCapacity: true)
    counts.append(contentsOf: repeatElement(0, count: topology.rules.sumCount))
    for source in topology.rules.sources {
      counts[Int(source.place)] += books.classCounts[Int(source.count)]
    }
  }

  /// The pods of an input around a node; -1 where the node lacks the key.
  ///
  /// - Parameters:
  ///   - place: of the input and the node's class, see `TopologyRules.places`.
  ///   - vector: of the node's level.
  @inline(__always)
  func value(at place: Int32, _ vector: [Int32]) -> Int32 {
    if place >= 0 { return counts[Int(place)] }
    return place == TopologyRules.missing ? -1 : vector[Int(TopologyRules.fine - place)]
  }
}
