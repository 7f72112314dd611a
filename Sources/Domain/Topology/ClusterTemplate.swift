/// What every Kubernetes cluster of a plan has, whatever the pattern.
package struct ClusterTemplate: Hashable, Sendable {
  package var version: KubernetesVersion
  /// What daemons take from each node before any tenant's pod.
  package var reservedPerNode: ResourceList
  /// Pods that each cluster runs for itself: ingress, monitoring, policy agents.
  package var addOns: [AddOn]

  package init(
    version: KubernetesVersion = .minor36,
    reservedPerNode: ResourceList = ResourceList(),
    addOns: [AddOn] = []
  ) {
    self.version = version
    self.reservedPerNode = reservedPerNode
    self.addOns = addOns
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
