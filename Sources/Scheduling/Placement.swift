package import Domain
package import EventCore
package import Randomness

/// Runs the control plane of every cluster of a plan, from bring-up to the horizon.
///
/// Pods that exist from the start are brought up before the run begins and are bound at its start.
/// A preempted pod's controller creates another one, which is appended to the plan. Each cluster
/// draws from streams of its own, so that what happens in one never depends on another; the same
/// plan and seed give the same deployment.
package func place(
  _ plan: DeploymentPlan,
  until horizon: SimTime,
  seed: UInt64
) -> Deployment {
  let members = ClusterMembers(plan)
  var making = DeploymentInTheMaking(plan)
  for cluster in plan.clusters.indices {
    var controlPlane = ControlPlane(
      consume making,
      cluster,
      nodes: members.nodes[cluster],
      pods: members.pods[cluster],
      seed: seed
    )
    controlPlane.run(until: horizon)
    making = controlPlane.finished()
  }
  var deployment = Deployment(plan: making.plan, placements: making.placements)
  failWhatCannotStart(in: &deployment)
  return deployment
}

/// The stream from which a cluster's scheduler draws.
package func placementStream(of cluster: PlannedCluster, seed: UInt64) -> RandomStream {
  RandomStream(seed: seed, owner: [cluster.name], purpose: "placement")
}

/// The nodes and pods of each cluster of a plan, in the plan's order.
private struct ClusterMembers {
  var nodes: [[Int]]
  var pods: [[Int]]

  init(_ plan: DeploymentPlan) {
    nodes = plan.clusters.map { _ in [] }
    pods = nodes
    for index in plan.nodes.indices { nodes[plan.nodes[index].cluster].append(index) }
    for index in plan.pods.indices { pods[plan.pods[index].cluster].append(index) }
  }
}

extension ControlPlane {
  fileprivate init(
    _ making: consuming DeploymentInTheMaking,
    _ number: Int,
    nodes: [Int],
    pods: [Int],
    seed: UInt64
  ) {
    let cluster = making.plan.clusters[number]
    let plannedNodes = nodes.map { making.plan.nodes[$0] }
    var shapes = PodShapes()
    records = pods.map { pod in
      PodRecord(
        pod: PodID(pod),
        kind: shapes.number(of: pod, in: making.plan.pods),
        plannedAt: making.plan.pods[pod].createdAt,
        plannedEnd: making.plan.pods[pod].deletedAt
      )
    }
    var examples = Array(repeating: -1, count: shapes.all.count)
    for index in records.indices where examples[records[index].kind] < 0 {
      examples[records[index].kind] = records[index].pod.index
    }
    creations = zip(shapes.all, examples).map { shape, example in
      let gate = shape.namespace.map { making.gates[$0] } ?? .open
      return gate.creation(of: making.plan.pods[example])
    }
    isRefused = creations.map { $0.admission.refusal != nil }
    let requests = creations.map(\.admission.requests)
    scheduler = ClusterScheduler(
      nodes: plannedNodes,
      shapes: zip(shapes.all, requests).map { (shape: $0, requests: $1) },
      namespaces: making.plan.namespaces.map(\.name),
      cluster: cluster
    )
    var counts = Array(repeating: 0, count: shapes.all.count)
    for index in records.indices {
      counts[records[index].kind] += 1
      _ = scheduler.register(kind: records[index].kind)
    }
    scheduler.adoptPolicy(nodes: plannedNodes, counts: counts)
    cycleTimes = shapes.all.map {
      schedulingTime(of: $0, podsPerSecond: cluster.scheduler.podsPerSecond)
    }
    startTimes = Array(repeating: 0, count: records.count)
    devices = DeviceBooks(plannedNodes, requests: requests)
    disruptionBudgets = making.plan.namespaces.filter { $0.cluster == number }.flatMap { space in
      space.disruptionBudgets.map { PlannedBudget(namespace: space.name, budget: $0) }
    }
    ties = placementStream(of: cluster, seed: seed)
    names = RandomStream(seed: seed, owner: [cluster.name], purpose: "replacement names")
    self.cluster = cluster
    self.nodes = nodes
    self.making = making
  }

  fileprivate consuming func finished() -> DeploymentInTheMaking { making }
}
