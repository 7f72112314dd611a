internal import Domain
internal import EventCore

/// What preemption came to for a pod that fits nowhere.
enum PreemptionOutcome {
  /// Nobody goes; the words are appended to the pod's own reason.
  case helpless(message: String)
  case victims(slot: Int, pods: [Int])
}

/// Making room for a pod by ending less important ones, as upstream's DefaultPreemption does.
extension ClusterScheduler {
  /// Chooses the node whose less important pods are missed least.
  ///
  /// Start times are those of all pods, by number; the generator draws the node with which the
  /// search begins.
  mutating func preempt(
    for pod: Int,
    _ diagnosis: Diagnosis,
    _ budgets: [DisruptionBudget],
    startTimes: [Int64],
    using generator: inout some RandomNumberGenerator
  ) -> PreemptionOutcome {
    if let obstacle = obstacle(to: pod) { return .helpless(message: "preemption: \(obstacle)") }
    let open = diagnosis.candidateCount
    let offset = open > 0 ? Int.random(in: 0..<open, using: &generator) : 0
    guard open > 0, mayFindVictims(for: pod) else {
      clearNomination(of: pod)
      return .helpless(message: helplessMessage(nodes: open))
    }
    let nodes = preemptionNodes(for: pod)
    var counts = helplessCounts(nodes: open, noVictims: 0)
    let order = nodes[offset...] + nodes[..<offset]
    let found = candidates(for: pod, order, budgets, startTimes, &counts)
    if let best = leastMissed(found) {
      return .victims(slot: found[best].slot, pods: found[best].victims.map(\.pod))
    }
    clearNomination(of: pod)
    let text = counts.text(nodes: model.catalog.nodeCount)
    return .helpless(message: "preemption: \(text)")
  }

  /// Whether any pod on any node is less important.
  func mayFindVictims(for pod: Int) -> Bool {
    books.priorities.hasAny(below: model.kinds[kind(of: pod)].priority)
  }

  /// The words where there is nobody less important anywhere; made once for each number of nodes.
  private mutating func helplessMessage(nodes: Int) -> String {
    if let known = helplessMessages[nodes] { return known }
    let counts = helplessCounts(nodes: nodes, noVictims: nodes)
    let text = counts.text(nodes: model.catalog.nodeCount)
    helplessMessages[nodes] = "preemption: \(text)"
    return "preemption: \(text)"
  }

  private func helplessCounts(nodes: Int, noVictims: Int) -> RefusalCounts {
    var counts = RefusalCounts()
    counts.add(
      "Preemption is not helpful for scheduling",
      nodes: model.catalog.nodeCount - nodes
    )
    counts.add(Self.noVictims, nodes: noVictims)
    return counts
  }

  private static let noVictims = "No preemption victims found for incoming pod"

  /// Why the pod may not preempt at all; nil if it may.
  private func obstacle(to pod: Int) -> String? {
    let kind = model.kinds[kind(of: pod)]
    if !kind.mayPreempt { return "not eligible due to preemptionPolicy=Never." }
    guard let promised = nominations.slot(of: pod) else { return nil }
    let isBeingCleared = books.pods(on: promised).contains { other in
      books.pods[other].isTerminating && model.kinds[self.kind(of: other)].priority < kind.priority
    }
    return isBeingCleared
      ? "not eligible due to a terminating pod on the nominated node." : nil
  }

  /// Tries nodes until there are enough on which it would work, one of them without violations.
  private mutating func candidates(
    for pod: Int,
    _ order: some Sequence<Int>,
    _ budgets: [DisruptionBudget],
    _ startTimes: [Int64],
    _ counts: inout RefusalCounts
  ) -> [PreemptionCandidate] {
    let nodes = order.underestimatedCount
    let wanted = min(nodes, max(nodes / 10, 100))
    var peaceful: [PreemptionCandidate] = []
    var violating: [PreemptionCandidate] = []
    for slot in order {
      switch victims(for: pod, onSlot: slot, budgets, startTimes) {
      case .refused(let messages):
        for message in messages { counts.add(message) }
      case .candidate(let candidate):
        if candidate.violations == 0 {
          peaceful.append(candidate)
        } else {
          violating.append(candidate)
        }
      }
      if !peaceful.isEmpty, peaceful.count + violating.count >= wanted { break }
    }
    return peaceful + violating
  }

  /// What preempting a node's pods would come to; nil if it wouldn't help or isn't allowed.
  mutating func candidate(
    for pod: Int,
    onSlot slot: Int,
    _ budgets: [DisruptionBudget],
    startTimes: [Int64]
  ) -> PreemptionCandidate? {
    guard obstacle(to: pod) == nil, let refusal = refusal(ofPod: pod, onSlot: slot),
      !refusal.isUnresolvable,
      case .candidate(let candidate) = victims(for: pod, onSlot: slot, budgets, startTimes)
    else { return nil }
    return candidate
  }

  private enum DryRun {
    case candidate(PreemptionCandidate)
    case refused([String])
  }

  /// Takes all less important pods off a node, then lets back those that can stay.
  private mutating func victims(
    for pod: Int,
    onSlot slot: Int,
    _ budgets: [DisruptionBudget],
    _ startTimes: [Int64]
  ) -> DryRun {
    let priority = model.kinds[kind(of: pod)].priority
    let possible = books.pods(on: slot)
      .map { other in
        PossibleVictim(
          pod: other,
          priority: model.kinds[kind(of: other)].priority,
          startTime: startTimes[other]
        )
      }
      .filter { $0.priority < priority }
      .sorted { $0.isMoreImportant(than: $1) }
    guard !possible.isEmpty else { return .refused([Self.noVictims]) }
    books.beginRehearsal()
    defer { books.endRehearsal() }
    for victim in possible { books.remove(victim.pod) }
    if let refusal = refusal(ofPod: pod, onSlot: slot) {
      for victim in possible { books.putBack(victim.pod, on: slot) }
      return .refused(refusal.messages)
    }
    let (violating, others) = divided(possible, by: budgets)
    let lostViolating = reprieve(violating, beside: pod, onSlot: slot)
    let lostOthers = reprieve(others, beside: pod, onSlot: slot)
    let lost = lostViolating + lostOthers
    for victim in lost { books.putBack(victim.pod, on: slot) }
    guard !lost.isEmpty else { return .refused([Self.noVictims]) }
    return .candidate(
      PreemptionCandidate(
        slot: slot,
        victims: lost.sorted { $0.isMoreImportant(than: $1) },
        violations: lostViolating.count
      )
    )
  }

  /// Lets pods back one by one, as long as the new one still fits; returns those who must go.
  private mutating func reprieve(
    _ victims: [PossibleVictim],
    beside pod: Int,
    onSlot slot: Int
  ) -> [PossibleVictim] {
    var lost: [PossibleVictim] = []
    for victim in victims {
      books.putBack(victim.pod, on: slot)
      if refusal(ofPod: pod, onSlot: slot) == nil { continue }
      books.remove(victim.pod)
      lost.append(victim)
    }
    return lost
  }
}
