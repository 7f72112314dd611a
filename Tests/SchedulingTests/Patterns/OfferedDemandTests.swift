import Domain
import EventCore
import IsolationPatterns
import Randomness
import TestSupport
import Testing

/// What each kind of traffic counts when nodes are dealt: always three cores, beside one.
@Suite struct OfferedDemandTests {
  @Test func threadsMultiplyWork() throws {
    // 15/s × 0.1 s × 2 threads
    var service = Self.service(.renewal(gaps: .poisson, rate: .constant(perSecond: 15)))
    service.runtime = .concurrent(workers: 4, threadsPerRequest: 2, gpuStreams: 1)
    try expectThreeCores(service)
  }

  @Test func ratesAreMeansOverTheRun() throws {
    // Off for 1 s at 0, on for 3 s at 40/s: 30/s on average × 0.1 s
    let phases = RateProfile.OnOff(
      onPerSecond: 40,
      offPerSecond: 0,
      onSeconds: .constant(3),
      offSeconds: .exponential(mean: 1)
    )
    try expectThreeCores(Self.service(.renewal(gaps: .poisson, rate: .onOff(phases))))
  }

  @Test func tokensCostTheirMeans() throws {
    // 10/s × (0.1 + 100 × 0.001 + 10 × 0.01) s
    var service = Self.service(.renewal(gaps: .poisson, rate: .constant(perSecond: 10)))
    service.endpoints[0].demand = .tokens(
      Self.tokens(input: .uniform(low: 50, high: 150), output: .constant(10))
    )
    try expectThreeCores(service)
  }

  @Test func tracesBringTheirRateAndTheirTokens() throws {
    // 5 rows in 4 s and one gap more, 5 s; twice as fast, every second: 1/s.
    // × (0.1 + 1900 × 0.001 + 100 × 0.01) s
    var service = Self.service(.trace(TraceReplay(trace: 0, speed: 2, every: 2, repeats: true)))
    service.endpoints[0].demand = .tokens(Self.tokens(input: nil, output: nil))
    try expectThreeCores(
      service,
      trace: RequestTrace(
        path: "trace.csv",
        arrivals: (0..<5).map { SimTime.start + .seconds($0) },
        inputTokens: [1700, 1800, 1900, 2000, 2100],
        outputTokens: [80, 90, 100, 110, 120]
      )
    )
  }

  @Test func batchesAreCountedAsIfServedAlone() throws {
    // Three items: 20 ms + half of the way to 40 ms. 50/s × 0.03 s × 2 threads
    var service = Self.service(.renewal(gaps: .poisson, rate: .constant(perSecond: 50)))
    let curve = [(1.0, Int64(10)), (2, 20), (4, 40)].map { items, milliseconds in
      ServingRuntime.LatencyPoint(items: items, latency: .milliseconds(milliseconds))
    }
    service.runtime = .batching(
      ServingRuntime.Batching(
        maxBatch: 8,
        maxQueueDelay: .milliseconds(5),
        latencyCurve: curve,
        threads: 2
      )
    )
    service.endpoints[0].demand = .items(.uniform(low: 1, high: 5))
    try expectThreeCores(service)
  }

  @Test func stepsAreSharedByWhoeverRuns() throws {
    // 20/s × (125 × 0.8 read × 0.5 ms + 20 decoded × (10 ms ÷ 2 at once + 0 ms)) = 20 × 0.15 s
    var service = Self.service(.renewal(gaps: .poisson, rate: .constant(perSecond: 20)))
    service.runtime = .continuousBatching(
      ContinuousBatching(
        steps: StepTimes(perPrefillToken: 0.0005, decodeBase: .milliseconds(10)),
        maxSequences: 2,
        cacheTokens: 10_000
      )
    )
    service.endpoints[0].demand = .tokens(
      .init(input: .constant(125), output: .constant(21), prefixReuse: .constant(0.2))
    )
    try expectThreeCores(service)
  }

  @Test func gpuTimeDecidesAboutGPUNodes() throws {
    // 2 GPU-seconds per second of the service beside 4 × ½ of the batch, which is on half the time.
    var ann = Small.tenant("ann", load: 2)
    ann.services[0].requests[.gpu] = 1
    var bob = Small.tenant("bob", batch: 4)
    bob.services = []
    bob.batchWorkloads[0].requests[.gpu] = 1
    bob.batchWorkloads[0].activity = .onOff(
      activeSeconds: .constant(5),
      idleSeconds: .constant(5)
    )
    var scenario = Small.scenario(nodes: 0, tenants: [ann, bob])
    scenario.nodePools = [Small.gpuPool(6)]
    scenario.nodePools[0].taints = []
    let deployment = try Small.deployment(scenario, .clusters)
    #expect(Small.nodeCounts(deployment, scenario) == ["ann/gpu": 3, "bob/gpu": 3])
  }

  private static func service(_ arrivals: ArrivalProcess) -> InferenceService {
    var service = Fixtures.service(ratePerSecond: 1, work: .constant(0.1))
    service.endpoints[0].arrivals = arrivals
    return service
  }

  private static func tokens(
    input: Distribution?,
    output: Distribution?
  ) -> RequestDemand.TokenDemand {
    RequestDemand.TokenDemand(
      input: input,
      output: output,
      base: 0.1,
      perInputToken: 0.001,
      perOutputToken: 0.01
    )
  }

  /// Three cores beside one are 60 of 80 nodes; a core more or less would be five nodes.
  private func expectThreeCores(_ service: InferenceService, trace: RequestTrace? = nil) throws {
    var tenant = Small.tenant("three")
    tenant.services = [service]
    var scenario = Small.scenario(nodes: 80, tenants: [tenant, Small.tenant("one", load: 1)])
    scenario.traces = trace.map { [$0] } ?? []
    let deployment = try Small.deployment(scenario, .clusters)
    #expect(Small.nodeCounts(deployment, scenario) == ["three/cpu": 60, "one/cpu": 20])
  }
}
