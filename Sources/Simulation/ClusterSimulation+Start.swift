internal import Contention
internal import Domain
internal import Edge
internal import EventCore
internal import Randomness
internal import Serving
internal import Traffic

extension ClusterSimulation {
  init(
    _ deployment: Deployment,
    layout: DeviceLayout,
    scenario: Scenario,
    replication: Int,
    tieBreak: TimerQueue.TieBreak
  ) {
    let roster = scenario.roster
    self.scenario = scenario
    self.roster = roster
    self.deployment = deployment
    self.layout = layout
    self.replication = replication
    horizon = SimTime.start + scenario.run.duration
    timerLayout = TimerLayout(
      endpoints: roster.endpoints.count,
      devices: layout.deviceCount,
      replicas: layout.containers.count,
      batches: roster.batchWorkloads.count,
      watchedNodes: layout.lives.nodes.count
    )
    timers = TimerQueue(timers: timerLayout.count, tieBreak: tieBreak)
    devices = Devices(cpus: layout.cpus, gpus: layout.gpus)
    let streams = StreamFactory(scenario: scenario, replication: replication)
    streams.setQuotaPeriods(of: layout, roster: roster, in: &devices)
    let isEnforced = deployment.plan.enforcesRateLimits
    let book = AccountBook(scenario, roster, isEnforced: isEnforced)
    endpoints = streams.endpoints(of: roster, in: layout, book, limitsRate: isEnforced)
    accounts = DenseTable(book.accounts)
    accountsOfEndpoint = DenseTable(book.ofEndpoint)
    candidates = DenseTable(repeating: Candidates(), count: roster.endpoints.count)
    deadlines = DenseTable(roster.endpoints.map { DeadlineState(timeout: $0.endpoint.timeout) })
    services = DenseTable(
      layout.groups.map { ServiceState(roster.services[$0.service.index].service) }
    )
    let flows = FlowQueues(layout, scenario: scenario, roster: roster)
    replicas = flows.replicaStates(of: layout, roster)
    self.flows = flows
    plannedFinishes = DenseTable(repeating: .never, count: layout.deviceCount)
    replicaOrder = DenseTable(layout.replicas.map { Int32($0.consumer) })
    replicaPlaces = DenseTable(layout.placeOfReplica)
    replicaSets = DenseTable(ReplicaSet.all(in: layout))
    endpointsOfSets = DenseTable(layout.groups.flatMap { $0.endpoints.map { Int32($0.index) } })
    reroutes = DenseTable(layout.changes.isEmpty ? [] : streams.reroutes(of: roster))
    isPresent = DenseTable(layout.containers.map { $0.presence.bound <= .start })
    isUp = DenseTable(layout.containers.map { $0.presence.bound <= .start })
    lives = ContainerLives(layout, placing: streams.placement)
    nodeMemory = DenseTable(repeating: WatchedNode(), count: layout.lives.nodes.count)
    batches = streams.batches(of: roster, in: layout)
    let stepping = SteppingReplicas(layout: layout, scenario: scenario, roster: roster)
    batchers = ContinuousBatchers(replicas: stepping.settingsOfReplica, settings: stepping.settings)
    batcherMeasures = DenseTable(repeating: BatcherMeasure(), count: stepping.containers.count)
    turns = DenseTable(stepping.turns)
    recorder = Recorder(scenario: scenario, roster: roster, layout: layout, deployment: deployment)
    for (number, container) in stepping.containers.enumerated() {
      replicas[container].batch = UInt32(number)
    }
  }

  /// Sets the timers that begin everything else.
  mutating func start() {
    startColdContainers()
    watchNodes()
    changePods()
    for endpoint in 0..<endpoints.count { scheduleNextArrival(at: endpoint) }
    for batch in 0..<batches.count { startActivity(of: batch) }
    for container in layout.addOnContainers where isUp[container] {
      startEndlessJob(on: container)
    }
    timers.set(timerLayout.warmUpEnd, to: SimTime.start + scenario.run.warmUp)
    timers.set(timerLayout.minuteEnd, to: SimTime.start + Recorder.minute)
    if let end = recorder.parts?.nextEnd { timers.set(timerLayout.partEnd, to: end) }
  }
}

extension EndpointState {
  fileprivate init(
    _ index: Int,
    of roster: Roster,
    in layout: DeviceLayout,
    scenario: Scenario,
    limitsRate: Bool,
    hasAccount: Bool,
    streams: StreamFactory
  ) {
    let entry = roster.endpoints[index]
    let service = roster.services[entry.service.index].service
    let number = layout.groupOfEndpoint[index]
    let group = layout.groups[number]
    func stream(for purpose: StaticString) -> RandomStream {
      streams.stream(of: entry.tenant, [service.name, entry.endpoint.name], for: purpose)
    }
    self.service = Int32(number)
    firstReplica = Int32(group.replicas.lowerBound)
    replicaCount = Int32(group.readyAtStart)
    isLeastRequest = service.balancing == .leastRequest
    arrivals = ArrivalSource(
      entry.endpoint.arrivals,
      traces: scenario.traces,
      horizon: SimTime.start + scenario.run.duration,
      gaps: stream(for: "gap"),
      phases: stream(for: "phase")
    )
    var steps: StepTimes?
    if case .continuousBatching(let settings) = service.runtime { steps = settings.steps }
    demands = DemandSource(entry.endpoint.demand, sizes: stream(for: "size"), steps: steps)
    routing = stream(for: "route")
    bucket =
      limitsRate
      ? entry.endpoint.rateLimit.map { TokenBucket(size: $0.burst, tokensPerSecond: $0.perSecond) }
      : nil
    cache = service.cache.map { CacheState($0, hits: stream(for: "cache")) }
    isSettledAtEdge = bucket != nil || hasAccount || cache != nil
  }
}

/// Streams keyed by (seed, replication, tenant, service and endpoint or workload, purpose).
private struct StreamFactory {
  let scenario: Scenario
  let replication: Int

  /// Both replications of an antithetic pair draw from the streams of the pair.
  private var stream: (number: Int, half: RandomStream.Half) {
    guard scenario.run.isAntithetic else { return (replication, .none) }
    return ((replication + 1) / 2, replication.isMultiple(of: 2) ? .second : .first)
  }

  /// Breaks ties between nodes for pods that have lost theirs.
  var placement: RandomStream {
    RandomStream(
      seed: scenario.run.seed,
      replication: stream.number,
      owner: [],
      purpose: "replacement",
      half: stream.half
    )
  }

  /// Every endpoint with the streams that drive it.
  func endpoints(
    of roster: Roster,
    in layout: DeviceLayout,
    _ book: AccountBook,
    limitsRate: Bool
  ) -> DenseTable<EndpointState> {
    DenseTable(
      roster.endpoints.indices.map { index in
        EndpointState(
          index,
          of: roster,
          in: layout,
          scenario: scenario,
          limitsRate: limitsRate,
          hasAccount: !book.ofEndpoint[index].isEmpty,
          streams: self
        )
      }
    )
  }

  /// One per endpoint, for requests that are handed back.
  func reroutes(of roster: Roster) -> [RandomStream] {
    roster.endpoints.map { entry in
      let service = roster.services[entry.service.index].service.name
      return stream(of: entry.tenant, [service, entry.endpoint.name], for: "reroute")
    }
  }

  /// Lets the quota periods of containers begin at instants of their own.
  func setQuotaPeriods(
    of layout: DeviceLayout,
    roster: Roster,
    in devices: inout Devices
  ) {
    func set(_ containers: [Int], _ stream: () -> RandomStream) {
      guard containers.contains(where: { devices.period(of: $0) != nil }) else { return }
      var random = stream()
      for container in containers {
        guard let period = devices.period(of: container) else { continue }
        let offset = Int64.random(in: 1...period.nanoseconds, using: &random)
        devices.setFirstRefill(of: container, after: SimDuration(nanoseconds: offset))
      }
    }
    for group in layout.groups {
      let entry = roster.services[group.service.index]
      set(layout.replicas[group.replicas].map(\.consumer)) {
        guard let tenant = entry.tenant else {
          return stream(ofShared: entry.service.name, for: group.users, for: "quota")
        }
        return stream(of: tenant, [entry.service.name], for: "quota")
      }
    }
    for (entry, containers) in zip(roster.batchWorkloads, layout.containersOfBatch) {
      set(containers) { stream(of: entry.tenant, [entry.workload.name], for: "quota") }
    }
  }

  /// A stream of replicas that some tenants share; no tenant's name is empty.
  private func stream(
    ofShared service: String,
    for users: [TenantID],
    for purpose: StaticString
  ) -> RandomStream {
    RandomStream(
      seed: scenario.run.seed,
      replication: stream.number,
      owner: ["", service] + users.map { scenario.tenants[$0.index].name },
      purpose: purpose,
      half: stream.half
    )
  }

  /// Every batch workload with the stream of its phases.
  func batches(of roster: Roster, in layout: DeviceLayout) -> DenseTable<BatchState> {
    DenseTable(
      zip(roster.batchWorkloads, layout.containersOfBatch).map { entry, containers in
        let phases = stream(of: entry.tenant, [entry.workload.name], for: "activity")
        return BatchState(entry.workload, containers: containers, phases: phases)
      }
    )
  }

  func stream(
    of tenant: TenantID,
    _ names: [String],
    for purpose: StaticString
  ) -> RandomStream {
    RandomStream(
      seed: scenario.run.seed,
      replication: stream.number,
      owner: [scenario.tenants[tenant.index].name] + names,
      purpose: purpose,
      half: stream.half
    )
  }
}
