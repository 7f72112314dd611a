import Domain
import EventCore
import IsolationPatterns
import Randomness
import Simulation
import TestSupport
import Testing

/// Pods that come and go while a run goes on, followed by hand.
@Suite struct PodChangeTests {
  /// One worker a replica on clockwork arrivals, on a node with cores enough for all.
  private func service(
    replicas: Int,
    every gap: Double,
    work: Double,
    queue: Int = 1000
  ) -> InferenceService {
    InferenceService(
      name: "s",
      replicas: replicas,
      requests: Fixtures.resources(cpu: 1000),
      runtime: .concurrent(workers: 1, threadsPerRequest: 1, gpuStreams: 1),
      queueCapacity: queue,
      balancing: .roundRobin,
      endpoints: [
        Endpoint(
          name: "e",
          arrivals: .renewal(gaps: .deterministic, rate: .constant(perSecond: 1 / gap)),
          demand: .time(.constant(work))
        )
      ]
    )
  }

  private func scenario(_ tenant: Tenant, warmUp: Int64 = 0, duration: Int64 = 60) -> Scenario {
    Scenario(
      name: "changes",
      run: RunSettings(duration: .seconds(duration), warmUp: .seconds(warmUp), replications: 1),
      nodePools: [NodePool(name: "n", nodeCount: 1, allocatable: ResourceList([.cpu: 8000]))],
      tenants: [tenant]
    )
  }

  /// Simulates a scenario of which some pods have lives of their own; times in seconds.
  private func run(
    _ scenario: Scenario,
    bound: [Int: Double] = [:],
    draining: [Int: Double] = [:],
    gone: [Int: Double] = [:]
  ) throws -> ReplicationRecord {
    func time(_ seconds: Double) -> SimTime { SimTime.start + .seconds(rounding: seconds) }
    var deployment = Fixtures.deployment(of: scenario)
    for (pod, seconds) in bound { deployment.placements[pod].boundAt = time(seconds) }
    for (pod, seconds) in draining { deployment.placements[pod].terminatingAt = time(seconds) }
    for (pod, seconds) in gone { deployment.placements[pod].goneAt = time(seconds) }
    let layout = DeviceLayout(deployment, of: scenario)
    return try simulate(deployment, layout: layout, of: scenario, replication: 1)
  }

  /// A request every 100 ms for 150 ms of work: two replicas serve all, one alone every second one.
  ///
  /// The second replica goes at 30.05 s with the request that came at 30.0.
  @Test func aReplicaThatGoesTakesItsRequestAlong() throws {
    let scenario = scenario(
      Tenant(name: "t", services: [service(replicas: 2, every: 0.1, work: 0.15, queue: 0)])
    )
    let record = try run(scenario, gone: [1: 30.05])
    let endpoint = record.endpoints[0]
    // Arrivals at 0.1, 0.2, …, 59.9.
    #expect(endpoint.arrived == 599)
    #expect(endpoint.lost == 1)
    // Of 301 … 599 those with even numbers find the one replica busy.
    #expect(endpoint.queueFull == 149)
    #expect(endpoint.unfinished == 1)
    #expect(endpoint.completed == 299 + 149)
    #expect(record.usage.map(\.replicas) == [1])
    #expect(record.usage.map(\.lost) == [1])
    // 150 of replica 0 up to 29.9, each 150 ms; then 149 whole ones and 100 ms of the last.
    #expect(abs(record.pods[0].cpuSeconds - (150 * 0.15 + 149 * 0.15 + 0.1)) < 1e-6)
    // 149 whole ones of replica 1 and 50 ms of the lost one.
    #expect(abs(record.pods[1].cpuSeconds - (149 * 0.15 + 0.05)) < 1e-6)
  }

  /// A request every 100 ms for 1 s of work: at 5.05 s four of fifty are done.
  ///
  /// One is in service till 5.1 s. The others are handed back, and nobody is there to take them,
  /// nor those to come.
  @Test(arguments: [(6.0, 5, 0), (5.08, 4, 1)])
  func aReplicaThatDrainsFinishesWhatItHasBegun(
    gone: Double,
    completed: Int,
    lost: Int
  ) throws {
    let scenario = scenario(
      Tenant(name: "t", services: [service(replicas: 1, every: 0.1, work: 1)])
    )
    let endpoint = try run(scenario, draining: [0: 5.05], gone: [0: gone]).endpoints[0]
    #expect(endpoint.completed == completed)
    #expect(endpoint.lost == lost)
    #expect(endpoint.noReplica == 45 + 549)
    #expect(endpoint.unfinished == 0)
  }

  /// The same with a second replica that comes at 5.05 s: it takes over the 45 that waited and
  /// answers one a second.
  @Test func whoComesTakesOver() throws {
    let scenario = scenario(
      Tenant(name: "t", services: [service(replicas: 2, every: 0.1, work: 1)])
    )
    let record = try run(scenario, bound: [1: 5.05], draining: [0: 5.05], gone: [0: 6])
    let endpoint = record.endpoints[0]
    // Five of the first; from 6.05 to 59.05 one a second of the second.
    #expect(endpoint.completed == 5 + 54)
    #expect(endpoint.noReplica == 0 && endpoint.lost == 0)
    #expect(endpoint.unfinished == 599 - 59)
    // The first to be handed over came at 0.6, waited till 5.05 and was answered at 6.05.
    #expect(endpoint.latencyMax > .seconds(5))
  }

  /// Before any replica is there, and after the last one has gone, requests are refused.
  @Test func aServiceWithoutReplicasRefuses() throws {
    let scenario = scenario(
      Tenant(name: "t", services: [service(replicas: 1, every: 0.1, work: 0.05)])
    )
    let endpoint = try run(scenario, bound: [0: 10.05], gone: [0: 50.02]).endpoints[0]
    // 0.1 … 10.0, and 50.1 … 59.9; the one that came at 50.0 is lost.
    #expect(endpoint.noReplica == 100 + 99)
    #expect(endpoint.lost == 1)
    #expect(endpoint.completed == 599 - 199 - 1)
  }

  /// Two batches of two, 10 ms each; the second is cut off in the middle.
  @Test func aBatchIsLostAsAWhole() throws {
    var batching = service(replicas: 1, every: 0.01, work: 1)
    batching.runtime = .batching(
      .init(
        maxBatch: 2,
        maxQueueDelay: .seconds(1),
        latencyCurve: [.init(items: 1, latency: .milliseconds(10))]
      )
    )
    batching.endpoints[0].demand = .items(.constant(0))
    let scenario = scenario(Tenant(name: "t", services: [batching]), duration: 1)
    // Batches begin at 20, 40, …; at 45 ms two are done, two in service, none waits.
    let endpoint = try run(scenario, gone: [0: 0.045]).endpoints[0]
    #expect(endpoint.completed == 2)
    #expect(endpoint.lost == 2)
    #expect(endpoint.noReplica == 99 - 4)
  }

  /// A batch pod computes while it is there: 15 of 60 seconds, 10 of them measured.
  @Test func batchComputesWhileItIsThere() throws {
    let train = BatchWorkload(
      name: "train",
      replicas: 1,
      requests: Fixtures.resources(cpu: 500),
      threads: 2
    )
    let scenario = scenario(Tenant(name: "t", batchWorkloads: [train]), warmUp: 15)
    let record = try run(scenario, bound: [0: 10], draining: [0: 20], gone: [0: 25])
    #expect(abs(record.pods[0].cpuSeconds - 2 * 10) < 1e-6)
    #expect(record.usage.map(\.memoryRequested) == [Bytes(0)])
  }

  /// Two systems that see the same requests are alike once both have been empty at one time.
  ///
  /// So a replica that came during the warm-up is as good as one that was always there, and one
  /// that went as good as one that never was.
  @Test(arguments: [UInt64(1), 2, 3])
  func changesAreForgotten(seed: UInt64) throws {
    func scenario(replicas: Int) -> Scenario {
      var shared = Fixtures.service(
        replicas: replicas,
        ratePerSecond: 12,
        work: .exponential(mean: 0.05)
      )
      shared.endpoints[0].timeout = .seconds(2)
      var scenario = self.scenario(Tenant(name: "t", services: [shared]), warmUp: 60, duration: 600)
      scenario.run.seed = seed
      return scenario
    }
    let two = try run(scenario(replicas: 2))
    let grown = try run(scenario(replicas: 2), bound: [1: 10])
    let shrunk = try run(scenario(replicas: 3), draining: [2: 10], gone: [2: 11])
    #expect(grown.endpoints == two.endpoints)
    #expect(shrunk.endpoints == two.endpoints)
    #expect(grown.workloadDigest == two.workloadDigest)
    #expect(shrunk.workloadDigest == two.workloadDigest)
    #expect(grown.outcomeDigest != two.outcomeDigest)
  }

  /// Random lives for every pod of random deployments; `simulate` checks the invariants itself.
  @Test(arguments: 0..<60)
  func invariantsHoldWhateverComesAndGoes(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: "lives")
    let scenario = SwarmScenario(&random).scenario
    let length = scenario.run.duration.nanoseconds
    func time() -> SimTime {
      SimTime.start + SimDuration(nanoseconds: Int64.random(in: 0...length, using: &random))
    }
    for pattern in IsolationPattern.allCases {
      guard case .deployment(var deployment) = compile(scenario, into: pattern, seed: seed) else {
        continue
      }
      let layout = DeviceLayout(deployment, of: scenario)
      let whole = try simulate(deployment, layout: layout, of: scenario, replication: 1)
      for pod in deployment.placements.indices {
        let times = [time(), time(), time()].sorted()
        if Bool.random(using: &random) { deployment.placements[pod].boundAt = times[0] }
        if Bool.random(using: &random) { deployment.placements[pod].terminatingAt = times[1] }
        if Bool.random(using: &random) { deployment.placements[pod].goneAt = times[2] }
      }
      let changed = DeviceLayout(deployment, of: scenario)
      do {
        let record = try simulate(deployment, layout: changed, of: scenario, replication: 1)
        #expect(record.workloadDigest == whole.workloadDigest, "seed \(seed), \(pattern)")
        for endpoint in record.endpoints {
          let left =
            endpoint.completed + endpoint.refused + endpoint.timedOut + endpoint.lost
            + endpoint.unfinished
          #expect(endpoint.arrived == left, "seed \(seed), \(pattern)")
        }
      } catch {
        Issue.record("seed \(seed), \(pattern): \(error)")
      }
    }
  }
}
