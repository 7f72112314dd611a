internal import Domain
internal import EventCore

/// What befell the tenants' pods: refused at admission, kept waiting for a node, or taken away for
/// others.
func podBindings(
  of deployment: Deployment,
  in scenario: Scenario,
  _ roster: Roster
) -> [EnforcementRecord] {
  let horizon = SimTime.start + scenario.run.duration
  let fates = PodFates(deployment, in: scenario, roster, until: horizon)
  let broken = brokenBudgets(of: deployment.plan, deployment.placements)
  return deployment.plan.pods.indices.flatMap { pod -> [EnforcementRecord] in
    let planned = deployment.plan.pods[pod]
    // Those of add-ons are no tenant's business.
    guard planned.tenant != nil || planned.sharedGroup != nil else { return [] }
    let tenant = planned.tenant
    var records = fates.bindings(of: pod).map { rule, takenBy, seconds in
      EnforcementRecord(
        rule: rule,
        tenant: tenant,
        subject: fates.workload(of: pod),
        takenBy: takenBy,
        count: 1,
        boundSeconds: seconds
      )
    }
    if broken.contains(pod) {
      records.append(
        EnforcementRecord(
          rule: .disruptionBudget,
          tenant: tenant,
          subject: fates.workload(of: pod),
          count: 1,
          boundSeconds: 0
        )
      )
    }
    return records
  }
}

/// Pods of one deployment by what happened to them.
private struct PodFates {
  let deployment: Deployment
  let scenario: Scenario
  let roster: Roster
  let horizon: SimTime
  /// By pod, the one that was made in its place.
  private var replacements: [Int: Int] = [:]

  init(_ deployment: Deployment, in scenario: Scenario, _ roster: Roster, until horizon: SimTime) {
    self.deployment = deployment
    self.scenario = scenario
    self.roster = roster
    self.horizon = horizon
    for (index, pod) in deployment.plan.pods.enumerated() {
      if let replaced = pod.replaces { replacements[replaced.index] = index }
    }
  }

  /// The rules that bound a pod, who profited if it was preempted, and for how many seconds.
  ///
  /// The time that a preempted pod's replacement waits is booked here, under preemption, and not a
  /// second time under what kept the replacement off the nodes.
  func bindings(of pod: Int) -> [(EnforcementRule, String?, Double)] {
    let placement = deployment.placements[pod]
    var bindings: [(EnforcementRule, String?, Double)] = []
    switch placement.outcome {
    case .deniedByQuota: bindings.append((.resourceQuota, nil, 0))
    case .deniedByLimitRange: bindings.append((.limitRange, nil, 0))
    case .suspended: break
    case .failedToStart: bindings.append((.gpuMemory, nil, 0))
    case .unschedulable, .running, .completed, .preempted:
      // The reason of a workload that its queue displaced tells of its end, not of a wait.
      let tellsOfWait = !placement.reason.isEmpty && !placement.reason.hasPrefix("preempted")
      if placement.node == nil || tellsOfWait,
        deployment.plan.pods[pod].replaces == nil,
        let waited = deployment.waited(PodID(pod), until: horizon),
        placement.node == nil || waited > .zero
      {
        bindings.append((EnforcementRule(naming: placement.reason), nil, waited.inSeconds))
      }
    }
    if let waited = waitedForQuota(pod) { bindings.append((.cohort, nil, waited)) }
    if placement.outcome == .preempted {
      let taker = placement.preemptedBy.map { takerName($0.index) }
      bindings.append((.preemption, taker, lostSeconds(of: pod)))
    }
    return bindings
  }

  /// How many seconds a pod's workload waited for quota before the pod was created; nil if it
  /// didn't, or if the time is booked under the preemption of the pod before it.
  private func waitedForQuota(_ pod: Int) -> Double? {
    let planned = deployment.plan.pods[pod]
    guard let queueing = planned.queueing, planned.replaces == nil else { return nil }
    let isSuspended = deployment.placements[pod].outcome == .suspended
    let created = isSuspended ? horizon : planned.createdAt
    let end = min(created, planned.deletedAt ?? horizon, horizon)
    guard end > queueing.waitsSince else { return nil }
    return (end - queueing.waitsSince).inSeconds
  }

  /// From when a preempted pod was told to end until the one in its place is bound; where none
  /// ever is, until it would have ended anyway.
  private func lostSeconds(of pod: Int) -> Double {
    guard let start = deployment.placements[pod].terminatingAt else { return 0 }
    let planned = deployment.plan.pods[pod]
    let isDisplaced = planned.queueing?.displacedBy != nil
    let own = isDisplaced ? planned.queueing?.endsAt : planned.deletedAt
    var end = min(own ?? horizon, horizon)
    if let replacement = replacements[pod], let bound = deployment.placements[replacement].boundAt {
      end = min(end, bound)
    }
    return end > start ? (end - start).inSeconds : 0
  }

  func workload(of pod: Int) -> String {
    switch deployment.plan.pods[pod].workload {
    case .service(let service): roster.services[service.index].service.name
    case .batch(let batch): roster.batchWorkloads[batch.index].workload.name
    case .addOn(let index): scenario.cluster.addOns[index].name
    }
  }

  private func takerName(_ pod: Int) -> String {
    let planned = deployment.plan.pods[pod]
    let name = workload(of: pod)
    guard planned.tenant != nil || planned.sharedGroup != nil else { return name }
    return "\(scenario.ownerName(of: planned.tenant, of: name))/\(name)"
  }
}
