internal import Domain

extension DeploymentPlan {
  /// Says of each node how it is bought, and which reserved machines the plan has no use for.
  ///
  /// Of each scenario pool the reserved machines come first, since they are paid anyway, then those
  /// of the spot market, then the others. Both are spread evenly over the pool's nodes, so that no
  /// partition pays more than another because it comes later.
  mutating func purchaseNodes(of pools: [NodePool]) {
    for (index, pool) in pools.enumerated() where pool.reserved != nil || pool.spot != nil {
      var open = nodes.indices.filter { nodes[$0].nodePool == index }
      let owned = open.count
      buy(pool.reserved, .reserved, &open)
      buy(pool.spot, .spot, &open)
      guard var unused = pool.reserved, unused.nodes > owned else { continue }
      unused.nodes -= owned
      unusedReservations.append(UnusedReservation(nodePool: index, machines: unused))
    }
  }

  /// Buys as many of the nodes that are still open as there may be.
  private mutating func buy(
    _ purchase: MachinePurchase?,
    _ category: PriceCategory,
    _ open: inout [Int]
  ) {
    guard let purchase, !open.isEmpty else { return }
    let count = min(purchase.nodes, open.count)
    let total = open.count
    var left: [Int] = []
    for (place, node) in open.enumerated() {
      // A step up of place × count ÷ total: `count` of them, evenly spread.
      if (place + 1) * count / total > place * count / total {
        nodes[node].pricePerHour = purchase.pricePerHour
        nodes[node].priceCategory = category
      } else {
        left.append(node)
      }
    }
    open = left
  }
}
