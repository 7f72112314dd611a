internal import Domain
internal import EventCore

/// Why no node is feasible for a kind of pod.
struct Diagnosis: Sendable {
  /// The scheduler's words, without what preemption adds.
  var message: String
  /// Filters that may change their mind.
  var causes: RefusalCauses
  /// Nodes on which preemption might help, in the order in which nodes are visited.
  var candidates: [Int]
  /// How far the log of changes was when this was found.
  fileprivate var logEnd: Int
}

extension ClusterScheduler {
  /// Explains a search that found nothing, right after it.
  ///
  /// - Complexity: O(nodes), once for each kind and change of the cluster.
  mutating func diagnose(_ pod: Int) -> Diagnosis {
    let kind = kind(of: pod)
    if let known = diagnoses[kind], known.logEnd == books.log.end, nominations.isEmpty {
      return known
    }
    var counts = RefusalCounts()
    var diagnosis = Diagnosis(message: "", causes: [], candidates: [], logEnd: books.log.end)
    addStaticRefusals(of: kind, to: &counts)
    let promised = Set(nominations.slots)
    for slot in model.catalog.visitOrder {
      let members = model.catalog.classOf(slot)
      guard model.kinds[kind].verdicts[members].refusal == nil else { continue }
      let refusal =
        promised.contains(slot)
        ? refusal(ofPod: pod, onSlot: slot) : keptRefusal(of: kind, onSlot: slot, members)
      guard let refusal else { continue }
      diagnosis.causes.formUnion(refusal.cause)
      if !refusal.isUnresolvable { diagnosis.candidates.append(slot) }
      for message in refusal.messages { counts.add(message) }
    }
    diagnosis.message = counts.text(nodes: model.catalog.nodeCount)
    diagnoses[kind] = diagnosis
    return diagnosis
  }

  private func addStaticRefusals(of kind: Int, to counts: inout RefusalCounts) {
    for (members, verdict) in model.kinds[kind].verdicts.enumerated() {
      guard let refusal = verdict.refusal else { continue }
      for message in refusal.messages {
        counts.add(message, nodes: model.catalog.classes[members].nodeCount)
      }
    }
  }

  /// As `freshRefusal`, from what the search that has just failed left.
  private func keptRefusal(of kind: Int, onSlot slot: Int, _ members: Int) -> Refusal? {
    if let shortages = shortages(of: kind, onSlot: slot) { return shortages }
    guard let levels = cache.states[kind].levels else { return nil }
    let vector = levels.levels[levels.level(of: slot)].vector
    return scoring.refusal(model.kinds[kind].topology, members, vector, books)
  }
}
