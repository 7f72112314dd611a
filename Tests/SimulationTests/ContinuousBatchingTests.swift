import Domain
import EventCore
import Randomness
import Simulation
import TestSupport
import Testing

/// Requests that are answered token by token, followed by hand.
///
/// A step that only reads prompts takes 4 ms + 0.1 ms a token; one that decodes 10 ms + 1 ms a
/// request + 1 us a token in the cache.
@Suite struct ContinuousBatchingTests {
  static let steps = StepTimes(
    prefillBase: .milliseconds(4),
    perPrefillToken: 0.0001,
    decodeBase: .milliseconds(10),
    perSequence: 0.001,
    perContextToken: 0.000_001
  )

  /// One replica on one node; a request of the trace for each arrival, in milliseconds.
  private func run(
    _ settings: ContinuousBatching,
    arrivals: [Int64],
    input: Int32 = 100,
    output: Int32 = 3,
    reuse: Double? = nil,
    timeout: SimDuration? = nil,
    queue: Int = 1000,
    limit: Int64? = nil,
    objectives: [Objective] = []
  ) throws -> ReplicationRecord {
    let trace = RequestTrace(
      path: "trace",
      arrivals: arrivals.map { SimTime.start + .milliseconds($0) },
      inputTokens: arrivals.map { _ in input },
      outputTokens: arrivals.map { _ in output }
    )
    let service = InferenceService(
      name: "llm",
      replicas: 1,
      requests: Fixtures.resources(cpu: 1000),
      limits: limit.map { ResourceList([.cpu: $0]) } ?? ResourceList(),
      runtime: .continuousBatching(settings),
      queueCapacity: queue,
      endpoints: [
        Endpoint(
          name: "e",
          arrivals: .trace(TraceReplay(trace: 0)),
          demand: .tokens(
            .init(input: nil, output: nil, prefixReuse: reuse.map { .constant($0) })
          ),
          timeout: timeout
        )
      ]
    )
    var scenario = Scenario(
      name: "steps",
      run: RunSettings(duration: .seconds(60), replications: 1),
      nodePools: [
        NodePool(name: "n", nodeCount: 1, allocatable: ResourceList([.cpu: 8000]))
      ],
      tenants: [Tenant(name: "only", services: [service])],
      objectives: objectives
    )
    scenario.traces = [trace]
    let deployment = Fixtures.deployment(of: scenario)
    let layout = DeviceLayout(deployment, of: scenario)
    return try simulate(deployment, layout: layout, of: scenario, replication: 1)
  }

  private func settings(cache: Int = 100_000, threads: Int = 1) -> ContinuousBatching {
    ContinuousBatching(steps: Self.steps, cacheTokens: cache, threads: threads)
  }

  /// 4 + 100 × 0.1 = 14 ms to the first token; then 10 + 1 + 0.101 and 10 + 1 + 0.102 ms.
  @Test func aRequestAlonePaysEveryStep() throws {
    let record = try run(settings(), arrivals: [0, 1000, 2000])
    let times = try #require(record.endpoints[0].tokenTimes)
    #expect(record.endpoints[0].completed == 3)
    #expect(times.toFirst.max == .milliseconds(14))
    #expect(times.toFirst.sum == 3 * 14e6)
    #expect(times.perToken.max == SimDuration(nanoseconds: (11_101_000 + 11_102_000) / 2))
    #expect(record.endpoints[0].latencyMax == SimDuration(nanoseconds: 14_000_000 + 22_203_000))
    #expect(abs(record.pods[0].cpuSeconds - 3 * 0.036203) < 1e-9)
  }

  /// The second comes while the first is being read: it is read from 14 to 28 ms, then both decode
  /// with 101 + 101 and 102 + 102 tokens in the cache: 12.202 and 12.204 ms.
  @Test func whoComesLaterIsReadFirst() throws {
    let record = try run(settings(), arrivals: [0, 5])
    let times = try #require(record.endpoints[0].tokenTimes)
    #expect(times.toFirst.sum == 14e6 + 23e6)
    #expect(times.toFirst.max == .milliseconds(23))
    let end: Int64 = 28_000_000 + 12_202_000 + 12_204_000
    #expect(record.endpoints[0].latencyMax == SimDuration(nanoseconds: end))
    #expect(record.endpoints[0].latencySum == Double(end + end - 5_000_000))
    #expect(times.perToken.max == SimDuration(nanoseconds: (end - 14_000_000) / 2))
  }

  /// Of 100 tokens 40 are in the cache: 4 + 60 × 0.1 ms.
  @Test func whatIsCachedIsNotRead() throws {
    let record = try run(settings(), arrivals: [0], reuse: 0.4)
    #expect(record.endpoints[0].tokenTimes?.toFirst.max == .milliseconds(10))
  }

  /// A quota of 10 ms in periods of 100 makes 72.406 ms of CPU take seven of them and a part.
  ///
  /// Two threads use one up in 5 ms; the first period ends at an unknown instant of its first 100.
  @Test func aQuotaSlowsTokens() throws {
    let record = try run(settings(threads: 2), arrivals: [0], limit: 100)
    let latency = record.endpoints[0].latencyMax
    #expect(latency > .milliseconds(600) && latency < .milliseconds(702), "\(latency)")
    #expect(abs(record.pods[0].cpuSeconds - 0.072406) < 1e-9)
  }

  /// A single token has no time per token; it is good for an objective about that.
  @Test func aSingleTokenComesFirstAndLast() throws {
    func objective(_ metric: ObjectiveMetric, _ threshold: SimDuration) -> Objective {
      Objective(
        name: metric.rawValue.lowercased(),
        tenants: [TenantID(0)],
        endpoints: [EndpointID(0)],
        metric: metric,
        threshold: threshold,
        target: 0.5,
        timeWindow: .seconds(86_400)
      )
    }
    let objectives = [
      objective(.latency, .milliseconds(20)), objective(.timeToFirstToken, .milliseconds(14)),
      objective(.timePerOutputToken, .milliseconds(5)),
    ]
    let single = try run(settings(), arrivals: [0, 1000], output: 1, objectives: objectives)
    let times = try #require(single.endpoints[0].tokenTimes)
    #expect(times.toFirst.count == 2 && times.perToken.count == 0)
    #expect(single.objectives.map(\.good) == [2, 2, 2])
    // 36 ms in all, 14 to the first token, 11 for each other one.
    let three = try run(settings(), arrivals: [0, 1000], output: 3, objectives: objectives)
    #expect(three.objectives.map(\.good) == [0, 2, 0])
    #expect(three.objectives.map(\.total) == [2, 2, 2])
  }

  /// After 14 + 11.101 + … + 11.103 = 47.306 ms the client waits on, until 50 ms; the step under
  /// way ends at 58.410 ms, and with it the replica's work.
  @Test func whoGivesUpLeavesTheBatch() throws {
    let record = try run(
      settings(),
      arrivals: [0, 1000],
      output: 1000,
      timeout: .milliseconds(50)
    )
    #expect(record.endpoints[0].timedOut == 2)
    #expect(abs(record.pods[0].cpuSeconds - 2 * 0.058410) < 1e-9)
  }

  /// One runs, two wait, the others are refused: 100 tokens take 1.1 s, and all come at once.
  @Test func fullQueuesRefuse() throws {
    var settings = settings()
    settings.maxSequences = 1
    let record = try run(settings, arrivals: [0, 1, 2, 3, 4], output: 100, queue: 2)
    #expect(record.endpoints[0].completed == 3)
    #expect(record.endpoints[0].queueFull == 2)
    let bound = try #require(record.enforcement.first { $0.rule == .maxSequences })
    // From the first step that the second one misses until the third one joins.
    let one = 0.014 + 99 * 0.011 + Double((101...199).reduce(0, +)) * 1e-6
    #expect(abs(bound.boundSeconds - (one - 0.014 + one)) < 1e-9)
  }

  /// 100 + 3 tokens need 7 blocks of 16, which is more than 64 tokens.
  @Test func whatNeverFitsIsRefused() throws {
    let record = try run(settings(cache: 64), arrivals: [0, 1])
    #expect(record.endpoints[0].tooLong == 2)
    #expect(record.enforcement.map(\.rule) == [.cacheLength])
    #expect(record.pods[0].cpuSeconds == 0)
  }

  /// Two requests of up to 10 + 30 tokens, and 4 blocks of 16: both join with a block each, grow to
  /// two each, and when the first needs its third, the second has to go and begins again.
  @Test func aFullCacheThrowsOut() throws {
    let record = try run(settings(cache: 64), arrivals: [0, 0], input: 10, output: 30)
    #expect(record.endpoints[0].completed == 2)
    let thrownOut = try #require(record.enforcement.first { $0.rule == .cachePreemption })
    #expect(thrownOut.count == 1)
    #expect(record.enforcement.contains { $0.rule == .cacheFull && $0.boundSeconds > 0 })
    #expect(record.endpoints[0].tokenTimes?.perToken.count == 2)
  }
}
