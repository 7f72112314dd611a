import Domain
import EventCore
import IsolationPatterns
import Randomness
import Simulation
import Statistics
import TestSupport
import Testing

/// Random small scenarios of every kind, under every pattern; all invariants are checked by
/// `simulate` itself, which throws if one is broken.
@Suite struct SwarmTests {
  @Test(arguments: 0..<150)
  func invariantsHold(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: "swarm")
    let scenario = SwarmScenario(&random).scenario
    for pattern in IsolationPattern.allCases {
      guard case .deployment(let deployment) = compile(scenario, into: pattern, seed: seed) else {
        continue
      }
      let layout = DeviceLayout(deployment, of: scenario)
      do {
        let record = try simulate(deployment, layout: layout, of: scenario, replication: 1)
        check(record, of: scenario, seed: seed)
      } catch {
        Issue.record("seed \(seed), \(pattern): \(error)")
      }
    }
  }

  private func check(_ record: ReplicationRecord, of scenario: Scenario, seed: UInt64) {
    for endpoint in record.endpoints {
      let left =
        endpoint.completed + endpoint.refused
        + endpoint.timedOut + endpoint.lost + endpoint.unfinished
      #expect(endpoint.arrived == left, "seed \(seed)")
      #expect(endpoint.unfinished >= 0, "seed \(seed)")
      #expect(endpoint.latency.count == Int64(endpoint.completed), "seed \(seed)")
    }
    for objective in record.objectives {
      #expect(objective.good <= objective.total, "seed \(seed)")
      #expect(objective.badMinutes <= objective.minutes, "seed \(seed)")
    }
    // Minute samples cover the whole run: their arrivals include the warm-up's.
    let sampled = record.usage.reduce(0) { $0 + $1.arrived }
    let measured = record.endpoints.reduce(0) { $0 + $1.arrived }
    #expect(sampled >= measured, "seed \(seed)")
  }
}

/// A scenario drawn from a seed.
struct SwarmScenario {
  var scenario: Scenario

  init(_ random: inout RandomStream) {
    var tenants: [Tenant] = []
    for number in 0..<Int.random(in: 1...4, using: &random) {
      tenants.append(Self.tenant("t\(number)", &random))
    }
    let warmUp = Int64.random(in: 0...30, using: &random)
    scenario = Scenario(
      name: "swarm",
      run: RunSettings(
        duration: .seconds(warmUp + Int64.random(in: 1...150, using: &random)),
        warmUp: .seconds(warmUp),
        replications: 1,
        seed: random.next()
      ),
      hardware: Bool.random(using: &random) ? .equal : .needed(targetUtilization: 0.8),
      nodePools: [
        NodePool(
          name: "cpu",
          nodeCount: Int.random(in: 1...5, using: &random),
          allocatable: ResourceList([.cpu: 4000, .memory: 16 * Fixtures.gibibyte, .pods: 30])
        ),
        NodePool(
          name: "gpu",
          nodeCount: Int.random(in: 1...4, using: &random),
          allocatable: ResourceList([.cpu: 4000, .memory: 16 * Fixtures.gibibyte, .pods: 30]),
          gpus: NodeGPUs(
            model: "A10G",
            count: Int.random(in: 1...2, using: &random),
            memoryEach: Bytes(24 * Fixtures.gibibyte),
            sharing: [
              .exclusive, .mps(MPSSharing(replicas: 3)),
              .timeSlicing(
                TimeSlicing(replicas: 3, slice: .milliseconds(2), switchCost: .milliseconds(1))
              ),
            ].randomElement(using: &random) ?? .exclusive
          )
        ),
      ],
      tenants: tenants,
      objectives: Roster(tenants).endpoints.enumerated().map { index, entry in
        Objective(
          name: "o\(index)",
          tenants: [entry.tenant],
          endpoints: [EndpointID(index)],
          threshold: .milliseconds(Int64.random(in: 1...500, using: &random)),
          target: 0.9,
          timeWindow: .seconds(86_400)
        )
      }
    )
  }

  private static func tenant(_ name: String, _ random: inout RandomStream) -> Tenant {
    var tenant = Tenant(
      name: name,
      riskTier: RiskTier.allCases.randomElement(using: &random) ?? .low
    )
    if Bool.random(using: &random) {
      tenant.quota = [.requests(.cpu): Int64.random(in: 500...4000, using: &random)]
    }
    for number in 0..<Int.random(in: 1...2, using: &random) {
      tenant.services.append(service("s\(number)", &random))
    }
    if Bool.random(using: &random) {
      tenant.batchWorkloads.append(
        BatchWorkload(
          name: "job",
          replicas: Int.random(in: 1...2, using: &random),
          requests: Fixtures.resources(cpu: 100),
          limits: Bool.random(using: &random) ? ResourceList([.cpu: 1500]) : ResourceList(),
          threads: Int.random(in: 1...8, using: &random),
          activity: Bool.random(using: &random)
            ? .always
            : .onOff(activeSeconds: .exponential(mean: 3), idleSeconds: .exponential(mean: 3))
        )
      )
    }
    return tenant
  }

  private static func service(_ name: String, _ random: inout RandomStream) -> InferenceService {
    let isBatching = Bool.random(using: &random)
    let isStepping = Int.random(in: 0..<3, using: &random) == 0
    let usesGPU = Int.random(in: 0..<4, using: &random) == 0
    let runtime: ServingRuntime =
      isStepping
      ? stepping(&random)
      : isBatching
        ? .batching(
          .init(
            maxBatch: Int.random(in: 1...8, using: &random),
            maxQueueDelay: .milliseconds(Int64.random(in: 0...20, using: &random)),
            latencyCurve: [
              .init(items: 1, latency: .milliseconds(5)),
              .init(items: 8, latency: .milliseconds(20)),
            ],
            threads: 2
          )
        )
        : .concurrent(
          workers: Int.random(in: 1...6, using: &random),
          threadsPerRequest: Int.random(in: 1...2, using: &random),
          gpuStreams: 2
        )
    return InferenceService(
      name: name,
      replicas: Int.random(in: 1...3, using: &random),
      requests: Fixtures.resources(
        cpu: Int64.random(in: 0...800, using: &random),
        gpu: usesGPU ? 1 : nil
      ),
      limits: Bool.random(using: &random) ? ResourceList([.cpu: 1000]) : ResourceList(),
      runtime: runtime,
      queueCapacity: Int.random(in: 0...20, using: &random),
      balancing: Bool.random(using: &random) ? .leastRequest : .roundRobin,
      scheduling: scheduling(&random),
      endpoints: (0..<Int.random(in: 1...2, using: &random)).map { endpoint in
        Endpoint(
          name: "e\(endpoint)",
          arrivals: .renewal(
            gaps: Bool.random(using: &random) ? .poisson : .deterministic,
            rate: .constant(perSecond: Double(Int.random(in: 1...80, using: &random)))
          ),
          demand: demand(isBatching: isBatching, isStepping: isStepping),
          timeout: Bool.random(using: &random) ? .milliseconds(50) : nil,
          rateLimit: Bool.random(using: &random) ? RateLimit(perSecond: 20, burst: 10) : nil
        )
      }
    )
  }

  private static func demand(isBatching: Bool, isStepping: Bool) -> RequestDemand {
    if isStepping {
      let tokens = Distribution.exponential(mean: 60)
      return .tokens(
        .init(input: tokens, output: .exponential(mean: 20), prefixReuse: .uniform(low: 0, high: 1))
      )
    }
    return isBatching ? .items(.constant(1)) : .time(.exponential(mean: 0.03))
  }

  private static func scheduling(_ random: inout RandomStream) -> RequestScheduling {
    [.firstComeFirstServed, .priority, .weightedFair, .virtualTokenCounter(.init())]
      .randomElement(using: &random) ?? .firstComeFirstServed
  }

  private static func stepping(_ random: inout RandomStream) -> ServingRuntime {
    var settings = ContinuousBatching(
      steps: StepTimes(
        prefillBase: .milliseconds(Int64.random(in: 0...2, using: &random)),
        perPrefillToken: 0.000_01,
        decodeBase: .milliseconds(Int64.random(in: 1...4, using: &random)),
        perSequence: 0.000_1,
        perContextToken: 0.000_000_3
      ),
      maxSequences: Int.random(in: 1...12, using: &random),
      maxStepTokens: Int.random(in: 64...400, using: &random),
      chunksPrefill: Bool.random(using: &random),
      cacheTokens: Int.random(in: 100...2000, using: &random),
      admission: CacheAdmission.allCases.randomElement(using: &random) ?? .onDemand
    )
    settings.threads = Int.random(in: 1...2, using: &random)
    return .continuousBatching(settings)
  }
}
