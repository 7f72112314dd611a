import Decisions
import Domain
import Randomness
import TestSupport
import Testing

/// Prices at which another bill is the smallest, to the last millionth.
@Suite struct PriceFlipTests {
  private func scenario(node: Int64, controlPlane: Int64) -> Scenario {
    var scenario = Fixtures.twoTenants()
    scenario.nodePools[0].pricePerHour = Money(micros: node)
    scenario.costs.overhead = [
      OverheadPrice(name: "control-plane", pricePerHour: Money(micros: controlPlane))
    ]
    return scenario
  }

  private func bill(_ nodes: Int, _ clusters: Int, _ scenario: Scenario) -> BillOfMachines {
    let perHour =
      scenario.nodePools[0].pricePerHour * nodes
      + scenario.costs.overhead[0].pricePerHour * clusters
    return BillOfMachines(nodes: [nodes], clusters: clusters, perHour: perHour)
  }

  /// Four nodes and one cluster against three and two: 4 × 0.10 + 0.05 = 0.45 against 0.40.
  ///
  /// The second wins; the first does from a control plane of 0.100001, or nodes of 0.049999.
  @Test func byArithmetic() {
    let scenario = scenario(node: 100_000, controlPlane: 50_000)
    let flips = priceFlips(
      of: bill(3, 2, scenario),
      against: [bill(4, 1, scenario)],
      in: scenario
    )
    #expect(flips.map(\.item) == [.overhead("control-plane"), .node("cpu")])
    #expect(flips.map(\.today.micros) == [50_000, 100_000])
    #expect(flips.map(\.flipsAt.micros) == [100_001, 49_999])
    #expect(flips.map(\.other) == [0, 0])
  }

  /// At the price named the other is cheaper, a millionth before it is not.
  @Test func exactlyThere() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomStream(seed: seed, purpose: "prices")
    for _ in 0..<300 {
      let today = scenario(
        node: Int64.random(in: 0...1_000_000, using: &random),
        controlPlane: Int64.random(in: 0...1_000_000, using: &random)
      )
      let counts = (0..<3).map { _ in
        (Int.random(in: 1...20, using: &random), Int.random(in: 1...5, using: &random))
      }
      let bills = counts.map { bill($0.0, $0.1, today) }.enumerated()
        .sorted { $0.element.perHour < $1.element.perHour }.map(\.element)
      for flip in priceFlips(of: bills[0], against: Array(bills.dropFirst()), in: today) {
        let step: Int64 = flip.flipsAt > flip.today ? -1 : 1
        for (micros, isFlipped) in [
          (flip.flipsAt.micros, true), (flip.flipsAt.micros + step, false),
        ] {
          var changed = today
          if case .node = flip.item {
            changed.nodePools[0].pricePerHour = Money(micros: micros)
          } else {
            changed.costs.overhead[0].pricePerHour = Money(micros: micros)
          }
          let now = bills.map { bill($0.nodes[0], $0.clusters, changed).perHour }
          let isCheaper = now.dropFirst().contains { $0 < now[0] }
          #expect(isCheaper == isFlipped, "seed \(seed): \(flip), \(bills)")
        }
      }
    }
  }
}
