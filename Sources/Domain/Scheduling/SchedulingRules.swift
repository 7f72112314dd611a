/// What a workload tells the scheduler besides its resources, node selector and tolerations.
package struct SchedulingRules: Hashable, Sendable {
  /// In a scenario those that the user gives; in a plan also those that name tenant and workload.
  package var labels: [String: String]
  package var nodeAffinity: NodeAffinity
  package var podAffinity: PodAffinity
  /// Nil leaves it to the scheduler's built-in constraints; empty asks for none.
  package var topologySpread: [TopologySpreadConstraint]?
  /// The images of the containers, by name.
  package var images: [String]
  /// False is `preemptionPolicy: Never`.
  package var mayPreempt: Bool

  package init(
    labels: [String: String] = [:],
    nodeAffinity: NodeAffinity = NodeAffinity(),
    podAffinity: PodAffinity = PodAffinity(),
    topologySpread: [TopologySpreadConstraint]? = nil,
    images: [String] = [],
    mayPreempt: Bool = true
  ) {
    self.labels = labels
    self.nodeAffinity = nodeAffinity
    self.podAffinity = podAffinity
    self.topologySpread = topologySpread
    self.images = images
    self.mayPreempt = mayPreempt
  }
}

extension SchedulingRules {
  /// The label that holds the name of a pod's service or batch workload.
  package static let workloadLabel = "app.kubernetes.io/name"
  /// The label that holds the name of a pod's tenant.
  package static let tenantLabel = "bulkhead.dev/tenant"

  /// All labels of the pods of a tenant's workload.
  package func podLabels(_ tenant: String, _ workload: String) -> [String: String] {
    let given = [Self.workloadLabel: workload, Self.tenantLabel: tenant]
    return labels.merging(given) { _, name in name }
  }
}

/// How many pods of those that match must stay through voluntary disruptions, preemption included.
package struct PodDisruptionBudget: Hashable, Sendable {
  package enum Bound: Hashable, Sendable {
    case minAvailable(Int)
    case maxUnavailable(Int)
  }

  package var name: String
  package var selector: LabelSelector
  package var bound: Bound

  package init(name: String, selector: LabelSelector, bound: Bound) {
    self.name = name
    self.selector = selector
    self.bound = bound
  }
}
