/// A tenant's PodDisruptionBudget as written; a plan has it in whole pods.
package struct DisruptionBudgetRule: Hashable, Sendable {
  /// A number of pods, or a share of those that match.
  package enum Amount: Hashable, Sendable {
    case pods(Int)
    case percent(Int)
  }

  package enum Bound: Hashable, Sendable {
    case minAvailable(Amount)
    case maxUnavailable(Amount)
  }

  package var name: String
  package var selector: LabelSelector
  package var bound: Bound

  package init(name: String, selector: LabelSelector, bound: Bound) {
    self.name = name
    self.selector = selector
    self.bound = bound
  }

  /// The budget in whole pods, if so many are wanted that match.
  ///
  /// Kubernetes rounds percentages up, for either bound (`GetScaledValueFromIntOrPercent`).
  package func budget(forMatching pods: Int) -> PodDisruptionBudget {
    let resolved: PodDisruptionBudget.Bound =
      switch bound {
      case .minAvailable(let amount): .minAvailable(amount.pods(of: pods))
      case .maxUnavailable(let amount): .maxUnavailable(amount.pods(of: pods))
      }
    return PodDisruptionBudget(name: name, selector: selector, bound: resolved)
  }
}

extension DisruptionBudgetRule.Amount {
  fileprivate func pods(of count: Int) -> Int {
    switch self {
    case .pods(let number): number
    case .percent(let percent): (count * percent + 99) / 100
    }
  }
}
