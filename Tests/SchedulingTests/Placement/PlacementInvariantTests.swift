import Domain
import EventCore
import Randomness
import Scheduling
import Testing

/// Whatever happens in a cluster, some things hold at every instant.
@Suite struct PlacementInvariantTests {
  @Test func nodesAndQuotasHold() {
    for seed in UInt64(1)...150 {
      var clusters = RandomClusters(seed: seed)
      let plan = clusters.livelyPlan()
      let end = SimTime.start + .seconds(1200)
      let deployment = place(plan, until: end, seed: seed)
      let again = place(plan, until: end, seed: seed)
      #expect(deployment.placements == again.placements, "seed \(seed): two runs differ")
      for problem in problems(in: deployment) { Issue.record("seed \(seed): \(problem)") }
    }
  }

  private func problems(in deployment: Deployment) -> [String] {
    var problems: [String] = []
    if deployment.plan.pods.count != deployment.placements.count { problems.append("counts") }
    let instants = Set(deployment.placements.compactMap(\.boundAt))
    for instant in instants {
      let present = deployment.placements.indices.filter { index in
        let placement = deployment.placements[index]
        guard let bound = placement.boundAt, bound <= instant else { return false }
        return placement.goneAt.map { $0 > instant } ?? true
      }
      for (number, node) in deployment.plan.nodes.enumerated() {
        let here = present.filter { deployment.placements[$0].node == NodeID(number) }
        let used = here.reduce(ResourceList()) { $0 + deployment.placements[$1].requests }
        let excess = used.names.first { used.amount($0) > node.allocatable.amount($0) }
        if let excess { problems.append("node \(number) gives too much \(excess.rawValue)") }
        if Int64(here.count) > node.allocatable.amount(.pods) { problems.append("too many pods") }
      }
    }
    for (index, placement) in deployment.placements.enumerated() {
      if let problem = problem(index, placement, deployment) { problems.append(problem) }
    }
    return problems
  }

  private func problem(
    _ index: Int,
    _ placement: PodPlacement,
    _ deployment: Deployment
  ) -> String? {
    if placement.outcome == .preempted {
      let replacements = deployment.plan.pods.count { $0.replaces == PodID(index) }
      if replacements != 1 { return "pod \(index) has \(replacements) replacements" }
      guard let other = placement.preemptedBy?.index else { return "pod \(index): by whom?" }
      if deployment.plan.pods[other].priority <= deployment.plan.pods[index].priority {
        return "pod \(index) was preempted by one no more important"
      }
    }
    if (placement.node != nil) != (placement.boundAt != nil) { return "pod \(index): no node" }
    if placement.outcome == .unschedulable && placement.attempts > 0 && placement.reason.isEmpty {
      return "pod \(index) doesn't say why it waits"
    }
    if let bound = placement.boundAt, let gone = placement.goneAt, gone < bound {
      return "pod \(index) was gone before it came"
    }
    return nil
  }
}

extension RandomClusters {
  /// A cluster whose pods come and go.
  mutating func livelyPlan() -> DeploymentPlan {
    let cluster = cluster()
    let nodes = nodes()
    var pods = pods()
    for index in pods.indices {
      if pick(0...1) == 0 { pods[index].createdAt = .start + .seconds(Int64(pick(1...900))) }
      if pick(0...2) == 0 {
        let length = SimDuration.seconds(Int64(pick(1...600)))
        pods[index].deletedAt = pods[index].createdAt + length
      }
    }
    return DeploymentPlan(
      pattern: .namespaces,
      clusters: [cluster],
      nodes: nodes,
      namespaces: namespaces.map { name in
        PlannedNamespace(
          name: name,
          cluster: 0,
          quota: pick(0...2) == 0 ? [.pods: Int64(pick(3...15))] : [:],
          limitRange: nil,
          disruptionBudgets: [
            PodDisruptionBudget(
              name: "p",
              selector: LabelSelector(matchLabels: ["app": "p"]),
              bound: .minAvailable(pick(0...4))
            )
          ]
        )
      },
      pods: pods,
      enforcesRateLimits: false
    )
  }
}
