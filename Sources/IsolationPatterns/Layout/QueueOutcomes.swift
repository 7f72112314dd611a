internal import Domain
internal import EventCore

extension Blueprint {
  /// Adds what queues did to what the scheduler did: pods that never came to be, and pods that
  /// went because their workload was displaced.
  func withQueueing(_ placed: Deployment) -> Deployment {
    var deployment = placed
    let firstPods = Dictionary(
      deployment.plan.pods.enumerated().map { ($1.workload, PodID($0)) },
      uniquingKeysWith: { first, _ in first }
    )
    for (index, pod) in deployment.plan.pods.enumerated() {
      guard let queueing = pod.queueing, let taker = queueing.displacedBy,
        deployment.placements[index].node != nil
      else { continue }
      deployment.placements[index].outcome = .preempted
      deployment.placements[index].reason = queueing.reason
      deployment.placements[index].preemptedBy = firstPods[.batch(taker)]
      guard let end = pod.deletedAt, deployment.placements[index].terminatingAt == nil else {
        continue
      }
      deployment.placements[index].terminatingAt = end
      deployment.placements[index].goneAt = end + Queueing.evictionTime
    }
    for pod in suspended { deployment.append(suspended: pod, until: scenario.run.duration) }
    return deployment
  }
}

extension Deployment {
  fileprivate mutating func append(suspended pod: PlannedPod, until duration: SimDuration) {
    let end = min(pod.deletedAt ?? .never, .start + duration)
    plan.pods.append(pod)
    placements.append(
      PodPlacement(
        outcome: .suspended,
        requests: pod.requests,
        limits: pod.limits,
        reason: pod.queueing?.reason ?? "",
        waited: end > pod.createdAt ? end - pod.createdAt : .zero
      )
    )
  }
}
