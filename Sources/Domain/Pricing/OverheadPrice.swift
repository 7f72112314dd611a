/// A fixed price of running one cluster, or serving one tenant, for one hour.
package struct OverheadPrice: Hashable, Sendable {
  /// What is paid for.
  package enum Kind: String, CaseIterable, Sendable {
    case controlPlane
    case loadBalancer
    case certificate
    /// Hours of people's work.
    case operations
    case other
  }

  /// For each of what it is paid.
  package enum Basis: String, CaseIterable, Sendable {
    case cluster = "Cluster-Hours"
    case tenant = "Tenant-Hours"
  }

  /// Unique among the overhead of a scenario.
  package var name: String
  package var kind: Kind
  package var basis: Basis
  /// For one cluster or tenant, all pieces together.
  package var pricePerHour: Money

  package init(
    name: String,
    kind: Kind = .other,
    basis: Basis = .cluster,
    pricePerHour: Money
  ) {
    self.name = name
    self.kind = kind
    self.basis = basis
    self.pricePerHour = pricePerHour
  }
}
