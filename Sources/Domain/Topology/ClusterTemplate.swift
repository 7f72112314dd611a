/// What every Kubernetes cluster of a plan has, whatever the pattern.
package struct ClusterTemplate: Hashable, Sendable {
  package var version: KubernetesVersion
  /// What daemons take from each node before any tenant's pod.
  package var reservedPerNode: ResourceList
  /// Pods that each cluster runs for itself: ingress, monitoring, policy agents.
  package var addOns: [AddOn]
  package var features: SchedulerFeatures
  package var scheduler: SchedulerSettings
  /// Bytes per second that the registry, and the store of weights behind the same egress, gives
  /// each cluster; nil is unlimited.
  package var registryBandwidth: Double?
  /// What clusters that belong to one tenant alone have otherwise; a tenant is named at most once.
  package var overrides: [ClusterOverride]

  package init(
    version: KubernetesVersion = .minor36,
    reservedPerNode: ResourceList = ResourceList(),
    addOns: [AddOn] = [],
    features: SchedulerFeatures = SchedulerFeatures(),
    scheduler: SchedulerSettings = SchedulerSettings(),
    registryBandwidth: Double? = nil,
    overrides: [ClusterOverride] = []
  ) {
    self.version = version
    self.reservedPerNode = reservedPerNode
    self.addOns = addOns
    self.features = features
    self.scheduler = scheduler
    self.registryBandwidth = registryBandwidth
    self.overrides = overrides
  }
}

/// What the clusters of named tenants have in place of the template's; nil follows the template.
package struct ClusterOverride: Hashable, Sendable {
  package var tenants: [TenantID]
  package var version: KubernetesVersion?
  /// Each feature that is nil follows the template.
  package var features: SchedulerFeatures
  /// Replaces the template's as a whole.
  package var scheduler: SchedulerSettings?

  package init(
    tenants: [TenantID],
    version: KubernetesVersion? = nil,
    features: SchedulerFeatures = SchedulerFeatures(),
    scheduler: SchedulerSettings? = nil
  ) {
    self.tenants = tenants
    self.version = version
    self.features = features
    self.scheduler = scheduler
  }
}

/// A Kubernetes release whose formulas differ where Bulkhead models them.
package enum KubernetesVersion: String, CaseIterable, Sendable, Codable {
  case minor34 = "1.34"
  case minor35 = "1.35"
  case minor36 = "1.36"
}

/// A system workload that each cluster runs once, at the cluster's own expense.
///
/// Its pods use as much CPU as they request, all the time.
package struct AddOn: Hashable, Sendable {
  package var name: String
  package var replicas: Int
  package var requests: ResourceList

  package init(name: String, replicas: Int, requests: ResourceList) {
    self.name = name
    self.replicas = replicas
    self.requests = requests
  }
}
