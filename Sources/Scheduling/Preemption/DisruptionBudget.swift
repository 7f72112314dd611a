internal import Domain

/// A PodDisruptionBudget as preemption sees it.
struct DisruptionBudget: Sendable {
  var namespace: String
  var selector: LabelSelector
  /// How many of its pods may go now.
  var allowed: Int

  /// One with neither conditions nor expressions protects nobody from preemption.
  func protects(_ kind: PodKind) -> Bool {
    kind.namespace == namespace && !kind.labels.isEmpty && !selector.isEmpty
      && selector.matches(kind.labels)
  }
}

extension ClusterScheduler {
  /// Divides victims, the most important first, into those against a budget and the others.
  ///
  /// Each uses up a place of every budget that protects it; from the one on that finds none left,
  /// they are violations.
  func divided(
    _ victims: [PossibleVictim],
    by budgets: [DisruptionBudget]
  ) -> (violating: [PossibleVictim], others: [PossibleVictim]) {
    var allowed = budgets.map(\.allowed)
    var violating: [PossibleVictim] = []
    var others: [PossibleVictim] = []
    for victim in victims {
      let kind = model.kinds[kind(of: victim.pod)]
      var violates = false
      for (index, budget) in budgets.enumerated() where budget.protects(kind) {
        if allowed[index] <= 0 { violates = true } else { allowed[index] -= 1 }
      }
      if violates { violating.append(victim) } else { others.append(victim) }
    }
    return (violating, others)
  }
}
