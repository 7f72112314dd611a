import Analysis
import Domain
import EventCore
import Statistics
import TestSupport
import Testing

/// Reservations, overhead by tenant, egress, unit costs and the price of isolation, by hand.
@Suite struct CostChargeTests {
  /// Three good answers of the victim in each of two windows of 120 s.
  private func run(
    _ scenario: Scenario = Fixtures.twoTenants(),
    victim: [Int] = [3, 3],
    change: (inout VariantRecord) -> Void = { _ in }
  ) throws -> CostSummary {
    let replications = victim.enumerated().map { number, count in
      var record = HandMadeRun.replication(
        number + 1,
        .sharedNodes,
        victim: Array(repeating: 1, count: count),
        good: count,
        of: count
      )
      record.endpoints[0].good = count
      return record
    }
    var run = HandMadeRun.run(scenario, variants: [(.sharedNodes, replications)])
    change(&run.variants[0])
    return try #require(summarize(run).variants[0].costs)
  }

  /// 6 responses of 1 GiB in 240 s are 90 GiB an hour; at 0.09 that is 8.10.
  @Test func egressIsScaledToAnHour() throws {
    var scenario = Fixtures.twoTenants()
    scenario.costs.egressPerGiB = Money(micros: 90_000)
    scenario.tenants[0].services[0].endpoints[0].responseSize.perRequest = Bytes(1 << 30)
    let costs = try run(scenario)
    let lines = costs.lines.filter { $0.resource == "egress" }
    #expect(lines.map(\.perHour.micros) == [8_100_000])
    #expect(lines.map(\.quantity) == [90] && lines.map(\.kind) == [.usage])
    #expect(lines.first?.tenant == TenantID(0))
    #expect(costs.assetCost.micros == 2 * 340_000 + 100_000 + 8_100_000)
    #expect(costs.charges.last?.kind == .egress)
    let classes = costs.allocations.filter { $0.dimension == .requestClass && $0.kind == .usage }
    #expect(classes.allSatisfy { $0.key != nil })
  }

  /// A reservation that finds no use is everybody's idle capacity; what is paid for each tenant is
  /// the tenant's own.
  @Test func unusedReservationsAndTenantOverheadAreCharged() throws {
    var scenario = Fixtures.twoTenants()
    scenario.costs.idleSharing = .even
    scenario.costs.overhead.append(
      OverheadPrice(
        name: "domain",
        kind: .certificate,
        basis: .tenant,
        pricePerHour: Money(micros: 1001)
      )
    )
    let machines = MachinePurchase(nodes: 3, pricePerHour: Money(micros: 50_001))
    let costs = try run(scenario) { variant in
      variant.deployment?.plan.unusedReservations = [
        UnusedReservation(nodePool: 0, machines: machines)
      ]
    }
    #expect(costs.assetCost.micros == 2 * 340_000 + 100_000 + 3 * 50_001 + 2 * 1001)
    #expect(costs.total == costs.assetCost)
    let unused = costs.lines.filter { $0.resource == "node" }
    #expect(unused.map(\.perHour.micros) == [75_002, 75_001])
    #expect(unused.allSatisfy { $0.kind == .idle && $0.cluster == nil && $0.method == "even" })
    let own = costs.lines.filter { $0.resource == "tenant" }
    #expect(own.map(\.perHour.micros) == [1001, 1001] && own.allSatisfy { $0.method == "owner" })
    #expect(costs.charges.map(\.kind) == [.nodes, .unusedReservation, .other, .certificate])
  }

  /// Machines that are bought in two ways are two charges, and cost the sum of both.
  @Test func purchasesAreChargedApart() throws {
    let costs = try run { variant in
      variant.deployment?.plan.nodes[1].priceCategory = .reserved
      variant.deployment?.plan.nodes[1].pricePerHour = Money(micros: 100_000)
    }
    #expect(costs.assetCost.micros == 340_000 + 100_000 + 100_000)
    let nodes = costs.charges.filter { $0.kind == .nodes }
    #expect(nodes.map(\.purchase) == [.onDemand, .reserved])
    #expect(nodes.map(\.perHour.micros) == [340_000, 100_000])
    #expect(nodes.allSatisfy { $0.listPrice.micros == 340_000 })
    for (index, charge) in costs.charges.enumerated() {
      let lines = costs.lines.filter { $0.charge == index }
      #expect(lines.reduce(Money.zero) { $0 + $1.perHour } == charge.perHour)
    }
    // Both tenants' cores together are what they were: 2 and 4 of 8.
    let cores = costs.lines.filter { $0.kind == .usage && $0.resource == "cpu" }
    #expect(abs(cores.reduce(0) { $0 + $1.quantity } - 6) < 1e-9)
  }

  /// The victim pays the same for 2 requests in one window and 4 in the other: the ratio is that
  /// of the sums, and the interval has its residuals' standard error.
  @Test func unitCostsAreRatiosOfSums() throws {
    let costs = try run(victim: [2, 4])
    let victim = costs.tenants[0]
    let cost = victim.unitCosts[.thousandGoodRequests]
    let bill = Double(victim.perHour.micros) / 1e6 / 30  // a window of 120 s
    let estimate = try #require(cost.estimate)
    #expect(cost.count == 6 && estimate.replications == 2)
    #expect(abs(estimate.value - bill / 3 * 1000) < 1e-9)
    // Residuals are ± bill ÷ 3; their standard error is bill ÷ 3; t(0.975, 1) is 12.7062.
    let half = 12.7062 * bill / 3 / 3 * 1000
    let high = try #require(estimate.high)
    #expect(abs(high - estimate.value - half) < 1e-4 * half)
    #expect(estimate.low == 0)
    #expect(cost.replications.map { ($0 ?? 0) * 2 / 1000 }[0] > bill * 0.999)
    #expect(victim.unitCosts[.millionTokens] == UnitCost(count: 0))
  }

  /// The baseline fails 10 and 14 requests in two windows of 120 s, the other pattern none: 12
  /// avoided in 1/30 hour are 262,800 a month of 730 hours.
  @Test func isolationHasAPriceWhereItAvoidsSomething() throws {
    func replications(_ pattern: IsolationPattern, bad: [Int]) -> [ReplicationRecord] {
      bad.enumerated().map { number, count in
        var record = HandMadeRun.replication(
          number + 1,
          pattern,
          victim: Array(repeating: 1, count: 20),
          good: 0,
          of: 20
        )
        record.endpoints[0].good = 20 - count
        return record
      }
    }
    func price(
      _ bad: [Int],
      extra: Int64,
      _ scenario: Scenario = Fixtures.twoTenants()
    ) throws -> IsolationPrice {
      var run = HandMadeRun.run(
        scenario,
        variants: [
          (.sharedNodes, replications(.sharedNodes, bad: [10, 14])),
          (.clusters, replications(.clusters, bad: bad)),
        ]
      )
      run.variants[1].deployment?.plan.nodes[0].pricePerHour.micros += extra
      return try #require(summarize(run).variants[1].isolationPrice)
    }
    let dear = try price([0, 4], extra: 100_000)
    #expect(dear.extraPerMonth.micros == 73_000_000)
    #expect(dear.requests.perMonth?.value == 219_000)
    guard case .price(let each) = dear.requests.outcome else {
      Issue.record("no price: \(dear.requests.outcome)")
      return
    }
    #expect(abs(each.value - 73.0 / 219_000) < 1e-12)
    #expect(dear.minutes.outcome == .nothingAvoided)
    #expect(try price([0, 4], extra: 0).requests.outcome == .cheaperAndBetter)
    #expect(try price([10, 14], extra: 100_000).requests.outcome == .nothingAvoided)
    #expect(try price([12, 12], extra: 100_000).requests.outcome == .unclear)
    #expect(try price([15, 19], extra: 100_000).requests.outcome == .nothingAvoided)
    // Mirrored replications are one observation, which has no scatter.
    var mirrored = Fixtures.twoTenants()
    mirrored.run.isAntithetic = true
    let pair = try price([0, 4], extra: 100_000, mirrored).requests
    #expect(pair.perMonth?.replications == 1 && pair.outcome == .unclear)
  }

  /// Responses of 1 GiB at 0.09, 2 in one window of 120 s and 4 in the other: 60 and 120 GiB an
  /// hour, so 5.40 and 10.80 beside the fixed 0.78, and 8.88 on the bill.
  @Test func egressMakesTheWholePriceVary() throws {
    var scenario = Fixtures.twoTenants()
    scenario.tenants[0].services[0].endpoints[0].responseSize.perRequest = Bytes(1 << 30)
    func total(_ egress: Money) throws -> MetricValue {
      scenario.costs.egressPerGiB = egress
      let replications = [2, 4].enumerated().map { number, count in
        HandMadeRun.replication(
          number + 1,
          .sharedNodes,
          victim: Array(repeating: 1, count: count),
          good: count,
          of: count
        )
      }
      let run = HandMadeRun.run(scenario, variants: [(.sharedNodes, replications)])
      let values = metricValues(of: run, summarize(run))
      return try #require(values.first { $0.metric == .totalCostPerMonth })
    }
    let varying = try total(Money(micros: 90_000))
    let estimate = try #require(varying.estimate)
    #expect(!varying.isExact && abs(estimate.value - 8.88 * 730) < 1e-9)
    let expected = [6.18 * 730, 11.58 * 730]
    #expect(zip(varying.replications, expected).allSatisfy { abs(($0 ?? 0) - $1) < 1e-9 })
    // t(0.975, 1) is 12.7062; the standard error is 2.70 × 730.
    let half = 12.7062 * 2.70 * 730
    #expect(abs(try #require(estimate.high) - estimate.value - half) < 1e-4 * half)
    #expect(estimate.low == 0)
    #expect(try total(.zero).isExact)
  }
}
