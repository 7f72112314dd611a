import Domain
import ScenarioLoading
import Testing

/// Prices, overhead, egress and sharing, as scenarios write them.
@Suite struct CostWordsTests {
  private func small(costs: String, price: String = "{amount: \"0.2\"}") throws -> String {
    try ScenarioLoadingTests.small(
      ("memory: 16Gi}", "memory: 16Gi}\n        price: \(price)"),
      ("  slos:", "  costs:\n\(costs)\n  slos:"),
      ("work: 20ms", "work: 20ms\n              responseBytes: {perRequest: 4Ki}")
    )
  }

  @Test func readsEveryWord() throws {
    let text = try small(
      costs: """
              egress: {amount: "0.09", unit: GiB}
              overhead:
                - {name: api, kind: controlPlane, amount: "0.10"}
                - {name: certs, kind: certificate, amount: "7.30", unit: Tenant-Months, count: 2}
                - {name: on-call, kind: operations, amount: "85", hoursPerMonth: 12}
              sharing: {idle: even, overhead: weighted, shared: proportional}
        """,
      price: """
        {amount: "0.192", reserved: {nodes: 6, amount: "0.121"}, spot: {nodes: 2, amount: "0.07"}}
        """
    )
    let scenario = try Workbench().load(text).scenario
    let pool = scenario.nodePools[0]
    #expect(pool.pricePerHour == Money(micros: 192_000) && pool.priceCategory == .onDemand)
    #expect(pool.reserved == MachinePurchase(nodes: 6, pricePerHour: Money(micros: 121_000)))
    #expect(pool.spot == MachinePurchase(nodes: 2, pricePerHour: Money(micros: 70_000)))
    let costs = scenario.costs
    #expect(costs.egressPerGiB == Money(micros: 90_000))
    #expect(costs.idleSharing == .even && costs.overheadSharing == .weighted)
    #expect(costs.addOnSharing == .proportional)
    // 7.30 × 2 ÷ 730 = 0.02; 85 × 12 ÷ 730 = 1.397260
    #expect(costs.overhead.map(\.pricePerHour.micros) == [100_000, 20_000, 1_397_260])
    #expect(costs.overhead.map(\.kind) == [.controlPlane, .certificate, .operations])
    #expect(costs.overhead.map(\.basis) == [.cluster, .tenant, .cluster])
    let endpoint = scenario.tenants[0].services[0].endpoints[0]
    #expect(endpoint.responseSize == ResponseSize(perRequest: Bytes(4096)))
  }

  @Test func addOnsFollowTheRuleForOverhead() throws {
    let text = try small(costs: "      sharing: {overhead: weighted}")
    let costs = try Workbench().load(text).scenario.costs
    #expect(costs.addOnSharing == .weighted && costs.idleSharing == .proportional)
  }

  /// A policy that is not known is an error, not another policy.
  @Test(
    arguments: [
      ("      sharing: {shared: fair}", "needs `proportional`, `even` or `weighted`"),
      ("      overhead: [{name: a, amount: 1, hoursPerMonth: 3}]", "needs `kind: operations`"),
      (
        "      overhead: [{name: a, amount: 100000, count: 1000}]",
        "comes to more than 100000 an hour"
      ),
    ]
  )
  func reports(costs: String, message: String) throws {
    let (diagnostics, _) = try Workbench().validate(small(costs: costs))
    #expect(diagnostics.count == 1 && diagnostics[0].message.contains(message), "\(diagnostics)")
  }

  @Test func aPriceThatNothingIsCountedForIsAnError() throws {
    let text = try small(costs: "      egress: {amount: \"0.09\"}")
      .replacing("responseBytes: {perRequest: 4Ki}", with: "responseBytes: {}")
    let (diagnostics, _) = try Workbench().validate(text)
    #expect(
      diagnostics.map(\.message) == [
        "egress has a price, but no endpoint says what leaves the platform"
      ]
    )
  }

  @Test func machinesAreNotReservedTwice() throws {
    let price = "{amount: 1, category: Reserved, reserved: {nodes: 1, amount: 1}}"
    let (diagnostics, _) = try Workbench().validate(
      small(costs: "      currency: EUR", price: price)
    )
    #expect(diagnostics.count == 1)
    #expect(diagnostics.first?.message.contains("can't stand beside `reserved`") == true)
  }
}
