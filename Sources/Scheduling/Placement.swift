package import Domain
package import EventCore
package import Randomness

/// Runs the control plane of every cluster of a plan, from bring-up to the horizon.
///
/// Pods that exist from the start are brought up before the run begins and are bound at its start.
/// A preempted pod's controller creates another one, which is appended to the plan. Each cluster
/// draws from a stream of its own, so that what happens in one never depends on another; the same
/// plan and seed give the same deployment.
package func place(
  _ plan: DeploymentPlan,
  until horizon: SimTime,
  seed: UInt64
) -> Deployment {
  let admissions = admit(plan)
  var placements = refusals(admissions)
  for cluster in plan.clusters.indices {
    var ties = placementStream(of: plan.clusters[cluster], seed: seed)
    schedule(cluster, of: plan, admissions, into: &placements, breakingTiesWith: &ties)
  }
  return Deployment(plan: plan, placements: placements)
}

/// The stream from which a cluster's scheduler draws.
package func placementStream(of cluster: PlannedCluster, seed: UInt64) -> RandomStream {
  RandomStream(seed: seed, owner: [cluster.name], purpose: "placement")
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
