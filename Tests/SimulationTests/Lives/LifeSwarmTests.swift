import Domain
import EventCore
import IsolationPatterns
import Randomness
import Simulation
import TestSupport
import Testing

/// Random scenarios with random memory, starts and lives; `simulate` checks the invariants itself.
@Suite struct LifeSwarmTests {
  @Test(arguments: 0..<120)
  func invariantsHoldWhateverDies(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: "deaths")
    var scenario = SwarmScenario(&random).scenario
    let calm = scenario
    change(&scenario, &random)
    for pattern in IsolationPattern.allCases {
      guard case .deployment(var deployment) = compile(scenario, into: pattern, seed: seed) else {
        continue
      }
      let undisturbed = try workload(of: calm, pattern, seed: seed)
      end(&deployment, scenario, &random)
      let layout = DeviceLayout(deployment, of: scenario)
      do {
        let record = try simulate(deployment, layout: layout, of: scenario, replication: 1)
        let again = try simulate(deployment, layout: layout, of: scenario, replication: 1)
        #expect(record == again, "seed \(seed), \(pattern)")
        if let undisturbed {
          #expect(record.workloadDigest == undisturbed, "seed \(seed), \(pattern)")
        }
        check(record, "seed \(seed), \(pattern)")
      } catch {
        Issue.record("seed \(seed), \(pattern): \(error)")
      }
    }
  }

  /// The random scenarios reach everything that can befall a pod by itself.
  @Test func everythingHappens() throws {
    var seen: Set<PodEventRecord.Kind> = []
    for seed in UInt64(0)..<40 {
      var random = RandomStream(seed: seed, purpose: "deaths")
      var scenario = SwarmScenario(&random).scenario
      change(&scenario, &random)
      for pattern in IsolationPattern.allCases {
        guard case .deployment(let deployment) = compile(scenario, into: pattern, seed: seed)
        else { continue }
        let layout = DeviceLayout(deployment, of: scenario)
        let record = try simulate(deployment, layout: layout, of: scenario, replication: 1)
        seen.formUnion(record.podEvents.map(\.kind))
      }
    }
    #expect(seen == Set(PodEventRecord.Kind.allCases).subtracting([.crash]))
  }

  private func workload(
    of scenario: Scenario,
    _ pattern: IsolationPattern,
    seed: UInt64
  ) throws -> UInt64? {
    guard case .deployment(let deployment) = compile(scenario, into: pattern, seed: seed) else {
      return nil
    }
    let layout = DeviceLayout(deployment, of: scenario)
    return try simulate(deployment, layout: layout, of: scenario, replication: 1).workloadDigest
  }

  private func check(_ record: ReplicationRecord, _ title: String) {
    for endpoint in record.endpoints {
      let left =
        endpoint.completed + endpoint.refused + endpoint.timedOut + endpoint.lost
        + endpoint.unfinished
      #expect(endpoint.arrived == left, "\(title)")
    }
    let kills: Set<PodEventRecord.Kind> = [.memoryLimitKill, .nodeMemoryKill, .crash]
    let deaths = record.podEvents.filter { kills.contains($0.kind) }.count
    let evictions = record.podEvents.filter { $0.kind == .eviction }.count
    #expect(record.pods.reduce(0) { $0 + $1.deaths } == deaths, "\(title)")
    #expect(record.pods.reduce(0) { $0 + $1.evictions } == evictions, "\(title)")
    #expect(record.usage.reduce(0) { $0 + $1.restarts } == deaths + evictions, "\(title)")
    let lost = record.podEvents.reduce(0) { $0 + $1.lost }
    #expect(record.usage.reduce(0) { $0 + $1.lost } >= lost, "\(title)")
    #expect(zip(record.podEvents, record.podEvents.dropFirst()).allSatisfy { $0.time <= $1.time })
  }

  private func change(_ scenario: inout Scenario, _ random: inout RandomStream) {
    let mebi = Fixtures.mebibyte
    scenario.cluster.registryBandwidth =
      Bool.random(using: &random) ? Double.random(in: 1e7...1e9, using: &random) : nil
    for pool in scenario.nodePools.indices {
      // Small enough that pods of a gibibyte meet each other.
      scenario.nodePools[pool].allocatable[.memory] =
        Int64.random(in: 2...6, using: &random) * Fixtures.gibibyte
      scenario.nodePools[pool].memoryPressure = MemoryPressureRules(
        memoryAvailable: Int64.random(in: 0...300, using: &random) * mebi,
        interval: .seconds(Int64.random(in: 1...10, using: &random)),
        transitionPeriod: .seconds(Int64.random(in: 0...60, using: &random))
      )
      if Bool.random(using: &random) {
        scenario.nodePools[pool].bandwidth = NodeBandwidth(network: 1e8, disk: 5e7)
      }
    }
    for tenant in scenario.tenants.indices {
      for service in scenario.tenants[tenant].services.indices {
        scenario.tenants[tenant].services[service].memoryUse = memory(&random)
        scenario.tenants[tenant].services[service].startup = startup(&random)
        if Bool.random(using: &random) {
          scenario.tenants[tenant].services[service].limits[.memory] = 1500 * mebi
        }
      }
      for batch in scenario.tenants[tenant].batchWorkloads.indices {
        scenario.tenants[tenant].batchWorkloads[batch].memoryUse = memory(&random)
        scenario.tenants[tenant].batchWorkloads[batch].startup = startup(&random)
      }
    }
  }

  private func memory(_ random: inout RandomStream) -> MemoryUse? {
    guard Int.random(in: 0..<3, using: &random) > 0 else { return nil }
    let mebi = Fixtures.mebibyte
    let each = Int64.random(in: 0...200, using: &random) * mebi
    return MemoryUse(
      base: Int64.random(in: 0...1400, using: &random) * mebi,
      perRequest: each,
      perWaiting: Bool.random(using: &random) ? each / 2 : 0,
      growthPerSecond: Bool.random(using: &random)
        ? Double.random(in: 0...50, using: &random) * Double(mebi) : 0,
      growsTo: Bool.random(using: &random) ? 1700 * mebi : nil
    )
  }

  private func startup(_ random: inout RandomStream) -> Startup {
    Startup(
      image: Int64.random(in: 0...3, using: &random) * 100_000_000,
      weights: Int64.random(in: 0...3, using: &random) * 100_000_000,
      weightsFrom: Bool.random(using: &random) ? .registry : .disk,
      compile: .milliseconds(Int64.random(in: 0...5000, using: &random)),
      startsCold: Bool.random(using: &random)
    )
  }

  /// Some pods come and go by plan too.
  private func end(
    _ deployment: inout Deployment,
    _ scenario: Scenario,
    _ random: inout RandomStream
  ) {
    let length = scenario.run.duration.nanoseconds
    for pod in deployment.placements.indices where Int.random(in: 0..<4, using: &random) == 0 {
      let times = (0..<3).map { _ in
        SimTime.start + SimDuration(nanoseconds: Int64.random(in: 0...length, using: &random))
      }.sorted()
      if Bool.random(using: &random) { deployment.placements[pod].boundAt = times[0] }
      if Bool.random(using: &random) { deployment.placements[pod].terminatingAt = times[1] }
      if Bool.random(using: &random) { deployment.placements[pod].goneAt = times[2] }
    }
  }
}
