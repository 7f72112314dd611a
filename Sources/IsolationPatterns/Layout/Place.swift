internal import Domain

/// Where a pattern puts workloads: those with equal places share a cluster and a pool of nodes.
struct Place: Hashable {
  /// The tenant that has the cluster for itself; nil means the shared cluster.
  var clusterOwner: TenantID?
  var pool: String
  /// Whether the pool's nodes are tainted against everybody else.
  var isDedicated = false

  static let shared = Place(pool: "shared")

  static func dedicatedPool(_ name: String) -> Place { Place(pool: name, isDedicated: true) }
}

/// What a workload does, where pools are divided by that.
enum WorkloadClass: String, CaseIterable {
  case inference
  case batch
}

extension IsolationPattern {
  /// Whether namespaces, quotas, limits, priorities and rate limits bind.
  var hasRules: Bool { self != .sharedNodes }

  /// The pattern itself: where it puts the workloads of one class of a tenant.
  func place(of id: TenantID, _ workloads: WorkloadClass, in scenario: Scenario) -> Place {
    let tenant = scenario.tenants[id.index]
    let ownCluster = Place(clusterOwner: id, pool: tenant.name)
    switch self {
    case .sharedNodes, .namespaces:
      return .shared
    case .nodePools:
      return .dedicatedPool(scenario.isolation.nodePoolsBy.pool(of: tenant, workloads))
    case .clusters:
      let named = scenario.isolation.clustersFor
      return named?.contains(id) ?? true ? ownCluster : .shared
    case .hybrid:
      switch tenant.riskTier {
      case .low: return .shared
      case .medium: return .dedicatedPool(tenant.name)
      case .high: return ownCluster
      }
    }
  }
}

extension IsolationChoices.PoolKey {
  fileprivate func pool(of tenant: Tenant, _ workloads: WorkloadClass) -> String {
    switch self {
    case .tenant: tenant.name
    case .riskTier: tenant.riskTier.rawValue
    case .serviceTier: tenant.serviceTier.rawValue
    case .workloadClass: workloads.rawValue
    }
  }
}
