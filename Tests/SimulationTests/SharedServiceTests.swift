import Domain
import EventCore
import IsolationPatterns
import Randomness
import Simulation
import TestSupport
import Testing

/// Several tenants on the same replicas, through the whole simulation.
@Suite struct SharedServiceTests {
  private func record(
    _ scenario: Scenario,
    _ pattern: IsolationPattern? = nil,
    enforcesRateLimits: Bool = true
  ) throws -> ReplicationRecord {
    var deployment = Fixtures.deployment(of: scenario, enforcesRateLimits: enforcesRateLimits)
    if let pattern {
      guard case .deployment(let compiled) = compile(scenario, into: pattern, seed: 1) else {
        Issue.record("\(pattern) can't be built")
        throw CancellationError()
      }
      deployment = compiled
    }
    let layout = DeviceLayout(deployment, of: scenario)
    return try simulate(deployment, layout: layout, of: scenario, replication: 1)
  }

  private func mean(_ endpoint: EndpointRecord) -> Double {
    endpoint.latencySum / Double(endpoint.completed) / 1e9
  }

  /// Arrivals are the same under every pattern, and a tenant that has replicas of its own is not
  /// touched by what the others send.
  @Test func ownReplicasAreNotDisturbed() throws {
    let calm = Fixtures.sharedScenario(rates: [20, 20, 20], replicas: 3, timeout: .seconds(5))
    var rough = calm
    rough.tenants[2].uses[0].endpoints[0].arrivals = .renewal(
      gaps: .poisson,
      rate: .constant(perSecond: 200)
    )
    let (quiet, loud) = (try record(calm, .clusters), try record(rough, .clusters))
    #expect(quiet.endpoints[0] == loud.endpoints[0])
    #expect(quiet.endpoints[1] == loud.endpoints[1])
    let (before, after) = (try record(calm, .namespaces), try record(rough, .namespaces))
    #expect(mean(after.endpoints[0]) > 5 * mean(before.endpoints[0]))
    #expect(quiet.workloadDigest == before.workloadDigest)
  }

  /// One worker, all overloaded: work goes by weight, 1 : 2 : 5, to within a request of each.
  @Test func fairQueuesServeByWeight() throws {
    let scenario = Fixtures.sharedScenario(
      rates: [100, 100, 100],
      weights: [1, 2, 5],
      scheduling: .weightedFair
    )
    let work = try record(scenario).endpoints.map(\.work)
    let sum = work.reduce(0, +)
    // Those who arrived before the warm-up count for none; they are at the head of each line, which
    // is why only proportions of later ones can be told: over 540 s each line has enough of them.
    #expect(sum > 0)
    let samples = try record(scenario).usage.filter { $0.minute > 2 && $0.minute < 9 }
    let used = (0..<3).map { tenant in
      samples.filter { $0.tenant == TenantID(tenant) }.reduce(0) { $0 + $1.cpuCores }
    }
    let all = used.reduce(0, +)
    for (part, share) in zip(used, [1.0 / 8, 2.0 / 8, 5.0 / 8]) {
      #expect(abs(part / all - share) < 0.01)
    }
    // One core, busy all the time.
    #expect(abs(all / 6 - 1) < 1e-6)
  }

  /// What the others send costs a light tenant one request in service at most, and its turn.
  @Test func lightTenantsHardlyWait() throws {
    func wait(_ scheduling: RequestScheduling) throws -> Double {
      let scenario = Fixtures.sharedScenario(
        rates: [2, 100, 100],
        scheduling: scheduling,
        timeout: .seconds(10)
      )
      return mean(try record(scenario).endpoints[0])
    }
    #expect(try wait(.firstComeFirstServed) > 5)
    // Its own 20 ms, and at most some requests of the others, 20 ms each.
    #expect(try wait(.weightedFair) < 0.12)
  }

  @Test func oneFlowIsFirstComeFirstServed() throws {
    func outcome(_ scheduling: RequestScheduling) throws -> UInt64 {
      let scenario = Fixtures.sharedScenario(
        rates: [60, 0.001, 0.001],
        priorities: [3, 3, 3],
        scheduling: scheduling,
        timeout: .seconds(1)
      )
      return try record(scenario).outcomeDigest
    }
    let straight = try outcome(.firstComeFirstServed)
    #expect(try outcome(.priority) == straight)
  }

  /// Queues, memory and replicas are told by tenant, though the pods are nobody's.
  @Test func usageIsDivided() throws {
    let scenario = Fixtures.sharedScenario(rates: [30, 60, 0.001], replicas: 2)
    let usage = try record(scenario).usage
    for sample in usage {
      #expect(sample.replicas == 2)
      // Two pods of a gibibyte, a third each, rounded down per pod.
      #expect(sample.memoryRequested.value == 2 * (Fixtures.gibibyte / 3))
    }
    func cores(_ tenant: Int) -> Double {
      usage.filter { $0.tenant == TenantID(tenant) }.reduce(0) { $0 + $1.cpuCores } / 10
    }
    // 30 × 20 ms and 60 × 20 ms.
    #expect(abs(cores(0) - 0.6) < 0.05)
    #expect(abs(cores(1) - 1.2) < 0.1)
    let busy = try record(Fixtures.sharedScenario(rates: [200, 0.001, 0.001])).usage
    #expect(busy.filter { $0.tenant == TenantID(0) }.last?.queued ?? 0 > 1000)
    #expect(busy.filter { $0.tenant == TenantID(1) }.allSatisfy { $0.queued <= 2 })
  }

  // MARK: Limits per minute

  /// Deterministic arrivals, one a second: 20 of the 60 in a minute pass.
  @Test func requestsPerMinute() throws {
    var scenario = Fixtures.sharedScenario(rates: [1, 1, 1], work: .constant(0.001))
    scenario.run.warmUp = .zero
    for tenant in 0..<3 {
      scenario.tenants[tenant].uses[0].endpoints[0].arrivals = .renewal(
        gaps: .deterministic,
        rate: .constant(perSecond: 1)
      )
    }
    scenario.tenants[0].uses[0].limits = UsageLimits(requestsPerMinute: 20)
    scenario.tenants[1].limits = UsageLimits(requestsPerMinute: 30)
    let record = try record(scenario)
    // 599 arrive, at 1 s … 599 s, in ten minutes.
    let ends = [20 * 10, 30 * 10]
    #expect(record.endpoints[0].completed == ends[0])
    #expect(record.endpoints[0].requestLimited == 599 - ends[0])
    #expect(record.endpoints[1].completed == ends[1])
    #expect(record.endpoints[2].completed == 599)
    let rows = record.enforcement.filter { $0.rule == .requestLimit }
    #expect(rows.map(\.count) == [599 - 200, 599 - 300])
    #expect(rows.map(\.tenant) == [TenantID(0), TenantID(1)])
    let free = try self.record(scenario, enforcesRateLimits: false)
    #expect(free.endpoints.allSatisfy { $0.requestLimited == 0 && $0.completed == 599 })
  }

  /// 100 tokens in and 50 out, one request a second, 1,000 tokens a minute.
  @Test(arguments: [(nil, 7), (50, 6), (400, 2)] as [(Int?, Int)])
  func tokensPerMinute(estimate: Int?, perMinute: Int) throws {
    var scenario = Fixtures.sharedScenario(rates: [1])
    scenario.run.warmUp = .zero
    let tokens = RequestDemand.TokenDemand(
      input: .constant(100),
      output: .constant(50),
      base: 0.001,
      perInputToken: 0,
      perOutputToken: 0
    )
    scenario.tenants[0].uses[0].endpoints[0].demand = .tokens(tokens)
    scenario.tenants[0].uses[0].endpoints[0].arrivals = .renewal(
      gaps: .deterministic,
      rate: .constant(perSecond: 1)
    )
    scenario.tenants[0].uses[0].limits = UsageLimits(
      tokensPerMinute: 1000,
      estimatedOutputTokens: estimate
    )
    let record = try record(scenario)
    // As they are done: six have used 900, the seventh's 100 just fit. Estimated at 50: six use 900
    // and 150 more don't fit. Estimated at 400: two use 1,000.
    #expect(record.endpoints[0].completed == perMinute * 10)
    #expect(record.endpoints[0].tokenLimited == 599 - perMinute * 10)
    #expect(record.enforcement.contains { $0.rule == .tokenLimit && $0.count > 0 })
  }

  // MARK: Caches

  @Test func cachesAnswerTheirShare() throws {
    var scenario = Fixtures.sharedScenario(rates: [100, 10, 10], replicas: 4)
    let without = try record(scenario)
    scenario.sharedServices[0].service.cache = ResponseCache(
      hitRatio: 0.3,
      latency: .milliseconds(2)
    )
    let record = try record(scenario)
    #expect(record.workloadDigest == without.workloadDigest)
    let endpoint = record.endpoints[0]
    // 54,000 requests; the standard deviation of the share is √(0.3 × 0.7 ÷ 54,000) = 0.2 %.
    #expect(abs(Double(endpoint.cacheHits) / Double(endpoint.arrived) - 0.3) < 0.008)
    #expect(abs(endpoint.work / without.endpoints[0].work - 0.7) < 0.02)
    #expect(endpoint.arrived == endpoint.completed + endpoint.refused + endpoint.unfinished)
    scenario.sharedServices[0].service.cache?.hitRatio = 1
    let full = try self.record(scenario)
    #expect(full.endpoints[0].cacheHits == full.endpoints[0].arrived)
    #expect(full.endpoints[0].latencyMax == .milliseconds(2))
    #expect(full.endpoints[0].work == 0)
  }

  /// Whether the cache has the answer is drawn at arrival, whatever the pattern refuses.
  @Test func patternsShareTheHits() throws {
    var scenario = Fixtures.sharedScenario(rates: [20, 20, 20], replicas: 3)
    scenario.sharedServices[0].service.cache = ResponseCache(
      hitRatio: 0.5,
      latency: .milliseconds(1)
    )
    let hits = try [IsolationPattern.sharedNodes, .namespaces, .clusters].map { pattern in
      try record(scenario, pattern).endpoints.map(\.cacheHits)
    }
    #expect(hits[0] == hits[1] && hits[1] == hits[2])
  }

  // MARK: Swarm

  /// Random shared services of every kind under every pattern; `simulate` checks the invariants.
  @Test(arguments: 0..<60 as Range<UInt64>)
  func invariantsHold(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: "shared-swarm")
    let scenario = swarm(&random)
    for pattern in IsolationPattern.allCases {
      guard case .deployment(let deployment) = compile(scenario, into: pattern, seed: seed) else {
        continue
      }
      let layout = DeviceLayout(deployment, of: scenario)
      do {
        let record = try simulate(deployment, layout: layout, of: scenario, replication: 1)
        let again = try simulate(deployment, layout: layout, of: scenario, replication: 1)
        #expect(record == again, "seed \(seed), \(pattern)")
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

  private func swarm(_ random: inout RandomStream) -> Scenario {
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let schedulers: [RequestScheduling] = [.firstComeFirstServed, .priority, .weightedFair]
    var scenario = Fixtures.sharedScenario(
      rates: [Double(pick(1...60)), Double(pick(1...60)), Double(pick(1...60))],
      weights: [pick(1...5), pick(1...5), pick(1...5)],
      priorities: [pick(-1...1), nil, pick(0...2)],
      replicas: pick(1...5),
      workers: pick(1...3),
      scheduling: schedulers[pick(0...2)],
      timeout: pick(0...1) == 0 ? nil : .milliseconds(Int64(pick(20...2000))),
      duration: .seconds(Int64(pick(61...150)))
    )
    scenario.sharedServices[0].service.queueCapacity = pick(0...30)
    if pick(0...1) == 0 {
      let curve = [
        ServingRuntime.LatencyPoint(items: 1, latency: .milliseconds(Int64(pick(5...30)))),
        ServingRuntime.LatencyPoint(items: 8, latency: .milliseconds(60)),
      ]
      scenario.sharedServices[0].service.runtime = .batching(
        .init(
          maxBatch: pick(1...8),
          maxQueueDelay: .milliseconds(Int64(pick(0...20))),
          latencyCurve: curve
        )
      )
      for tenant in 0..<3 {
        scenario.tenants[tenant].uses[0].endpoints[0].demand = .items(
          .constant(Double(pick(1...3)))
        )
      }
    }
    if pick(0...1) == 0 {
      scenario.sharedServices[0].service.cache = ResponseCache(
        hitRatio: Double(pick(0...4)) / 4,
        latency: .milliseconds(1)
      )
    }
    if pick(0...1) == 0 {
      scenario.tenants[0].limits = UsageLimits(
        requestsPerMinute: pick(1...2000),
        window: UsageLimits.Window.allCases[pick(0...2)]
      )
    }
    if pick(0...1) == 0 {
      // Replicas that come and go hand their queues back.
      scenario.sharedServices[0].service.terms.endsAt = .start + .seconds(Int64(pick(1...60)))
    }
    return scenario
  }
}
