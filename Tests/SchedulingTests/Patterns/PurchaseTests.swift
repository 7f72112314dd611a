import Domain
import IsolationPatterns
import TestSupport
import Testing

/// Which machines of a plan are reserved, spot or on demand.
@Suite struct PurchaseTests {
  private func plan(nodes: Int, reserved: Int?, spot: Int?) throws -> DeploymentPlan {
    var scenario = Fixtures.twoTenants()
    scenario.nodePools[0].nodeCount = nodes
    scenario.nodePools[0].reserved = reserved.map {
      MachinePurchase(nodes: $0, pricePerHour: Money(micros: 121))
    }
    scenario.nodePools[0].spot = spot.map {
      MachinePurchase(nodes: $0, pricePerHour: Money(micros: 60))
    }
    guard case .deployment(let deployment) = compile(scenario, into: .clusters, seed: 1) else {
      throw PlanMissing()
    }
    return deployment.plan
  }

  private struct PlanMissing: Error {}

  private func count(_ category: PriceCategory, _ plan: DeploymentPlan) -> Int {
    plan.nodes.count { $0.priceCategory == category }
  }

  @Test func reservedComeFirstThenSpotThenTheRest() throws {
    let plan = try plan(nodes: 9, reserved: 4, spot: 2)
    #expect(count(.reserved, plan) == 4 && count(.spot, plan) == 2 && count(.onDemand, plan) == 3)
    #expect(
      plan.nodes.allSatisfy { ($0.priceCategory == .reserved) == ($0.pricePerHour.micros == 121) }
    )
    #expect(plan.nodes.allSatisfy { ($0.priceCategory == .spot) == ($0.pricePerHour.micros == 60) })
    #expect(plan.unusedReservations.isEmpty)
  }

  @Test func reservationsAreSpreadOverClusters() throws {
    let plan = try plan(nodes: 10, reserved: 5, spot: nil)
    for cluster in plan.clusters.indices {
      let own = plan.nodes.filter { $0.cluster == cluster }
      let reserved = own.count { $0.priceCategory == .reserved }
      #expect(abs(Double(reserved) - Double(own.count) / 2) < 1)
    }
  }

  @Test func whatFindsNoUseIsPaidAllTheSame() throws {
    let plan = try plan(nodes: 4, reserved: 6, spot: 2)
    #expect(count(.reserved, plan) == 4)
    let machines = MachinePurchase(nodes: 2, pricePerHour: Money(micros: 121))
    #expect(plan.unusedReservations == [UnusedReservation(nodePool: 0, machines: machines)])
  }
}
