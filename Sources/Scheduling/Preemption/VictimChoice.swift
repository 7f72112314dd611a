/// A pod that might have to go.
package struct PossibleVictim: Sendable, Hashable {
  package var pod: Int
  package var priority: Int
  /// When it started; any unit.
  package var startTime: Int64

  package init(pod: Int, priority: Int, startTime: Int64) {
    self.pod = pod
    self.priority = priority
    self.startTime = startTime
  }

  /// Whether it is kept rather than the other: by priority, then the one that has run longer.
  package func isMoreImportant(than other: Self) -> Bool {
    if priority != other.priority { return priority > other.priority }
    return startTime == other.startTime ? pod < other.pod : startTime < other.startTime
  }
}

/// A node on which a pod would have room if some others went.
package struct PreemptionCandidate: Sendable {
  package var slot: Int
  /// Most important first; never empty.
  package var victims: [PossibleVictim]
  /// How many of them go against a disruption budget.
  package var violations: Int

  package init(slot: Int, victims: [PossibleVictim], violations: Int) {
    self.slot = slot
    self.victims = victims
    self.violations = violations
  }

  fileprivate var highestPriority: Int { victims[0].priority }

  /// Priorities are shifted to be positive, so that fewer victims nearly always win.
  fileprivate var shiftedSum: Int { victims.reduce(0) { $0 &+ $1.priority &+ 1 << 31 } }

  /// The earliest start among the victims of the highest priority.
  fileprivate var earliestStart: Int64 {
    victims.prefix { $0.priority == highestPriority }.map(\.startTime).min() ?? 0
  }
}

/// The index of the node whose victims are missed least; nil if there is none.
///
/// Fewest violated budgets, lowest highest priority, lowest sum of priorities, fewest victims,
/// latest start of the longest-running victim; then the first. Source: upstream's
/// `pickOneNodeForPreemption`.
package func leastMissed(_ candidates: [PreemptionCandidate]) -> Int? {
  candidates.indices.min { left, right in
    let (first, second) = (candidates[left], candidates[right])
    let keys = [
      (first.violations, second.violations), (first.highestPriority, second.highestPriority),
      (first.shiftedSum, second.shiftedSum), (first.victims.count, second.victims.count),
    ]
    for (one, other) in keys where one != other { return one < other }
    if first.earliestStart != second.earliestStart {
      return first.earliestStart > second.earliestStart
    }
    return left < right
  }
}
