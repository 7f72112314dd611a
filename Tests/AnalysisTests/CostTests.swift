import Analysis
import Domain
import EventCore
import Statistics
import TestSupport
import Testing

@Suite struct CostTests {
  private static let replications = (1...2).map {
    HandMadeRun.replication($0, .sharedNodes, victim: [1, 2, 3], good: 3, of: 3)
  }

  private func costs(_ scenario: Scenario) throws -> CostSummary {
    let run = HandMadeRun.run(scenario, variants: [(.sharedNodes, Self.replications)])
    return try #require(summarize(run).variants[0].costs)
  }

  /// Two machines at 340,000 and a cluster at 100,000 millionths an hour.
  ///
  /// cpu:memory = 8 × 0.031611 : 32 × 0.004237 = 442,667 : 237,333.
  /// Cores: victim 2 requested, noisy 3 + 1 used (360 ÷ 120 s, 120 ÷ 120 s), so 2 of 8 are idle.
  /// Memory: 2 GiB requested by each, so 28 of 32 are idle.
  @Test func ledgerByHand() throws {
    let costs = try costs(Fixtures.twoTenants())
    #expect(costs.assetCost.micros == 2 * 340_000 + 100_000)
    func micros(_ kind: CostLine.Kind, _ resource: String, _ tenant: Int) -> Int64? {
      costs.lines.first {
        $0.kind == kind && $0.resource == resource && $0.tenant == TenantID(tenant)
      }?.perHour.micros
    }
    #expect(micros(.usage, "cpu", 0) == 110_667)  // 442,667 × 2 ÷ 8
    #expect(micros(.usage, "cpu", 1) == 221_333)  // 442,667 × 4 ÷ 8
    #expect(micros(.usage, "memory", 0) == 14_833)  // 237,333 × 2 ÷ 32
    #expect(micros(.idle, "cpu", 0) == 38_402)  // 110,667 × 125,500 ÷ (125,500 + 236,166)
    #expect(micros(.overhead, "cluster", 1) == 50_000)  // 100,000 ÷ 2
    let victim = costs.tenants[0]
    #expect(victim.usage.micros == 110_667 + 14_833)
    #expect(victim.perHour + costs.tenants[1].perHour == costs.assetCost)
    #expect(victim.perMonth.micros == victim.perHour.micros * 730)
    // 3 requests in each of 2 replications of 1/30 hour: 90 an hour.
    let perThousand = Double(victim.perHour.micros) / 1e6 / 90 * 1000
    #expect(abs(try #require(victim.perThousandRequests) - perThousand) < 1e-9)
    #expect(victim.perMillionTokens == nil)
  }

  @Test(arguments: CostSharing.allCases)
  func idleIsDividedByTheRule(rule: CostSharing) throws {
    var scenario = Fixtures.twoTenants()
    scenario.costs.idleSharing = rule
    scenario.tenants[1].weight = 3
    let costs = try costs(scenario)
    let idle = costs.tenants.map { Double($0.idle.micros) }
    let share = idle[1] / (idle[0] + idle[1])
    let expected =
      switch rule {
      case .even: 0.5
      case .weighted: 0.75
      case .proportional: 236_166.0 / 361_666
      }
    #expect(abs(share - expected) < 1e-5)
    #expect(costs.lines.filter { $0.kind == .idle }.allSatisfy { $0.method == rule.rawValue })
  }

  /// A machine of one tenant is paid for by that tenant, idle or not, whatever the rule.
  @Test func ownersPayForTheirIdleMachines() throws {
    let run = HandMadeRun.run(variants: [(.nodePools, Self.replications)])
    var variant = run.variants[0]
    variant.deployment?.plan.nodes[0].tenants = [TenantID(0)]
    variant.deployment?.plan.nodes[1].tenants = [TenantID(1)]
    for pod in 0..<4 { variant.deployment?.placements[pod].node = NodeID(pod / 2) }
    let changed = RunRecord(
      scenario: run.scenario,
      provenance: run.provenance,
      variants: [variant]
    )
    let costs = try #require(summarize(changed).variants[0].costs)
    #expect(costs.lines.filter { $0.kind == .idle }.allSatisfy { $0.method == "owner" })
    #expect(costs.tenants.allSatisfy { $0.perHour.micros == 340_000 + 50_000 })
  }

  /// Daemons take 1 of 4 cores of each machine; both tenants pay half of them.
  @Test func daemonsAreOverhead() throws {
    let run = HandMadeRun.run(variants: [(.sharedNodes, Self.replications)])
    var variant = run.variants[0]
    for node in 0..<2 { variant.deployment?.plan.nodes[node].allocatable[.cpu] = 3000 }
    let changed = RunRecord(
      scenario: run.scenario,
      provenance: run.provenance,
      variants: [variant]
    )
    let costs = try #require(summarize(changed).variants[0].costs)
    let daemons = costs.lines.filter { $0.kind == .overhead && $0.resource == "cpu" }
    #expect(daemons.map(\.quantity) == [1, 1] && daemons.map(\.method) == ["even", "even"])
  }

  /// A quarter of a time-sliced GPU, 3 of 7 compute slices of a MIG one, or all of one's own.
  @Test(
    arguments: [
      (GPUSharing.exclusive, ResourceName.gpu, 1),
      (
        .timeSlicing(TimeSlicing(replicas: 4, slice: .milliseconds(2), switchCost: .zero)), .gpu,
        0.25
      ),
      (
        .mig([MIGSlice(profile: "3g.40gb", computeSlices: 3, computeSlicesTotal: 7)]),
        .mig("3g.40gb"), 3.0 / 7
      ),
    ] as [(GPUSharing, ResourceName, Double)]
  )
  func gpusAreChargedByTheirShare(sharing: GPUSharing, name: ResourceName, share: Double) throws {
    var scenario = Fixtures.twoTenants()
    scenario.nodePools[0].gpus = NodeGPUs(
      model: "A100",
      count: 2,
      memoryEach: Bytes(80 << 30),
      sharing: sharing
    )
    scenario.tenants[0].services[0].requests[name] = 1
    let lines = try costs(scenario).lines.filter { $0.resource == "gpu" && $0.kind == .usage }
    #expect(lines.count == 1 && lines.first?.tenant == TenantID(0))
    let quantity = try #require(lines.first?.quantity)
    #expect(abs(quantity - 2 * share) < 1e-9)  // two replicas
  }

  @Test func apportionmentIsExactAndFair() {
    #expect(apportion(100, by: [1, 1, 1]) == [34, 33, 33])
    #expect(apportion(7, by: [0, 0]) == [4, 3])
    #expect(apportion(0, by: [3, 1]) == [0, 0])
    #expect(apportion(10, by: [0, 5, 0]) == [0, 10, 0])
    var generator = Seeded(state: 9)
    for _ in 0..<2000 {
      let weights = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
        Bool.random(using: &generator) ? Double.random(in: 0...1e9, using: &generator) : 0
      }
      let total = Int64.random(in: 0...1_000_000_000_000, using: &generator)
      let parts = apportion(total, by: weights)
      #expect(parts.reduce(0, +) == total && parts.allSatisfy { $0 >= 0 })
    }
  }
}
