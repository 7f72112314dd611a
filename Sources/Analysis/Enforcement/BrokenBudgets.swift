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
    switch budget.bound {
    case .minAvailable(let count): return left < count
    case .maxUnavailable(let count):
      return left < wantedReplicas(of: plan, among: pods, at: end) - count
    }
  }
}

/// How many pods there were to be at an instant; one and those made in its place are one.
private func wantedReplicas(of plan: DeploymentPlan, among pods: [Int], at time: SimTime) -> Int {
  var lines: Set<Int> = []
  for pod in pods
  where plan.pods[pod].createdAt <= time && time < plan.pods[pod].deletedAt ?? .never {
    var first = pod
    while let replaced = plan.pods[first].replaces { first = replaced.index }
    lines.insert(first)
  }
  return lines.count
}
