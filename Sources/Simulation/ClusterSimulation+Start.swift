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
      replicas: layout.replicas.count,
      batches: roster.batchWorkloads.count
    )
    timers = TimerQueue(timers: timerLayout.count, tieBreak: tieBreak)
    devices = SharedDevices(layout.devices)
    let streams = StreamFactory(scenario: scenario, replication: replication)
    endpoints = DenseTable(
      roster.endpoints.map { entry in
        EndpointState(
          entry,
          of: roster.services[entry.service.index].service.name,
          scenario: scenario,
          limitsRate: deployment.plan.enforcesRateLimits,
          streams: streams
        )
      }
    )
    candidates = DenseTable(repeating: Candidates(), count: roster.endpoints.count)
    deadlines = DenseTable(roster.endpoints.map { DeadlineState(timeout: $0.endpoint.timeout) })
    services = DenseTable(
      zip(roster.services, layout.replicasOfService).map { ServiceState($0.service, replicas: $1) }
    )
    replicas = DenseTable(
      layout.replicas.map { replica in
        ReplicaState(
          service: Int32(replica.service.index),
          consumer: Int32(replica.consumer)
        )
      }
    )
    plannedFinishes = DenseTable(repeating: .never, count: layout.devices.count)
    consumerOfReplica = DenseTable(layout.replicas.map { Int32($0.consumer) })
    replicaOfConsumer = DenseTable(repeating: -1, count: layout.containers.count)
    for (index, replica) in layout.replicas.enumerated() {
      replicaOfConsumer[replica.consumer] = Int32(index)
    }
    batches = DenseTable(
      zip(roster.batchWorkloads, layout.containersOfBatch).map { entry, containers in
        let phases = streams.stream(of: entry.tenant, [entry.workload.name], for: "activity")
        return BatchState(entry.workload, containers: containers, phases: phases)
      }
    )
    recorder = Recorder(scenario: scenario, roster: roster, layout: layout, deployment: deployment)
  }

  /// Sets the timers that begin everything else.
  mutating func start() {
    for endpoint in 0..<endpoints.count { scheduleNextArrival(at: endpoint) }
    for batch in 0..<batches.count { startActivity(of: batch) }
    for container in layout.addOnContainers { startEndlessJob(on: container) }
    timers.set(timerLayout.warmUpEnd, to: SimTime.start + scenario.run.warmUp)
    timers.set(timerLayout.minuteEnd, to: SimTime.start + Recorder.minute)
  }
}

extension EndpointState {
  fileprivate init(
    _ entry: Roster.EndpointEntry,
    of serviceName: String,
    scenario: Scenario,
    limitsRate: Bool,
    streams: StreamFactory
  ) {
    func stream(for purpose: StaticString) -> RandomStream {
      streams.stream(of: entry.tenant, [serviceName, entry.endpoint.name], for: purpose)
    }
    service = entry.service.index
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
    hasBucket = bucket != nil
  }
}

/// Streams keyed by (seed, replication, tenant, service and endpoint or workload, purpose).
private struct StreamFactory {
  let scenario: Scenario
  let replication: Int

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
