internal import Domain
internal import EventCore

/// The pods that were preempted although a disruption budget had nothing left: the scheduler spares
/// such pods where it can, and takes them where it can't.
func brokenBudgets(of plan: DeploymentPlan, _ placements: [PodPlacement]) -> Set<Int> {
  let guarded = plan.namespaces.indices.filter { !plan.namespaces[$0].disruptionBudgets.isEmpty }
  guard !guarded.isEmpty else { return [] }
  let members = Dictionary(grouping: plan.pods.indices) { plan.pods[$0].namespace ?? -1 }
  var broken: Set<Int> = []
  for namespace in guarded {
    let pods = members[namespace, default: []]
    for budget in plan.namespaces[namespace].disruptionBudgets {
      let matching = pods.filter { budget.selector.matches(plan.pods[$0].rules.labels) }
      broken.formUnion(victims(of: budget, among: matching, plan, placements))
    }
  }
  return broken
}

/// The preempted pods that left a budget with fewer pods than it demands.
private func victims(
  of budget: PodDisruptionBudget,
  among pods: [Int],
  _ plan: DeploymentPlan,
  _ placements: [PodPlacement]
) -> [Int] {
  let wanted = pods.count { plan.pods[$0].replaces == nil }
  let demanded =
    switch budget.bound {
    case .minAvailable(let count): count
    case .maxUnavailable(let count): wanted - count
    }
  return pods.filter { victim in
    guard placements[victim].outcome == .preempted, let end = placements[victim].terminatingAt
    else { return false }
    let left = pods.count { pod in
      guard pod != victim, placements[pod].node != nil else { return false }
      guard (placements[pod].boundAt ?? .start) <= end else { return false }
      guard let other = placements[pod].terminatingAt else { return true }
      // Of those that go at one instant the first in the plan goes first.
      return other > end || (other == end && pod > victim)
    }
    return left < demanded
  }
}
