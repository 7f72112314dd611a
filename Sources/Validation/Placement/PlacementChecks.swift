internal import Domain
internal import EventCore
internal import Scheduling

/// What a check of a placement found.
struct PlacementCheck {
  var name: String
  var looked = 0
  var problems = 0
  var firstProblem: String?

  mutating func look(_ problem: String?) {
    looked += 1
    guard let problem else { return }
    problems += 1
    if firstProblem == nil { firstProblem = problem }
  }

  /// No node gives more than it has.
  static func nodesHoldWhatTheyCan(_ deployment: Deployment) -> Self {
    var check = Self(name: "no node over its allocatable")
    var used = deployment.plan.nodes.map { _ in ResourceList() }
    for placement in deployment.placements where placement.outcome == .running {
      guard let node = placement.node?.index else { continue }
      used[node] = used[node] + placement.requests + ResourceList([.pods: 1])
    }
    for (node, used) in zip(deployment.plan.nodes, used) {
      let excess = used.names.first { used.amount($0) > node.allocatable.amount($0) }
      check.look(excess.map { "\(node.name) gives too much \($0.rawValue)" })
    }
    return check
  }

  /// No pod is on a node that would refuse it even if it were empty.
  static func bindingsAreAllowed(_ deployment: Deployment) -> Self {
    var check = Self(name: "no binding against taints, selectors or affinity")
    for (pod, placement) in zip(deployment.plan.pods, deployment.placements) {
      guard let node = placement.node else { continue }
      let misfits = misfits(
        of: pod,
        requesting: placement.requests,
        on: deployment.plan.nodes[node.index]
      )
      check.look(misfits.first.map { "\(pod.name): \($0)" })
    }
    return check
  }

  /// Decisions worked out again, node by node, in the state they were made in.
  ///
  /// Only for deployments whose pods all exist from the start, and in which nobody was preempted.
  static func decisionsAreTheBest(_ deployment: Deployment, samples: Int) -> Self {
    var check = Self(name: "sampled decisions are the best there were")
    let order = deployment.plan.pods.indices
      .filter { deployment.placements[$0].boundAt != nil }
      .sorted { deployment.placements[$0].waited < deployment.placements[$1].waited }
    guard deployment.plan.clusters.count == 1, !order.isEmpty,
      !deployment.placements.contains(where: { $0.terminatingAt != nil })
    else { return check }
    var session = SchedulerSession(
      nodes: deployment.plan.nodes,
      pods: zip(deployment.plan.pods, deployment.placements).map { pod, placement in
        var pod = pod
        pod.requests = placement.requests
        return pod
      },
      namespaces: deployment.plan.namespaces.map(\.name),
      cluster: deployment.plan.clusters[0]
    )
    let step = max(1, order.count / samples)
    for (index, pod) in order.enumerated() {
      guard let node = deployment.placements[pod].node?.index else { continue }
      if index % step == step - 1 { check.look(problem(pod, node, session)) }
      session.bind(pod, to: node)
    }
    return check
  }

  private static func problem(
    _ pod: Int,
    _ node: Int,
    _ session: borrowing SchedulerSession
  ) -> String? {
    let refusals = session.refusals(of: pod)
    let feasible = refusals.indices.filter { refusals[$0] == nil }
    guard let place = feasible.firstIndex(of: node) else {
      return "pod \(pod) is on node \(node), which refuses it"
    }
    let totals = session.scores(of: pod, on: feasible).map(\.total)
    guard let best = totals.max(), totals[place] < best else { return nil }
    return "pod \(pod) is on node \(node) of \(totals[place]) points; \(best) were to be had"
  }
}
