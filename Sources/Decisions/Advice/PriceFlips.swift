package import Domain

/// A price at which another candidate would be the cheapest.
package struct PriceFlip: Sendable, Equatable {
  /// What is priced, by the hour.
  package enum Item: Sendable, Equatable {
    /// A fixed price of every cluster.
    case overhead(String)
    /// A machine of a node pool.
    case node(String)
  }

  package var item: Item
  package var today: Money
  /// The nearest price, in whole millionths, at which the other is strictly cheaper.
  package var flipsAt: Money
  /// Index into the candidates compared with.
  package var other: Int
}

/// What a candidate pays for: machines by pool of the scenario, and clusters.
package struct BillOfMachines: Sendable, Equatable {
  package var nodes: [Int]
  package var clusters: Int
  package var perHour: Money

  package init(nodes: [Int], clusters: Int, perHour: Money) {
    self.nodes = nodes
    self.clusters = clusters
    self.perHour = perHour
  }

  init(_ plan: DeploymentPlan, perHour: Money, in scenario: Scenario) {
    nodes = Array(repeating: 0, count: scenario.nodePools.count)
    for node in plan.nodes { nodes[node.nodePool] += 1 }
    for (index, pool) in scenario.nodePools.enumerated() {
      // What is reserved or bought on the spot market has a price of its own.
      let others = (pool.reserved?.nodes ?? 0) + (pool.spot?.nodes ?? 0)
      nodes[index] = max(0, nodes[index] - others)
    }
    clusters = plan.clusters.count
    self.perHour = perHour
  }
}

/// Finds, for every price, the nearest higher and lower one at which another bill is the smallest.
///
/// Exact: with w and o of the priced thing and o cheaper by nothing today, the other is cheaper
/// from the first whole millionth beyond gap ÷ (w − o).
package func priceFlips(
  of winner: BillOfMachines,
  against others: [BillOfMachines],
  in scenario: Scenario
) -> [PriceFlip] {
  // What is paid for each tenant is the same under every pattern.
  let overheads = scenario.costs.overhead.filter { $0.basis == .cluster }.map { overhead in
    (PriceFlip.Item.overhead(overhead.name), overhead.pricePerHour, { $0.clusters })
      as (PriceFlip.Item, Money, (BillOfMachines) -> Int)
  }
  let machines = scenario.nodePools.enumerated().map { index, pool in
    (PriceFlip.Item.node(pool.name), pool.pricePerHour, { $0.nodes[index] })
      as (PriceFlip.Item, Money, (BillOfMachines) -> Int)
  }
  return (overheads + machines).flatMap { item, today, count in
    let flips = others.enumerated().compactMap { index, other in
      flip(from: winner, to: other, count).map { change in
        PriceFlip(
          item: item,
          today: today,
          flipsAt: Money(micros: today.micros + change),
          other: index
        )
      }
    }
    let higher = flips.filter { $0.flipsAt > today }.min { $0.flipsAt < $1.flipsAt }
    let lower = flips.filter { $0.flipsAt < today && $0.flipsAt.micros >= 0 }
      .max { $0.flipsAt < $1.flipsAt }
    return [higher, lower].compactMap(\.self)
  }
}

/// The smallest change of a price that makes the other strictly cheaper; nil if none does.
private func flip(
  from winner: BillOfMachines,
  to other: BillOfMachines,
  _ count: (BillOfMachines) -> Int
) -> Int64? {
  let gap = max(0, other.perHour.micros - winner.perHour.micros)
  let more = Int64(count(winner) - count(other))
  guard more != 0 else { return nil }
  let size = gap / abs(more) + 1
  return more > 0 ? size : -size
}
