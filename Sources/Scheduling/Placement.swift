package import Domain

/// Admits every pod of a plan and finds nodes for those admitted: one placement per pod, in order.
///
/// Nothing moves once placed and nobody is preempted. Ties between nodes are broken by the
/// generator, so the same plan and the same generator give the same placements.
package func place(
  _ plan: DeploymentPlan,
  breakingTiesWith generator: inout some RandomNumberGenerator
) -> [PodPlacement] {
  let admissions = admit(plan)
  var placements = refusals(admissions)
  for cluster in plan.clusters.indices {
    schedule(cluster, of: plan, admissions, into: &placements, breakingTiesWith: &generator)
  }
  return placements
}

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

/// Schedules the admitted pods of one cluster onto its nodes: by priority, then in creation order.
///
/// Only the placements of these pods are written.
package func schedule(
  _ cluster: Int,
  of plan: DeploymentPlan,
  _ admissions: [Admission],
  into placements: inout [PodPlacement],
  breakingTiesWith generator: inout some RandomNumberGenerator
) {
  let nodes = plan.nodes.indices.filter { plan.nodes[$0].cluster == cluster }
  let queue = schedulingQueue(of: cluster, plan, admissions)
  var scheduler = ClusterScheduler(
    nodes: nodes.map { plan.nodes[$0] },
    requests: queue.map { admissions[$0].requests },
    version: plan.clusters[cluster].version
  )
  for pod in queue {
    let decision = scheduler.schedule(
      plan.pods[pod],
      requesting: admissions[pod].requests,
      breakingTiesWith: &generator
    )
    placements[pod].record(decision, nodes)
  }
}

extension PodPlacement {
  /// Writes down what the scheduler decided, whatever an earlier attempt may have left.
  fileprivate mutating func record(_ decision: ClusterScheduler.Decision, _ nodes: [Int]) {
    switch decision {
    case .bound(let index, let device):
      outcome = .running
      node = NodeID(nodes[index])
      gpu = device?.gpu
      migInstance = device?.migInstance
      reason = ""
    case .unschedulable(let message):
      outcome = .unschedulable
      node = nil
      gpu = nil
      migInstance = nil
      reason = message
    }
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
