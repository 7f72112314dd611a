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
    endpoints = DenseTable(
      roster.endpoints.map { entry in
        EndpointState(
          entry,
          of: roster.services[entry.service.index].service,
          firstReplica: layout.replicasOfService[entry.service.index].lowerBound,
          replicaCount: layout.readyAtStart[entry.service.index],
          scenario: scenario,
          limitsRate: deployment.plan.enforcesRateLimits,
          streams: streams
        )
      }
    )
    candidates = DenseTable(repeating: Candidates(), count: roster.endpoints.count)
    deadlines = DenseTable(roster.endpoints.map { DeadlineState(timeout: $0.endpoint.timeout) })
    services = DenseTable(roster.services.map { ServiceState($0.service) })
    replicas = DenseTable(layout.containers.map { ReplicaState($0, roster: roster) })
    plannedFinishes = DenseTable(repeating: .never, count: layout.devices.count)
    replicaOrder = DenseTable(layout.replicas.map { Int32($0.consumer) })
    replicaPlaces = DenseTable(layout.placeOfReplica)
    replicaSets = DenseTable(ReplicaSet.all(of: roster, in: layout))
    reroutes = DenseTable(layout.changes.isEmpty ? [] : streams.reroutes(of: roster))
    isPresent = DenseTable(layout.containers.map { $0.presence.bound <= .start })
    batches = DenseTable(
      zip(roster.batchWorkloads, layout.containersOfBatch).map { entry, containers in
        let phases = streams.stream(of: entry.tenant, [entry.workload.name], for: "activity")
        return BatchState(entry.workload, containers: containers, phases: phases)
      }
    )
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
    _ entry: Roster.EndpointEntry,
    of service: InferenceService,
    firstReplica: Int,
    replicaCount: Int,
    scenario: Scenario,
    limitsRate: Bool,
    streams: StreamFactory
  ) {
    func stream(for purpose: StaticString) -> RandomStream {
      streams.stream(of: entry.tenant, [service.name, entry.endpoint.name], for: purpose)
    }
    self.service = Int32(entry.service.index)
    self.firstReplica = Int32(firstReplica)
    self.replicaCount = Int32(replicaCount)
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
    hasBucket = bucket != nil
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
