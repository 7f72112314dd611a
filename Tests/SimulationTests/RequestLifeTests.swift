import Domain
import EventCore
import Randomness
import Simulation
import TestSupport
import Testing

/// Single requests on clockwork arrivals, followed by hand.
@Suite struct RequestLifeTests {
  /// One service on one node of the given size; deterministic arrivals, one measured minute.
  private func run(_ service: InferenceService, cores: Int64 = 8) throws -> ReplicationRecord {
    let scenario = Scenario(
      name: "life",
      run: RunSettings(duration: .seconds(60), replications: 1),
      nodePools: [
        NodePool(name: "n", nodeCount: 1, allocatable: ResourceList([.cpu: cores * 1000]))
      ],
      tenants: [Tenant(name: "only", services: [service])]
    )
    let deployment = Fixtures.deployment(of: scenario)
    let layout = DeviceLayout(deployment, of: scenario)
    return try simulate(deployment, layout: layout, of: scenario, replication: 1)
  }

  private func service(
    every gap: Double,
    _ runtime: ServingRuntime,
    _ demand: RequestDemand,
    timeout: SimDuration? = nil,
    queue: Int = 1000,
    rateLimit: RateLimit? = nil,
    limit: Int64? = nil
  ) -> InferenceService {
    InferenceService(
      name: "s",
      replicas: 1,
      requests: Fixtures.resources(cpu: 1000),
      limits: limit.map { ResourceList([.cpu: $0]) } ?? ResourceList(),
      runtime: runtime,
      queueCapacity: queue,
      endpoints: [
        Endpoint(
          name: "e",
          arrivals: .renewal(gaps: .deterministic, rate: .constant(perSecond: 1 / gap)),
          demand: demand,
          timeout: timeout,
          rateLimit: rateLimit
        )
      ]
    )
  }

  private let oneWorker = ServingRuntime.concurrent(
    workers: 1,
    threadsPerRequest: 1,
    gpuStreams: 1
  )

  @Test func anIdleServerAnswersInItsServiceTime() throws {
    let record = try run(service(every: 0.1, oneWorker, .time(.constant(0.02))))
    let endpoint = record.endpoints[0]
    // Arrivals at 0.1, 0.2, …, 59.9: the one at 60 falls on the horizon.
    #expect(endpoint.arrived == 599)
    #expect(endpoint.completed == 599)
    #expect(endpoint.latencyMax == .milliseconds(20))
    #expect(endpoint.latencySum == 599 * 20e6)
    // 599 × 0.02 core-seconds.
    #expect(abs(record.pods[0].cpuSeconds - 11.98) < 1e-6)
  }

  /// Two threads a request halve the time; a limit makes it stand still in between.
  @Test func threadsAndLimitsSetTheRate() throws {
    let twoThreads = ServingRuntime.concurrent(workers: 1, threadsPerRequest: 2, gpuStreams: 1)
    let fast = try run(service(every: 0.1, twoThreads, .time(.constant(0.02))))
    #expect(fast.endpoints[0].latencyMax == .milliseconds(10))
    // 50 ms of quota in each 100 ms are more than a request of 20 ms needs.
    let enough = try run(service(every: 0.1, twoThreads, .time(.constant(0.02)), limit: 500))
    #expect(enough.endpoints[0].latencyMax == .milliseconds(10))
    #expect(!enough.enforcement.contains { $0.rule == .cpuLimit })
    // 25 ms are less than 40 ms: it runs for 12.5 ms, stands still until the period ends, and runs
    // for 7.5 ms. Every request finds its period at the same place.
    let limited = try run(service(every: 0.2, twoThreads, .time(.constant(0.04)), limit: 250))
    let latency = limited.endpoints[0].latencyMax.inSeconds
    #expect(latency > 0.02 && latency <= 0.1075)
    let binding = try #require(limited.enforcement.first { $0.rule == .cpuLimit })
    #expect(binding.count == 299)
    #expect(abs(binding.boundSeconds - 299 * (latency - 0.02)) < 1e-6)
  }

  /// A request every 10 ms for 20 ms of work and patience of 35 ms: of each 20 ms, one request is
  /// served; the others give up in the queue or in service, and what is begun is worked to its end.
  @Test func clientsGiveUp() throws {
    let record = try run(
      service(every: 0.01, oneWorker, .time(.constant(0.02)), timeout: .milliseconds(35))
    )
    let endpoint = record.endpoints[0]
    #expect(endpoint.timedOut > 0)
    #expect(endpoint.latencyMax <= .milliseconds(35))
    #expect(endpoint.arrived == endpoint.completed + endpoint.timedOut + endpoint.unfinished)
    // The server never idles.
    #expect(record.pods[0].cpuSeconds > 59.9)
  }

  /// Room for one in service and two waiting, a request every 10 ms of 1 s of work: after the first
  /// three, one is admitted per second.
  @Test func fullQueuesRefuse() throws {
    let record = try run(service(every: 0.01, oneWorker, .time(.constant(1)), queue: 2))
    let endpoint = record.endpoints[0]
    #expect(endpoint.completed == 59)
    #expect(endpoint.unfinished == 3)
    #expect(endpoint.queueFull == endpoint.arrived - 62)
    #expect(record.enforcement.contains { $0.rule == .queueCapacity })
  }

  /// A bucket of 5 refilled at 2/s against 10/s: 5 at once, then 2 in 10.
  @Test func rateLimitsRefuse() throws {
    let record = try run(
      service(
        every: 0.1,
        oneWorker,
        .time(.constant(0.001)),
        rateLimit: RateLimit(perSecond: 2, burst: 5)
      )
    )
    // 5 tokens at 0 and 2 × 59.9 s after: ⌊124.8⌋.
    #expect(record.endpoints[0].completed == 124)
    #expect(record.endpoints[0].rateLimited == 599 - 124)
  }

  /// Batches of up to 4 with patience of 15 ms, a request every 10 ms, constant 2 ms a batch: the
  /// first waits 15 ms, a second joins after 10 ms; both leave 2 ms later.
  @Test func batchesWaitForCompany() throws {
    let batching = ServingRuntime.batching(
      .init(
        maxBatch: 4,
        maxQueueDelay: .milliseconds(15),
        latencyCurve: [.init(items: 1, latency: .milliseconds(2))]
      )
    )
    let record = try run(service(every: 0.01, batching, .items(.constant(1))))
    let endpoint = record.endpoints[0]
    #expect(endpoint.latencyMax == .milliseconds(17))
    // Pairs wait 17 and 7 ms: the mean is 12 ms.
    let mean = endpoint.latencySum / Double(endpoint.completed) / 1e6
    #expect(abs(mean - 12) < 0.1)
  }

  /// A full batch starts at once: 4 requests a millisecond apart, 10 ms a batch of 4.
  @Test func fullBatchesStartAtOnce() throws {
    let batching = ServingRuntime.batching(
      .init(
        maxBatch: 4,
        maxQueueDelay: .seconds(1),
        latencyCurve: [
          .init(items: 1, latency: .milliseconds(1)), .init(items: 4, latency: .milliseconds(4)),
        ]
      )
    )
    let record = try run(service(every: 0.001, batching, .items(.constant(1))))
    // The first of a batch waits 3 ms for the rest, then 4 ms in service.
    #expect(record.endpoints[0].latencyMax == .milliseconds(7))
  }

  @Test func aCancelledRunSaysSo() throws {
    let scenario = Fixtures.twoTenants()
    let deployment = Fixtures.deployment(of: scenario)
    let layout = DeviceLayout(deployment, of: scenario)
    #expect(throws: SimulationError.cancelled) {
      try simulate(
        deployment,
        layout: layout,
        of: scenario,
        replication: 1,
        isCancelled: { true }
      )
    }
  }
}
