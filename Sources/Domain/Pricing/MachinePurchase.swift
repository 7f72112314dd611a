/// How a node-hour is bought.
package enum PriceCategory: String, CaseIterable, Sendable, Codable {
  case onDemand = "OnDemand"
  case reserved = "Reserved"
  case spot = "Spot"
}

/// Machines of a pool that are bought at a price of their own.
package struct MachinePurchase: Hashable, Sendable {
  package var nodes: Int
  /// Of one machine.
  package var pricePerHour: Money

  package init(nodes: Int, pricePerHour: Money) {
    self.nodes = nodes
    self.pricePerHour = pricePerHour
  }
}

/// Reserved machines that a plan has no use for; they are paid all the same.
package struct UnusedReservation: Hashable, Sendable {
  /// Index into `Scenario.nodePools`.
  package var nodePool: Int
  package var machines: MachinePurchase

  package init(nodePool: Int, machines: MachinePurchase) {
    self.nodePool = nodePool
    self.machines = machines
  }
}
