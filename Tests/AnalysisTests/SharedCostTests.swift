import Analysis
import Domain
import EventCore
import TestSupport
import Testing

/// Who pays for replicas that several tenants use.
@Suite struct SharedCostTests {
  /// One machine of 8 cores and 32 GiB at 0.40 an hour; a replica that requests 4 cores, 8 GiB and
  /// used 1 core; work 3 : 1 : 0.
  private func costs(_ rule: CostSharing, work: [Double]) throws -> CostSummary {
    var scenario = Fixtures.sharedScenario(rates: [1, 1, 1], weights: [1, 1, 2])
    scenario.nodePools[0].nodeCount = 1
    scenario.sharedServices[0].service.requests = ResourceList([
      .cpu: 4000, .memory: 8 * Fixtures.gibibyte,
    ])
    scenario.costs.idleSharing = rule
    let record = ReplicationRecord(
      pattern: .sharedNodes,
      replication: 1,
      seed: 11,
      events: 0,
      endpoints: work.map { EndpointRecord(arrived: 1, completed: 1, work: $0) },
      objectives: [],
      pods: [PodRecord(cpuSeconds: scenario.run.window.inSeconds)],
      usage: [],
      enforcement: [],
      workloadDigest: 0,
      outcomeDigest: 0
    )
    let variant = VariantRecord(
      pattern: .sharedNodes,
      deployment: Fixtures.deployment(of: scenario),
      replications: [record]
    )
    var run = HandMadeRun.run(scenario, variants: [])
    run.variants = [variant]
    return try #require(summarize(run).variants[0].costs)
  }

  /// Of the CPUs' price 1/8 is used, 3/8 is the replica's idle part, 4/8 is idle; of the memory's
  /// 8/32 is used.
  @Test func usageGoesByWorkAndIdleByRule() throws {
    let cpu = 8 * 0.031611
    let memory = 32 * 0.004237
    let cpuPrice = 0.4 * cpu / (cpu + memory)
    let memoryPrice = 0.4 - cpuPrice
    let used = cpuPrice / 8 + memoryPrice / 4
    let idle = 0.4 - used
    let even = try costs(.even, work: [3, 1, 0])
    let weighted = try costs(.weighted, work: [3, 1, 0])
    let proportional = try costs(.proportional, work: [3, 1, 0])
    for (index, share) in [0.75, 0.25, 0].enumerated() {
      func check(_ summary: CostSummary, _ idleShare: Double) {
        let cost = summary.tenants[index]
        #expect(abs(Double(cost.usage.micros) / 1e6 - used * share) < 5e-6)
        #expect(abs(Double(cost.idle.micros) / 1e6 - idle * idleShare) < 5e-6)
      }
      check(even, 1.0 / 3)
      check(weighted, [0.25, 0.25, 0.5][index])
      check(proportional, share)
    }
    for summary in [even, weighted, proportional] {
      #expect(summary.total == summary.assetCost)
      #expect(summary.assetCost == Money(micros: 400_000))
    }
    let methods = Set(even.lines.filter { $0.kind == .usage }.map(\.method))
    #expect(methods == ["work"])
  }

  /// Replicas that did nothing for anybody are paid by all alike.
  @Test func withoutWorkItIsEven() throws {
    let summary = try costs(.proportional, work: [0, 0, 0])
    let parts = summary.tenants.map(\.perHour.micros)
    #expect(summary.total == summary.assetCost)
    #expect((parts.max() ?? 0) - (parts.min() ?? 0) <= 6)
  }
}
