package import Domain

/// Why a pod couldn't run on a node that had nothing else to do; empty if it could.
package func misfits(
  of pod: PlannedPod,
  requesting requests: ResourceList,
  on node: PlannedNode
) -> [String] {
  if let refusal = PodShape(pod).staticRefusal(taints: node.taints, labels: node.labels) {
    return refusal.messages
  }
  let resources = ResourceIndex(naming: [node.allocatable, requests])
  let table = NodeTable(allocatable: [node.allocatable], resources: resources)
  return resourceShortages(PodDemand(PodSpec(requests: requests), resources), 0, table)
    .map { insufficientReason(resources.names[$0.resource]) }
}
