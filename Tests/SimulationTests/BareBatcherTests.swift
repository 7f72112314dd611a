import Domain
import EventCore
import Randomness
import Serving
import Simulation
import TestSupport
import Testing

/// A whole simulation of one replica against the engine alone, driven by a loop on one screen.
@Suite struct BareBatcherTests {
  @Test(arguments: 0..<40)
  func theSimulationAddsNothing(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: "batcher")
    let trace = trace(&random)
    let batching = settings(&random)
    let scheduling: RequestScheduling =
      [.firstComeFirstServed, .weightedFair, .virtualTokenCounter(.init())]
      .randomElement(using: &random) ?? .firstComeFirstServed
    let record = try simulated(trace, batching, scheduling)
    let times = driven(trace, batching, scheduling)
    let endpoint = record.endpoints[0]
    #expect(endpoint.completed == times.count, "seed \(seed)")
    let latencies = times.map { Double(($0.last - $0.arrived).nanoseconds) }
    #expect(endpoint.latencySum == latencies.reduce(0, +), "seed \(seed)")
    let firsts = times.map { Double(($0.first - $0.arrived).nanoseconds) }
    #expect(endpoint.tokenTimes?.toFirst.sum == firsts.reduce(0, +), "seed \(seed)")
    #expect(endpoint.tokenTimes?.toFirst.max.nanoseconds == firsts.max().map { Int64($0) })
  }

  private func settings(_ random: inout RandomStream) -> ContinuousBatching {
    var settings = ContinuousBatching(
      steps: ContinuousBatchingTests.steps,
      maxSequences: Int.random(in: 1...20, using: &random),
      maxStepTokens: 512,
      chunksPrefill: Bool.random(using: &random),
      cacheTokens: Int.random(in: 400...4000, using: &random)
    )
    settings.admission = CacheAdmission.allCases.randomElement(using: &random) ?? .onDemand
    settings.stepsBetweenAdmissions = Int.random(in: 0...12, using: &random)
    return settings
  }

  /// Some hundred requests in half a minute, on odd nanoseconds so that none comes as a step ends.
  private func trace(_ random: inout RandomStream) -> RequestTrace {
    let count = Int.random(in: 50...400, using: &random)
    let arrivals = (0..<count).map { _ in
      SimTime(nanoseconds: Int64.random(in: 0...15_000_000_000, using: &random) * 2 + 1)
    }
    return RequestTrace(
      path: "trace",
      arrivals: arrivals.sorted(),
      inputTokens: arrivals.map { _ in Int32.random(in: 1...200, using: &random) },
      outputTokens: arrivals.map { _ in Int32.random(in: 1...100, using: &random) }
    )
  }

  private func simulated(
    _ trace: RequestTrace,
    _ batching: ContinuousBatching,
    _ scheduling: RequestScheduling
  ) throws -> ReplicationRecord {
    let service = InferenceService(
      name: "llm",
      replicas: 1,
      requests: Fixtures.resources(cpu: 1000),
      runtime: .continuousBatching(batching),
      scheduling: scheduling,
      endpoints: [
        Endpoint(
          name: "e",
          arrivals: .trace(TraceReplay(trace: 0)),
          demand: .tokens(.init(input: nil, output: nil))
        )
      ]
    )
    var scenario = Scenario(
      name: "bare",
      run: RunSettings(duration: .seconds(3600), replications: 1),
      nodePools: [NodePool(name: "n", nodeCount: 1, allocatable: ResourceList([.cpu: 8000]))],
      tenants: [Tenant(name: "only", services: [service])]
    )
    scenario.traces = [trace]
    let deployment = Fixtures.deployment(of: scenario)
    let layout = DeviceLayout(deployment, of: scenario)
    return try simulate(deployment, layout: layout, of: scenario, replication: 1)
  }

  private struct Times {
    var arrived: SimTime
    var first = SimTime.never
    var last = SimTime.never
  }

  /// The engine alone: arrivals, steps, and a clock.
  private func driven(
    _ trace: RequestTrace,
    _ batching: ContinuousBatching,
    _ scheduling: RequestScheduling
  ) -> [Times] {
    var engine = ContinuousBatchers(
      replicas: [0],
      settings: [BatcherSettings(batching: batching, scheduling: scheduling)]
    )
    var times = trace.arrivals.map { Times(arrived: $0) }
    var next = 0
    var stepEnd = SimTime.never
    func end(of work: Double?, from now: SimTime) -> SimTime {
      work.map { now + SimDuration(nanoseconds: Int64($0.rounded(.up))) } ?? .never
    }
    while next < times.count || stepEnd < .never {
      if next < times.count, times[next].arrived < stepEnd {
        let demand = TokenDemand(
          inputTokens: Int(trace.inputTokens[next]),
          outputTokens: Int(trace.outputTokens[next])
        )
        let isTaken = engine.enqueue(UInt32(next), at: 0, demand)
        if isTaken, stepEnd == .never {
          stepEnd = end(of: engine.beginStep(at: 0), from: times[next].arrived)
        }
        next += 1
      } else {
        engine.finishStep(at: 0)
        for index in 0..<engine.firstTokens.count {
          let request = Int(engine.firstTokens[index])
          times[request].first = min(times[request].first, stepEnd)
        }
        for index in 0..<engine.completed.count {
          times[Int(engine.completed[index])].last = stepEnd
        }
        stepEnd = end(of: engine.beginStep(at: 0), from: stepEnd)
      }
    }
    return times.filter { $0.last < .never }
  }
}
