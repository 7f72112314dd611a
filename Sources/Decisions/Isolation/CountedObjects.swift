internal import Domain

/// What operators of a pattern look after.
package struct CountedObjects: Sendable, Equatable {
  /// Control planes.
  package var clusters: Int
  package var nodes: Int
  /// Groups of nodes that serve the same tenants.
  package var pools: Int
  /// Of those, the ones with a taint of their own.
  package var taintedPools: Int
  package var namespaces: Int
  package var quotas: Int
  package var limitRanges: Int
  package var disruptionBudgets: Int

  /// All of them but nodes, which one keeps like another.
  package var total: Int {
    clusters + pools + taintedPools + namespaces + quotas + limitRanges + disruptionBudgets
  }

  init(_ plan: DeploymentPlan) {
    clusters = plan.clusters.count
    nodes = plan.nodes.count
    pools = Set(plan.nodes.map(NodeGroupName.init)).count
    let tainted = plan.nodes.filter { node in node.taints.contains { $0.value == node.pool } }
    taintedPools = Set(tainted.map(NodeGroupName.init)).count
    namespaces = plan.namespaces.count
    quotas = plan.namespaces.reduce(0) { $0 + ($1.quota.isEmpty ? 0 : 1) + $1.scopedQuotas.count }
    limitRanges = plan.namespaces.reduce(0) { sum, namespace in
      sum + [namespace.limitRange, namespace.podLimitRange].compactMap(\.self).count
    }
    disruptionBudgets = plan.namespaces.reduce(0) { $0 + $1.disruptionBudgets.count }
  }
}

private struct NodeGroupName: Hashable {
  var cluster: Int
  var pool: String

  init(_ node: PlannedNode) {
    cluster = node.cluster
    pool = node.pool
  }
}

extension Deployment {
  /// Groups of nodes that serve the same tenants.
  var poolCount: Int { CountedObjects(plan).pools }
}
