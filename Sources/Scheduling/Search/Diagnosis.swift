internal import Domain
internal import EventCore

/// Why no node is feasible for a pod.
struct Diagnosis: Sendable {
  /// The scheduler's words, without what preemption adds.
  var message: String
  /// Filters that may change their mind.
  var causes: RefusalCauses
  /// How many nodes there are on which preemption might help.
  var candidateCount: Int
}

extension ClusterScheduler {
  /// Explains a search that found nothing, right after it.
  ///
  /// - Complexity: O(changes since the last one of the kind + classes × levels); O(nodes) for the
  ///   first, as long as nodes are promised to preempting pods, and for pods that ask for more
  ///   resources than a mask holds.
  mutating func diagnose(_ pod: Int) -> Diagnosis {
    let kind = kind(of: pod)
    guard nominations.isEmpty, KindShortages.canHold(model.kinds[kind]) else {
      return diagnoseNodeByNode(pod)
    }
    var shortages = shortagesOfKind.removeValue(forKey: kind) ?? KindShortages(model.kinds[kind])
    shortages.catchUp(model.kinds[kind], books, features)
    let refused = refusedGroups(of: kind)
    let message = shortages.message(model, model.kinds[kind], refused)
    var diagnosis = Diagnosis(
      message: message,
      causes: shortages.isAny ? .resources : [],
      candidateCount: shortages.resolvable
    )
    for (refusal, nodes) in refused {
      diagnosis.causes.formUnion(refusal.cause)
      if !refusal.isUnresolvable { diagnosis.candidateCount += nodes }
    }
    shortagesOfKind[kind] = shortages
    return diagnosis
  }

  /// The nodes on which preemption might help, in the order in which nodes are visited.
  mutating func preemptionNodes(for pod: Int) -> [Int] {
    let kind = kind(of: pod)
    return model.catalog.visitOrder.filter { slot in
      refusalJustNow(of: pod, kind, onSlot: slot).map { !$0.isUnresolvable } ?? false
    }
  }

  /// Why groups of nodes with room were refused for other pods' sake, and how many nodes they are.
  private func refusedGroups(of kind: Int) -> [(refusal: Refusal, nodes: Int)] {
    let pod = model.kinds[kind]
    guard pod.topology.rules.hasFilters else { return [] }
    let levels = cache.states[kind].levels
    let strata = pod.strata.examples.count
    var found: [(refusal: Refusal, nodes: Int)] = []
    for (number, level) in levels.levels.enumerated() {
      for (stratum, members) in pod.strata.examples.enumerated() {
        let nodes = Int(levels.fitting[number * strata + stratum])
        guard nodes > 0,
          let refusal = scoring.refusal(pod.topology, members, level.vector, books)
        else { continue }
        found.append((refusal, nodes))
      }
    }
    return found
  }

  private mutating func diagnoseNodeByNode(_ pod: Int) -> Diagnosis {
    let kind = kind(of: pod)
    var counts = RefusalCounts()
    var diagnosis = Diagnosis(message: "", causes: [], candidateCount: 0)
    for slot in model.catalog.visitOrder {
      guard let refusal = refusalJustNow(of: pod, kind, onSlot: slot) else { continue }
      diagnosis.causes.formUnion(refusal.cause)
      if !refusal.isUnresolvable { diagnosis.candidateCount += 1 }
      for message in refusal.messages { counts.add(message) }
    }
    diagnosis.message = counts.text(nodes: model.catalog.nodeCount)
    return diagnosis
  }

  /// As `refusal(ofPod:onSlot:)`, with the help of what a search that has just failed left.
  private mutating func refusalJustNow(of pod: Int, _ kind: Int, onSlot slot: Int) -> Refusal? {
    let members = model.catalog.classOf(slot)
    if let refusal = model.kinds[kind].verdicts[members].refusal { return refusal }
    if !nominations.pods(on: slot).isEmpty { return refusal(ofPod: pod, onSlot: slot) }
    if let shortages = shortages(of: kind, onSlot: slot) { return shortages }
    let level = cache.states[kind].levels.level(of: slot)
    let vector = cache.states[kind].levels.levels[level].vector
    return scoring.refusal(model.kinds[kind].topology, members, vector, books)
  }
}

/// Which resources each node lacks for one kind of pod, kept while nodes change.
struct KindShortages {
  /// By slot: a bit for each resource asked for, in order; the highest if no preemption could help.
  private var masks: [UInt64]
  /// How many nodes lack each resource asked for.
  private var counts: [Int]
  /// Nodes that lack something that preemption could free.
  private(set) var resolvable = 0
  /// How far these know the log of changes; nil before the first look.
  private var seen: Int?
  /// What was said last, and of which counts.
  private var message = ""
  private var messageCounts: [Int]?

  private static let unresolvable: UInt64 = 1 << 63

  /// Whether each resource that the pod asks for has a bit of its own.
  static func canHold(_ pod: PodKind) -> Bool { pod.demand.asked.count < 63 }

  /// - Precondition: there is a bit for each resource.
  init(_ pod: PodKind) {
    precondition(Self.canHold(pod), "a pod asks for no more than 62 resources")
    masks = []
    counts = Array(repeating: 0, count: pod.demand.asked.count)
  }

  /// Whether any node lacks anything.
  var isAny: Bool { counts.contains { $0 > 0 } }

  mutating func catchUp(
    _ pod: PodKind,
    _ books: borrowing ClusterBooks,
    _ features: SchedulerFeatures.Effective
  ) {
    let end = books.log.end
    if let seen, seen >= books.log.start, end - seen < books.model.catalog.slotCount {
      for number in seen..<end {
        let slot = Int(books.log[number].slot)
        if books.lastChange(of: slot) == number { renew(slot, pod, books, features) }
      }
    } else {
      masks = Array(repeating: 0, count: books.model.catalog.slotCount)
      for index in counts.indices { counts[index] = 0 }
      resolvable = 0
      for slot in books.model.catalog.slotOfNode { renew(slot, pod, books, features) }
    }
    seen = end
  }

  private mutating func renew(
    _ slot: Int,
    _ pod: PodKind,
    _ books: borrowing ClusterBooks,
    _ features: SchedulerFeatures.Effective
  ) {
    guard pod.verdicts[books.model.catalog.classOf(slot)].refusal == nil else { return }
    let mask = books.shortageMask(pod, slot, features.fitTellsUnresolvable)
    guard mask != masks[slot] else { return }
    count(masks[slot], -1)
    count(mask, 1)
    masks[slot] = mask
  }

  private mutating func count(_ mask: UInt64, _ sign: Int) {
    if mask == 0 { return }
    if mask & Self.unresolvable == 0 { resolvable += sign }
    for index in counts.indices where mask >> index & 1 == 1 { counts[index] += sign }
  }

  /// The scheduler's words, made anew only when a number in them changes.
  mutating func message(
    _ model: ClusterModel,
    _ pod: PodKind,
    _ refused: [(refusal: Refusal, nodes: Int)]
  ) -> String {
    if refused.isEmpty, messageCounts == counts { return message }
    var text = RefusalCounts()
    for (members, verdict) in zip(model.catalog.classes, pod.verdicts) {
      for words in verdict.refusal?.messages ?? [] { text.add(words, nodes: members.nodeCount) }
    }
    for (resource, nodes) in zip(pod.demand.asked, counts) {
      text.add(insufficientReason(model.resources.names[resource]), nodes: nodes)
    }
    for (refusal, nodes) in refused {
      for words in refusal.messages { text.add(words, nodes: nodes) }
    }
    message = text.text(nodes: model.catalog.nodeCount)
    messageCounts = refused.isEmpty ? counts : nil
    return message
  }
}

extension ClusterBooks {
  /// A bit for each resource that a node lacks, see `KindShortages`.
  fileprivate func shortageMask(_ pod: PodKind, _ slot: Int, _ tellsUnresolvable: Bool) -> UInt64 {
    var mask: UInt64 = 0
    for (index, resource) in pod.demand.asked.enumerated() {
      let request = pod.demand.requested[resource]
      guard free(resource, of: slot) < request else { continue }
      mask |= 1 << index
      if tellsUnresolvable, request > table.allocatable(resource, of: slot) { mask |= 1 << 63 }
    }
    return mask
  }
}
