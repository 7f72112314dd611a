package import Domain

/// The placements as admission leaves them: refused pods say why, the others wait for a node.
package func refusals(_ admissions: [Admission]) -> [PodPlacement] {
  admissions.map { admission in
    PodPlacement(
      outcome: admission.refusal?.outcome ?? .unschedulable,
      requests: admission.requests,
      limits: admission.limits,
      reason: admission.refusal?.reason ?? ""
    )
  }
}

/// Tries whether the admitted pods of one cluster find nodes if all of them exist at once.
///
/// By priority, then in creation order, again as long as pods that fitted nowhere may follow others
/// to which they are drawn. Nobody is preempted. Under the default profile, if every pod finds a
/// node at the first attempt, these are the nodes that `place` binds them to at bring-up. Only the
/// placements of these pods are written, and only outcome, node and reason.
package func schedule(
  _ cluster: Int,
  of plan: DeploymentPlan,
  _ admissions: [Admission],
  into placements: inout [PodPlacement],
  breakingTiesWith generator: inout some RandomNumberGenerator
) {
  let nodes = plan.nodes.indices.filter { plan.nodes[$0].cluster == cluster }
  var waiting = schedulingQueue(of: cluster, plan, admissions)
  var shapes = PodShapes()
  var requests: [ResourceList] = []
  let kinds = waiting.map { pod in
    let kind = shapes.number(of: pod, in: plan.pods)
    if kind == requests.count { requests.append(admissions[pod].requests) }
    return kind
  }
  var scheduler = ClusterScheduler(
    nodes: nodes.map { plan.nodes[$0] },
    shapes: zip(shapes.all, requests).map { (shape: $0, requests: $1) },
    namespaces: plan.namespaces.map(\.name),
    cluster: plan.clusters[cluster]
  )
  let counts = kinds.reduce(into: Array(repeating: 0, count: requests.count)) { $0[$1] += 1 }
  scheduler.adoptPolicy(nodes: nodes.map { plan.nodes[$0] }, counts: counts)
  let numbers = Dictionary(
    uniqueKeysWithValues: zip(waiting, kinds).map { ($0, scheduler.register(kind: $1)) }
  )
  var found = -1
  while !waiting.isEmpty, found != 0 {
    found = waiting.count
    waiting.removeAll { pod in
      guard let number = numbers[pod] else { return true }
      let node = scheduler.bindAnywhere(number, breakingTiesWith: &generator)
      placements[pod].outcome = node == nil ? .unschedulable : .running
      placements[pod].node = node.map { NodeID(nodes[$0]) }
      placements[pod].reason = node == nil ? scheduler.diagnose(number).message : ""
      return node != nil
    }
    found -= waiting.count
  }
}

extension ClusterScheduler {
  /// Binds a pod to the best node and returns that; nil if none is feasible.
  mutating func bindAnywhere(
    _ pod: Int,
    breakingTiesWith generator: inout some RandomNumberGenerator
  ) -> Int? {
    guard let slot = findSlot(for: pod, breakingTiesWith: &generator) else { return nil }
    bind(pod, toSlot: slot)
    _ = choosePolicyGPUs(for: pod, among: .max, using: &generator)
    return model.catalog.nodeOfSlot[slot]
  }
}

/// The admitted pods of a cluster, highest priority first and oldest first within a priority.
private func schedulingQueue(
  of cluster: Int,
  _ plan: DeploymentPlan,
  _ admissions: [Admission]
) -> [Int] {
  let waiting = plan.pods.indices.filter { pod in
    plan.pods[pod].cluster == cluster && admissions[pod].refusal == nil
  }
  return waiting.sorted { left, right in
    let (first, second) = (plan.pods[left].priority, plan.pods[right].priority)
    return first == second ? left < right : first > second
  }
}
