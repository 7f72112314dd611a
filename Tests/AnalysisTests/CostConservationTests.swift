import Analysis
import Domain
import EventCore
import TestSupport
import Testing

/// Whatever was deployed and used, the ledger adds up to the last millionth.
@Suite struct CostConservationTests {
  @Test func everyLedgerAddsUp() throws {
    for seed in 1...200 as ClosedRange<UInt64> {
      var generator = Seeded(state: seed)
      let run = randomRun(&generator)
      let costs = try #require(summarize(run).variants[0].costs, "seed \(seed)")
      let plan = try #require(run.variants[0].deployment?.plan)
      let nodes = plan.nodes.reduce(Money.zero) { $0 + $1.pricePerHour }
      let overhead = run.scenario.costs.overhead.reduce(Money.zero) { $0 + $1.pricePerHour }
      let unused = plan.unusedReservations.map(\.machines)
        .reduce(Money.zero) { $0 + $1.pricePerHour * $1.nodes }
      let egress = costs.charges.filter { $0.kind == .egress }
        .reduce(Money.zero) { $0 + $1.perHour }
      let asset = nodes + overhead * plan.clusters.count + unused + egress
      #expect(costs.assetCost == asset, "seed \(seed)")
      #expect(costs.lines.reduce(Money.zero) { $0 + $1.perHour } == asset, "seed \(seed)")
      #expect(costs.lines.allSatisfy { $0.perHour >= .zero && $0.quantity >= 0 }, "seed \(seed)")
      let allocated = costs.tenants.reduce(Money.zero) { $0 + $1.perHour }
      let orphaned = costs.lines.filter { $0.tenant == nil }
        .reduce(Money.zero) { $0 + $1.perHour }
      #expect(allocated + orphaned == asset, "seed \(seed)")
      for cost in costs.tenants {
        #expect(cost.usage + cost.idle + cost.shared + cost.overhead == cost.perHour)
      }
    }
  }

  /// Every dimension adds up to the asset cost, and what a tenant's request classes cost is no
  /// more than what the tenant pays, and all of it where each of its lines has a class.
  @Test func drillDownsAgreeWithTheirParents() throws {
    for seed in 1...200 as ClosedRange<UInt64> {
      var generator = Seeded(state: seed)
      let run = randomRun(&generator)
      let costs = try #require(summarize(run).variants[0].costs, "seed \(seed)")
      for dimension in CostDimension.allCases {
        for kind in CostLine.Kind.allCases {
          let rows = costs.allocations.filter { $0.dimension == dimension && $0.kind == kind }
          let sum = rows.reduce(Money.zero) { $0 + $1.perHour }
          #expect(sum == costs.total(of: kind), "seed \(seed), \(dimension), \(kind)")
        }
      }
      for cost in costs.tenants {
        let name = run.scenario.tenants[cost.tenant.index].name
        let own = costs.allocations.filter { $0.dimension == .tenant && $0.key == name }
        #expect(own.reduce(Money.zero) { $0 + $1.perHour } == cost.perHour, "seed \(seed)")
        let classes = costs.allocations.filter {
          $0.dimension == .requestClass && $0.key?.hasPrefix("\(name)/") == true
        }
        let sum = classes.reduce(Money.zero) { $0 + $1.perHour }
        #expect(cost.usage > .zero ? sum == cost.perHour : sum <= cost.perHour, "seed \(seed)")
      }
    }
  }

  /// Who shares how is nobody's business but the tenants': the sum stays (kubecost #2359).
  @Test func theTotalNeverChangesWithTheSharingPolicy() throws {
    for seed in 1...30 as ClosedRange<UInt64> {
      var generator = Seeded(state: seed)
      var run = randomRun(&generator)
      var totals: Set<Money> = []
      var usages: Set<[Money]> = []
      for idle in CostSharing.allCases {
        for overhead in CostSharing.allCases {
          for addOns in CostSharing.allCases {
            run.scenario.costs.idleSharing = idle
            run.scenario.costs.overheadSharing = overhead
            run.scenario.costs.addOnSharing = addOns
            let costs = try #require(summarize(run).variants[0].costs)
            totals.insert(costs.total)
            usages.insert(costs.tenants.map(\.usage))
          }
        }
      }
      #expect(totals.count == 1 && usages.count == 1, "seed \(seed)")
    }
  }

  private func randomRun(_ generator: inout Seeded) -> RunRecord {
    var scenario = Fixtures.twoTenants()
    for tenant in scenario.tenants.indices {
      scenario.tenants[tenant].weight = Int.random(in: 1...9, using: &generator)
      scenario.tenants[tenant].services[0].replicas = Int.random(in: 0...12, using: &generator)
      if Bool.random(using: &generator) {
        scenario.tenants[tenant].services[0].requests[.gpu] = 1
      }
    }
    scenario.nodePools[0].nodeCount = Int.random(in: 1...7, using: &generator)
    scenario.nodePools[0].pricePerHour.micros = Int64.random(in: 0...99_999_999, using: &generator)
    scenario.nodePools[0].gpus =
      [
        nil,
        NodeGPUs(model: "A100", count: 2, memoryEach: Bytes(80 << 30)),
        NodeGPUs(
          model: "A100",
          count: 1,
          memoryEach: Bytes(80 << 30),
          sharing: .timeSlicing(
            TimeSlicing(replicas: 4, slice: .milliseconds(2), switchCost: .zero)
          )
        ),
      ].randomElement(using: &generator) ?? nil
    scenario.costs.idleSharing = CostSharing.allCases.randomElement(using: &generator) ?? .even
    scenario.costs.overheadSharing = CostSharing.allCases.randomElement(using: &generator) ?? .even
    scenario.costs.overhead[0].pricePerHour.micros = Int64.random(in: 0...333, using: &generator)
    scenario.costs.addOnSharing = CostSharing.allCases.randomElement(using: &generator) ?? .even
    scenario.costs.egressPerGiB.micros = Int64.random(in: 0...99_999, using: &generator)
    scenario.tenants[0].services[0].endpoints[0].responseSize.perRequest =
      Bytes(Int64.random(in: 0...999_999_999, using: &generator))
    return randomlyUsed(scenario, &generator)
  }

  /// Deploys over one or two clusters, some machines dedicated, a few pods without an owner.
  private func randomlyUsed(_ scenario: Scenario, _ generator: inout Seeded) -> RunRecord {
    var deployment = HandMadeRun.deployment(.hybrid, of: scenario)
    deployment.plan.clusters.append(
      PlannedCluster(name: "second", version: .minor36, tenants: [TenantID(1)])
    )
    let choices: [[TenantID]] = [[], [TenantID(0)], [TenantID(1)], [TenantID(0), TenantID(1)]]
    for node in deployment.plan.nodes.indices {
      deployment.plan.nodes[node].cluster = Int.random(in: 0...1, using: &generator)
      deployment.plan.nodes[node].tenants = choices.randomElement(using: &generator) ?? []
      let reserved = Int64.random(in: 0...500, using: &generator)
      deployment.plan.nodes[node].allocatable[.cpu] = 4000 - reserved
      guard Bool.random(using: &generator) else { continue }
      deployment.plan.nodes[node].priceCategory = .reserved
      deployment.plan.nodes[node].pricePerHour.micros /= 3
    }
    if Bool.random(using: &generator) {
      let machines = MachinePurchase(nodes: 3, pricePerHour: Money(micros: 77_777))
      deployment.plan.unusedReservations = [UnusedReservation(nodePool: 0, machines: machines)]
    }
    for pod in deployment.plan.pods.indices {
      if Int.random(in: 0..<5, using: &generator) == 0 {
        deployment.plan.pods[pod].tenant = nil
        deployment.plan.pods[pod].workload = .addOn(0)
      }
      if Int.random(in: 0..<6, using: &generator) == 0 {
        deployment.placements[pod].outcome = .unschedulable
        deployment.placements[pod].node = nil
      }
    }
    let replications = (1...2).map { number in
      var replication = HandMadeRun.replication(number, .hybrid, victim: [1], good: 1, of: 1)
      replication.pods = deployment.plan.pods.map { _ in
        PodRecord(
          cpuSeconds: Double.random(in: 0...600, using: &generator),
          gpuSeconds: Double.random(in: 0...120, using: &generator)
        )
      }
      return replication
    }
    var run = HandMadeRun.run(scenario, variants: [(.hybrid, replications)])
    run.variants[0].deployment = deployment
    return run
  }
}

/// Small, seeded, the same everywhere (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
