/// What the platform costs beyond its nodes, and how shared cost is divided.
package struct CostRules: Hashable, Sendable {
  /// ISO 4217 code.
  package var currency: String
  /// Fixed prices of clusters and tenants: control planes, certificates, people.
  package var overhead: [OverheadPrice]
  /// For each GiB of responses that leaves the platform.
  package var egressPerGiB: Money
  /// Who pays for shared capacity that nobody used, and for reservations that found no use.
  package var idleSharing: CostSharing
  /// Who pays for the overhead and the daemons of a shared cluster.
  package var overheadSharing: CostSharing
  /// Who pays for the add-ons of a shared cluster.
  package var addOnSharing: CostSharing

  /// Creates rules; an `addOnSharing` of nil follows the rule for overhead.
  package init(
    currency: String = "USD",
    overhead: [OverheadPrice] = [],
    egressPerGiB: Money = .zero,
    idleSharing: CostSharing = .proportional,
    overheadSharing: CostSharing = .even,
    addOnSharing: CostSharing? = nil
  ) {
    self.currency = currency
    self.overhead = overhead
    self.egressPerGiB = egressPerGiB
    self.idleSharing = idleSharing
    self.overheadSharing = overheadSharing
    self.addOnSharing = addOnSharing ?? overheadSharing
  }
}

/// How a cost is divided among the tenants that share what it paid for.
package enum CostSharing: String, CaseIterable, Sendable {
  case proportional
  case even
  case weighted
}
