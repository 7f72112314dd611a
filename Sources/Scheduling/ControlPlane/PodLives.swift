internal import Domain
internal import EventCore

/// Pods come and go: what controllers, admission and the kubelet do about them.
extension ControlPlane {
  /// How long a pod holds its resources after it was told to end: Kubernetes' default grace period,
  /// assumed to be used up, because requests may be in flight.
  static var gracePeriod: SimDuration { .seconds(30) }

  /// Creates the pods that exist before the run; their creation is the beginning of time.
  mutating func createPodsOfTheStart() {
    for pod in records.indices where records[pod].plannedAt <= .start { create(pod) }
  }

  /// Posts what the controllers are to do during the run.
  mutating func postRun(from start: SimTime, _ horizon: SimTime) {
    for pod in records.indices {
      let createdAt = records[pod].plannedAt
      if createdAt > .start, createdAt <= horizon {
        events.schedule(.creation(pod: pod), at: start.advanced(by: createdAt))
      }
      if let deletedAt = records[pod].plannedEnd, deletedAt <= horizon {
        let time = max(deletedAt, createdAt, .start)
        events.schedule(.deletion(pod: pod), at: start.advanced(by: time))
      }
    }
  }

  // MARK: Creation

  mutating func create(_ pod: Int) {
    guard records[pod].stage == .planned else { return }
    records[pod].createdAt = now
    admit(pod)
  }

  private mutating func admit(_ pod: Int) {
    let kind = records[pod].kind
    if isRefused[kind] { return refuse(pod, creations[kind].admission.refusal) }
    if let namespace = scheduler.model.kinds[kind].namespaceNumber,
      making.gates[namespace].hasQuotas,
      let refusal = making.gates[namespace].charge(creations[kind].spec)
    {
      refused[namespace, default: []].append(pod)
      return refuse(pod, refusal)
    }
    records[pod].refusedBy = nil
    records[pod].queuedAt = now
    activate(pod)
  }

  private mutating func refuse(_ pod: Int, _ refusal: Admission.Refusal?) {
    records[pod].stage = .refused
    records[pod].refusedBy = refusal?.outcome
    records[pod].reason = refusal?.reason ?? ""
  }

  /// A preempted pod's controller makes another one at once, which admission must let in too.
  mutating func replace(_ pod: Int) {
    let old = records[pod].pod
    var planned = making.plan.pods[old.index]
    planned.name = making.replacementName(for: old, &names)
    planned.replaces = old
    planned.createdAt = runStart.map { SimTime.start + (now - $0) } ?? .start
    let id = PodID(making.plan.pods.count)
    making.append(planned, root: old)
    let number = records.count
    records.append(
      PodRecord(
        pod: id,
        kind: records[pod].kind,
        plannedAt: planned.createdAt,
        plannedEnd: planned.deletedAt
      )
    )
    startTimes.append(0)
    _ = scheduler.register(kind: records[pod].kind)
    if let start = runStart, let deletedAt = planned.deletedAt {
      events.schedule(
        .deletion(pod: number),
        at: max(now, start.advanced(by: deletedAt))
      )
    }
    create(number)
  }

  // MARK: The end

  mutating func delete(_ pod: Int) {
    switch records[pod].stage {
    case .bound: terminate(pod)
    case .terminating, .gone, .planned: break
    case .refused:
      if let namespace = scheduler.model.kinds[records[pod].kind].namespaceNumber {
        refused[namespace]?.removeAll { $0 == pod }
      }
      leave(pod)
    case .active, .backingOff, .unschedulable:
      if records[pod].stage == .backingOff { unsettled -= 1 }
      queue.removeSetAside(pod, ofKind: records[pod].kind)
      leave(pod)
      breakPromise(to: pod)
      release(pod)
    }
  }

  /// Others of the same or a lower priority were judged as if the pod were on its promised node
  /// already; for them it is as if it left that node.
  private mutating func breakPromise(to pod: Int) {
    guard scheduler.nominations.slot(of: pod) != nil else { return }
    scheduler.clearNomination(of: pod)
    let kind = records[pod].kind
    wake(forEventOf: kind, .deleted, priorities: ...scheduler.model.kinds[kind].priority)
  }

  /// A pod that never ran is gone as soon as it is deleted.
  private mutating func leave(_ pod: Int) {
    records[pod].stage = .gone
    records[pod].terminatingAt = now
  }

  /// Tells a running pod to end.
  mutating func terminate(_ pod: Int) {
    records[pod].stage = .terminating
    records[pod].terminatingAt = now
    unsettled += 1
    scheduler.books.beginTermination(of: pod)
    events.schedule(.departure(pod: pod), at: now + Self.gracePeriod)
  }

  mutating func depart(_ pod: Int) {
    unsettled -= 1
    records[pod].stage = .gone
    let kind = records[pod].kind
    scheduler.releasePolicyGPUs(of: pod)
    scheduler.books.remove(pod)
    devices.release(pod, onNode: records[pod].node)
    wake(forEventOf: kind, .deleted)
    release(pod)
  }

  /// Gives back a pod's quota; those whom it refused are tried again by their controllers.
  private mutating func release(_ pod: Int) {
    let kind = records[pod].kind
    guard let namespace = scheduler.model.kinds[kind].namespaceNumber,
      making.gates[namespace].hasQuotas
    else { return }
    making.gates[namespace].release(creations[kind].spec)
    for waiting in refused.removeValue(forKey: namespace) ?? [] { admit(waiting) }
  }

  // MARK: Queueing hints

  enum PodEvent {
    case assigned
    case deleted
  }

  /// Sends pods set aside back to the queue that another pod's coming or going may help.
  ///
  /// As upstream's queueing hints: room is only made by a pod that goes; pods that match a rule
  /// about other pods help by coming or by going, whichever the rule wants.
  mutating func wake(
    forEventOf kind: Int,
    _ event: PodEvent,
    priorities: PartialRangeThrough<Int> = ...Int.max
  ) {
    guard !queue.unschedulable.isEmpty, event == .deleted || queue.waitsForOthers else { return }
    for waiting in queue.unschedulable.keys.sorted()
    where priorities.contains(scheduler.model.kinds[waiting].priority) {
      let helped = hints(for: waiting, eventOf: kind, event)
      guard !helped.isEmpty else { continue }
      for pod in queue.takeSetAside(ofKind: waiting) {
        if records[pod].causes.isDisjoint(with: helped) {
          queue.setAside(pod, ofKind: waiting, records[pod].causes)
        } else {
          reactivate(pod)
        }
      }
    }
  }

  private func hints(for waiting: Int, eventOf kind: Int, _ event: PodEvent) -> RefusalCauses {
    var helped: RefusalCauses = event == .deleted ? .resources : []
    let topology = scheduler.model.kinds[waiting].topology
    func concerns(_ input: Int) -> Bool {
      let population = topology.rules.inputs[input].population
      return scheduler.model.populations.multiplicity(of: kind, in: population) > 0
    }
    if topology.rules.hardSpread.contains(where: { concerns($0.input) }) { helped.insert(.spread) }
    switch event {
    case .assigned:
      if topology.rules.affinity.contains(where: concerns) { helped.insert(.podAffinity) }
    case .deleted:
      let isRepelled = topology.rules.repulsions.contains { concerns($0.input) }
      // The last pod of a group may have gone, so that another one may be the first.
      if isRepelled || topology.rules.affinity.contains(where: concerns) {
        helped.insert(.podAffinity)
      }
    }
    return helped
  }
}
