internal import Domain

/// A disruption budget of the plan and the namespace it is in.
struct PlannedBudget {
  var namespace: String
  var budget: PodDisruptionBudget
}

extension ControlPlane {
  /// How many pods of each budget may go at this instant, as the disruption controller counts.
  ///
  /// Pods that run and aren't ending are healthy. Those that wait are expected to be, and so are
  /// those that admission refused: it is the controllers' replicas that count.
  func currentBudgets() -> [DisruptionBudget] {
    disruptionBudgets.map { planned in
      var expected = 0
      var healthy = 0
      for record in records {
        let kind = scheduler.model.kinds[record.kind]
        guard kind.namespace == planned.namespace,
          planned.budget.selector.matches(kind.labels)
        else { continue }
        switch record.stage {
        case .bound: (expected, healthy) = (expected + 1, healthy + 1)
        case .active, .backingOff, .unschedulable, .refused: expected += 1
        case .planned, .terminating, .gone: break
        }
      }
      let desired =
        switch planned.budget.bound {
        case .minAvailable(let count): count
        case .maxUnavailable(let count): expected - count
        }
      return DisruptionBudget(
        namespace: planned.namespace,
        selector: planned.budget.selector,
        allowed: max(0, healthy - desired)
      )
    }
  }
}
