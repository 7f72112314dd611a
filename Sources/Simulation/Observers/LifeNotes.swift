internal import Contention
internal import Domain
internal import EventCore

/// What is written down of containers that die, move and come back.
extension ClusterSimulation {
  mutating func note(_ death: ContainerDeath, of container: Int, lost: Int, delay: SimDuration) {
    let kind: PodEventRecord.Kind
    var cause = ""
    var binding: Int?
    switch death {
    case .memoryLimit:
      kind = .memoryLimitKill
      binding = self.binding(of: .memoryLimit, container)
    case .nodeMemory(let culprit):
      kind = .nodeMemoryKill
      cause = culprit.flatMap { title(of: $0) } ?? ""
      binding = self.binding(of: .nodeMemory, container, by: culprit)
    case .crash(let words):
      kind = .crash
      cause = words
    }
    let pod = Int(lives.table[container].pod)
    lives.books.pods[pod].deaths += 1
    recorder.minutes.restart(container)
    beginOutage(of: pod, binding)
    add(kind, pod, in: container, lost: lost, seconds: delay.inSeconds, cause: cause)
  }

  mutating func noteEviction(of pod: Int, from container: Int, lost: Int, by culprit: Int?) {
    lives.books.pods[pod].evictions += 1
    recorder.minutes.restart(container)
    beginOutage(of: pod, binding(of: .eviction, container, by: culprit))
    let cause = culprit.flatMap { title(of: $0) } ?? ""
    add(.eviction, pod, in: container, lost: lost, seconds: 0, cause: cause)
  }

  mutating func notePending(_ pod: Int, _ explanation: String) {
    add(.pending, pod, in: nil, lost: 0, seconds: 0, cause: explanation)
  }

  mutating func noteRescheduling(_ homeless: HomelessPod, onNode node: Int) {
    let waited = (now - homeless.since).inSeconds
    lives.books.events.append(
      PodEventRecord(
        time: now,
        kind: .rescheduling,
        pod: PodID(homeless.pod),
        node: NodeID(node),
        seconds: waited
      )
    )
  }

  /// A container takes requests, or computes; noted as an event if that took time.
  mutating func noteReady(_ container: Int) {
    let life = lives.table[container]
    let pod = Int(life.pod)
    if lives.books.pods[pod].readyAt == nil { lives.books.pods[pod].readyAt = now }
    let wasOut = lives.books.pods[pod].deaths + lives.books.pods[pod].evictions > 0
    endOutage(of: pod)
    guard wasOut || now > life.begunAt || layout.lives.starts[container].takesTime else { return }
    let seconds = (now - life.begunAt).inSeconds
    add(.ready, pod, in: container, lost: 0, seconds: seconds, cause: "")
  }

  /// Books for how long each link held a transfer back.
  mutating func note(_ ended: StarTransfers.Ended) {
    let rules: [(StarTransfers.Link, EnforcementRule)] = [
      (.registry, .registryBandwidth), (.network, .networkBandwidth), (.disk, .diskBandwidth),
    ]
    for (link, rule) in rules where ended.heldBack[link.rawValue] > 0 {
      guard now >= recorder.measuredFrom, let binding = binding(of: rule, ended.transfer) else {
        continue
      }
      let measured = (now - recorder.measuredFrom).inSeconds
      lives.books.count(binding)
      lives.books.add(min(ended.heldBack[link.rawValue], measured), to: binding)
    }
  }

  // MARK: Outages

  private mutating func beginOutage(of pod: Int, _ binding: Int?) {
    if let binding, now >= recorder.measuredFrom { lives.books.count(binding) }
    guard lives.outages[pod] == nil, let binding else { return }
    lives.outages[pod] = ContainerLives.Outage(since: now, binding: binding)
  }

  mutating func endOutage(of pod: Int) {
    guard let outage = lives.outages[pod] else { return }
    lives.outages[pod] = nil
    let since = max(outage.since, recorder.measuredFrom)
    guard now > since else { return }
    lives.books.add((now - since).inSeconds, to: outage.binding)
  }

  /// Books what is still out when the run ends.
  mutating func settleOutages() {
    for pod in lives.outages.indices { endOutage(of: pod) }
  }

  // MARK: Words

  private mutating func add(
    _ kind: PodEventRecord.Kind,
    _ pod: Int,
    in container: Int?,
    lost: Int,
    seconds: Double,
    cause: String
  ) {
    lives.books.events.append(
      PodEventRecord(
        time: now,
        kind: kind,
        pod: PodID(pod),
        node: container.map { NodeID(layout.containers[$0].node) },
        lost: lost,
        seconds: seconds,
        cause: cause
      )
    )
  }

  /// The line of a rule that bound a container; nil for add-ons.
  private mutating func binding(
    of rule: EnforcementRule,
    _ container: Int,
    by culprit: Int? = nil
  ) -> Int? {
    guard let subject = workloadName(of: container) else { return nil }
    let tenant = layout.containers[container].tenant
    let own = title(of: container)
    let taker = culprit.flatMap { title(of: $0) }
    return lives.books.binding(of: rule, tenant, subject, takenBy: taker == own ? nil : taker)
  }

  private func workloadName(of container: Int) -> String? {
    switch layout.containers[container].workload {
    case .service(let id): roster.services[id.index].service.name
    case .batch(let id): roster.batchWorkloads[id.index].workload.name
    case .addOn: nil
    }
  }

  /// `tenant/workload`, or that of the platform's namespace; nil for add-ons.
  private func title(of container: Int) -> String? {
    let tenant = layout.containers[container].tenant
    return workloadName(of: container).map { name in
      "\(scenario.ownerName(of: tenant, of: name))/\(name)"
    }
  }
}
