package import Domain

/// A resource that a node is short of for a pod.
package struct ResourceShortage: Sendable, Hashable {
  /// Index into `ResourceIndex.names`.
  package let resource: Int
  /// Whether even the empty node would be too small, so that preempting its pods can't help.
  package let isUnresolvable: Bool
}

/// Every resource of which the node has less left than the pod requests; an exact fit is a fit.
package func resourceShortages(
  _ pod: PodDemand,
  _ node: Int,
  _ table: NodeTable,
  ignoring ignored: Set<ResourceName> = []
) -> [ResourceShortage] {
  pod.asked.compactMap { resource in
    let request = pod.requested[resource]
    let allocatable = table.allocatable(resource, of: node)
    guard request > allocatable - table.requested(resource, of: node),
      !ignored.contains(table.resources.names[resource])
    else { return nil }
    return ResourceShortage(resource: resource, isUnresolvable: request > allocatable)
  }
}

/// The scheduler's words for a shortage.
func insufficientReason(_ resource: ResourceName) -> String {
  resource == .pods ? "Too many pods" : "Insufficient \(resource.rawValue)"
}
