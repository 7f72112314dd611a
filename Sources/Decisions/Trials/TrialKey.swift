package import Domain

/// What is tried: a pattern, perhaps with other risk tiers, at some load.
package struct TrialKey: Hashable, Sendable {
  package var pattern: IsolationPattern
  /// One per tenant, for `hybrid`; empty takes those of the scenario.
  package var tiers: [RiskTier]
  /// By what the request rates of `scaledTenants` are multiplied.
  package var factor: Double
  /// Empty at factor 1, so that today's load has one key.
  package private(set) var scaledTenants: Set<TenantID>
  /// Whether the scaled tenants' batch workloads rest as well.
  package private(set) var restsBatch = false

  package init(
    _ pattern: IsolationPattern,
    tiers: [RiskTier] = [],
    factor: Double = 1,
    of scaledTenants: Set<TenantID> = []
  ) {
    self.pattern = pattern
    self.tiers = tiers
    self.factor = scaledTenants.isEmpty ? 1 : factor
    self.scaledTenants = self.factor == 1 ? [] : scaledTenants
  }

  /// The same pattern at another load.
  package func at(_ factor: Double, of tenants: Set<TenantID>) -> TrialKey {
    TrialKey(pattern, tiers: tiers, factor: factor, of: tenants)
  }

  /// The same pattern while some tenants neither send requests nor compute.
  package func without(_ tenants: Set<TenantID>) -> TrialKey {
    var key = at(0, of: tenants)
    key.restsBatch = true
    return key
  }

  /// The pattern alone, at the scenario's load: what its clusters and nodes are built for.
  var built: TrialKey { TrialKey(pattern, tiers: tiers) }
}

extension Scenario {
  /// Returns the scenario with other risk tiers; an empty list changes nothing.
  package func withTiers(_ tiers: [RiskTier]) -> Scenario {
    guard !tiers.isEmpty else { return self }
    precondition(tiers.count == tenants.count, "one tier a tenant")
    var changed = self
    for (index, tier) in tiers.enumerated() { changed.tenants[index].riskTier = tier }
    return changed
  }
}
