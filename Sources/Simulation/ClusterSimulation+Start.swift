internal import Contention
internal import Domain
internal import Edge
internal import EventCore
internal import Randomness
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
    self.deployment = deployment
    self.layout = layout
    self.replication = replication
    horizon = SimTime.start + scenario.run.duration
    timerLayout = TimerLayout(
      endpoints: roster.endpoints.count,
      devices: layout.devices.count,
      replicas: layout.containers.count,
      batches: roster.batchWorkloads.count
    )
    timers = TimerQueue(timers: timerLayout.count, tieBreak: tieBreak)
    devices = SharedDevices(layout.devices)
    let streams = StreamFactory(scenario: scenario, replication: replication)
    let isEnforced = deployment.plan.enforcesRateLimits
    let book = AccountBook(scenario, roster, isEnforced: isEnforced)
    endpoints = DenseTable(
      roster.endpoints.indices.map { index in
        EndpointState(
          index,
          of: roster,
          in: layout,
          scenario: scenario,
          limitsRate: isEnforced,
          hasAccount: !book.ofEndpoint[index].isEmpty,
          streams: streams
        )
      }
    )
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
    plannedFinishes = DenseTable(repeating: .never, count: layout.devices.count)
    replicaOrder = DenseTable(layout.replicas.map { Int32($0.consumer) })
    replicaPlaces = DenseTable(layout.placeOfReplica)
    replicaSets = DenseTable(ReplicaSet.all(in: layout))
    endpointsOfSets = DenseTable(layout.groups.flatMap { $0.endpoints.map { Int32($0.index) } })
    reroutes = DenseTable(layout.changes.isEmpty ? [] : streams.reroutes(of: roster))
    isPresent = DenseTable(layout.containers.map { $0.presence.bound <= .start })
    batches = streams.batches(of: roster, in: layout)
    recorder = Recorder(scenario: scenario, roster: roster, layout: layout, deployment: deployment)
  }

  /// Sets the timers that begin everything else.
  mutating func start() {
    changePods()
    for endpoint in 0..<endpoints.count { scheduleNextArrival(at: endpoint) }
    for batch in 0..<batches.count { startActivity(of: batch) }
    for container in layout.addOnContainers where isPresent[container] {
      startEndlessJob(on: container)
    }
    timers.set(timerLayout.warmUpEnd, to: SimTime.start + scenario.run.warmUp)
    timers.set(timerLayout.minuteEnd, to: SimTime.start + Recorder.minute)
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
    demands = DemandSource(entry.endpoint.demand, sizes: stream(for: "size"))
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

  /// One per endpoint, for requests that are handed back.
  func reroutes(of roster: Roster) -> [RandomStream] {
    roster.endpoints.map { entry in
      let service = roster.services[entry.service.index].service.name
      return stream(of: entry.tenant, [service, entry.endpoint.name], for: "reroute")
    }
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
      replication: replication,
      owner: [scenario.tenants[tenant.index].name] + names,
      purpose: purpose
    )
  }
}
