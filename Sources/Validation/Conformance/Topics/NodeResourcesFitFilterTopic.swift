internal import Domain
internal import Scheduling

extension ConformanceTopic {
  /// NodeResourcesFit as a filter.
  static let nodeResourcesFitFilter = ConformanceTopic("noderesources_fit_filter") {
    (inputs: FitInputs, expected: FitExpected) in
    let names = try shortages(inputs)
    try expectEqual(names, expected.insufficient.sorted(), "insufficient")
  }
}

private struct FitInputs: Decodable {
  struct Pod: Decodable {
    var containers: [Amounts]
    var initContainers: [Amounts]
    var overhead: Amounts
  }

  struct Node: Decodable {
    var allocatable: Amounts
    var requested: Amounts
    var podCount: Int64
  }

  var pod: Pod
  var node: Node
  var ignoredResources: [String]
}

private struct FitExpected: Decodable {
  var insufficient: [String]
}

/// The names of the resources that the node is short of, sorted.
private func shortages(_ inputs: FitInputs) throws -> [String] {
  let (pod, node) = (inputs.pod, inputs.node)
  try expectMeasurable(pod.containers + pod.initContainers + [pod.overhead])
  try expectMeasurable([node.allocatable, node.requested, ["pods": node.podCount]])
  let spec = PodSpec(
    containers: pod.containers.map { ContainerSpec(requests: ResourceList($0)) },
    initContainers: pod.initContainers.map { ContainerSpec(requests: ResourceList($0)) },
    overhead: ResourceList(pod.overhead)
  )
  var allocatable = ResourceList(node.allocatable)
  // One pod stands for all that are there; the slots of the others are taken off the node.
  allocatable[.pods] = allocatable.amount(.pods) - node.podCount + 1
  let requested = ResourceList(node.requested)
  let index = ResourceIndex(naming: [allocatable, requested, spec.totalRequests])
  var table = NodeTable(allocatable: [allocatable], resources: index)
  table.bind(PodDemand(PodSpec(requests: requested), index), to: 0)
  let ignored = Set(inputs.ignoredResources.map { ResourceName($0) })
  return resourceShortages(PodDemand(spec, index), 0, table, ignoring: ignored)
    .map { index.names[$0.resource].rawValue }.sorted()
}
