internal import Domain

/// Judgements made from the books alone, without what is kept for the search.
extension ClusterScheduler {
  /// The first filter that refuses a node, in the order of the scheduler; nil if none does.
  func freshRefusal(of kind: Int, onSlot slot: Int) -> Refusal? {
    let members = model.catalog.classOf(slot)
    let pod = model.kinds[kind]
    if let refusal = pod.verdicts[members].refusal { return refusal }
    if let shortages = shortages(of: kind, onSlot: slot) { return shortages }
    guard pod.topology.rules.hasFilters else { return nil }
    return topologyRefusal(of: kind, onSlot: slot)
  }

  /// The resources of which a node has too little left.
  func shortages(of kind: Int, onSlot slot: Int) -> Refusal? {
    let found = resourceShortages(model.kinds[kind].demand, slot, books.table)
    guard !found.isEmpty else { return nil }
    return .shortages(
      found.map { model.resources.names[$0.resource] },
      isUnresolvable: features.fitTellsUnresolvable && found.contains(where: \.isUnresolvable)
    )
  }

  /// The first filter that refuses a node for other pods' sake.
  func topologyRefusal(of kind: Int, onSlot slot: Int) -> Refusal? {
    let topology = model.kinds[kind].topology
    var sums = TopologySums()
    sums.fill(topology, books)
    let classes = model.catalog.classes.count
    let members = model.catalog.classOf(slot)
    let vector = fineCounts(of: topology, around: slot)
    func value(_ input: Int) -> Int32 {
      sums.value(at: topology.rules.places[input * classes + members], vector)
    }
    return topology.rules.spreadRefusal(freshMinima(topology, sums), value)
      ?? topology.rules.affinityRefusal(hasMatches: books.hasMatches(of: topology.rules), value)
  }

  /// What fine keys say about a node.
  func fineCounts(of topology: KindTopology, around slot: Int) -> [Int32] {
    topology.rules.fineInputs.map {
      max(0, books.count(of: topology.rules.inputs[$0], around: slot))
    }
  }

  private func freshMinima(_ topology: KindTopology, _ sums: borrowing TopologySums) -> [Int32] {
    let classes = model.catalog.classes.count
    var minima: [Int32] = []
    for constraint in topology.rules.hardSpread {
      var least = Int32.max
      if model.keys[topology.rules.inputs[constraint.input].key].isFine {
        for slot in model.catalog.slotOfNode
        where constraint.isEligible[model.catalog.classOf(slot)] {
          least = min(least, books.count(of: topology.rules.inputs[constraint.input], around: slot))
        }
      } else {
        for members in 0..<classes where constraint.isEligible[members] {
          let place = topology.rules.places[constraint.input * classes + members]
          least = min(least, sums.value(at: place, []))
        }
      }
      minima.append(least == .max ? 0 : least)
    }
    return minima
  }
}
