/// What the platform costs beyond its nodes, and how shared cost is divided.
package struct CostRules: Hashable, Sendable {
  /// ISO 4217 code.
  package var currency: String
  /// Paid per cluster and hour: control plane, load balancer, operations.
  package var overhead: [ClusterOverhead]
  /// Who pays for shared capacity that nobody used.
  package var idleSharing: CostSharing
  /// Who pays for overhead, add-ons and daemons of a shared cluster.
  package var overheadSharing: CostSharing

  package init(
    currency: String = "USD",
    overhead: [ClusterOverhead] = [],
    idleSharing: CostSharing = .proportional,
    overheadSharing: CostSharing = .even
  ) {
    self.currency = currency
    self.overhead = overhead
    self.idleSharing = idleSharing
    self.overheadSharing = overheadSharing
  }
}

/// A fixed price of running one cluster for one hour.
package struct ClusterOverhead: Hashable, Sendable {
  package var name: String
  package var pricePerHour: Money

  package init(name: String, pricePerHour: Money) {
    self.name = name
    self.pricePerHour = pricePerHour
  }
}

/// How a cost is divided among the tenants that share what it paid for.
package enum CostSharing: String, CaseIterable, Sendable {
  case proportional
  case even
  case weighted
}
