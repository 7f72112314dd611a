package import Domain

/// A planned cluster in the terms of the placement policies.
package struct PlacementFacts: Sendable {
  package var nodes: [PlacementNode]
  /// One for each shape of pods.
  package var kinds: [PlacementPod]
  /// The cluster's own pods, by how many there are of each shape.
  package var typical: TypicalPods
}

/// Translates the nodes of a planned cluster, and the shapes of its pods.
///
/// A whole GPU is 1,000 thousandths, a share of a time-sliced one 1,000 over its replicas, and an
/// instance under MIG its part of the compute slices, rounded down.
///
/// - Parameters:
///   - nodes: the cluster's nodes, empty.
///   - shapes: what pods of each shape request.
///   - counts: how many pods there are of each shape.
///   - isOpen: whether pods of a shape may go to a node, whatever room it has; asked once for all
///     nodes with the same labels, taints and GPUs.
/// - Returns: facts with the numbers of `nodes` and `shapes`.
package func placementFacts(
  nodes: [PlannedNode],
  shapes: [ResourceList],
  counts: [Int],
  isOpen: (_ shape: Int, _ node: Int) -> Bool
) -> PlacementFacts {
  var demandsOfLook: [NodeLook: [GPUDemand?]] = [:]
  var classOfDemands: [[GPUDemand?]: Int] = [:]
  var classes: [[GPUDemand?]] = []
  let placementNodes = nodes.enumerated().map { index, node in
    let look = NodeLook(labels: node.labels, taints: node.taints, gpus: node.gpus)
    let demands =
      demandsOfLook[look]
      ?? shapes.enumerated().map { shape, requests in
        isOpen(shape, index) ? gpuDemand(requests, on: node.gpus) : nil
      }
    demandsOfLook[look] = demands
    let nodeClass = classOfDemands[demands] ?? classes.count
    if nodeClass == classes.count {
      classOfDemands[demands] = nodeClass
      classes.append(demands)
    }
    return PlacementNode(
      milliCPU: node.allocatable.amount(.cpu),
      memory: node.allocatable.amount(.memory),
      gpus: node.gpus?.count ?? 0,
      nodeClass: nodeClass
    )
  }
  let kinds = shapes.enumerated().map { shape, requests in
    PlacementPod(
      milliCPU: requests.amount(.cpu),
      memory: requests.amount(.memory),
      demands: classes.map { $0[shape] }
    )
  }
  return PlacementFacts(
    nodes: placementNodes,
    kinds: kinds,
    typical: TypicalPods(of: kinds, counts: counts)
  )
}

/// All of a node that decides which pods may go there and what they take of its GPUs.
private struct NodeLook: Hashable {
  var labels: [String: String]
  var taints: [Taint]
  var gpus: NodeGPUs?
}

/// What a pod takes of a node's GPUs; nil if it asks for something that they don't offer.
///
/// Pods with more shares than there are GPUs take several of each.
package func gpuDemand(_ requests: ResourceList, on gpus: NodeGPUs?) -> GPUDemand? {
  let asked = requests.names.filter { $0.isGPU && requests.amount($0) > 0 }
  guard !asked.isEmpty else { return GPUDemand.none }
  guard let gpus, gpus.count > 0 else { return nil }
  var parts: Int64 = 0
  var milli: Int64 = 0
  for name in asked {
    guard let part = gpus.sharing.milli(of: name) else { return nil }
    parts += requests.amount(name)
    milli += part * requests.amount(name)
  }
  let count = min(parts, Int64(gpus.count))
  let each = milli / count
  guard each <= Int64(GPUDemand.wholeGPU) else { return nil }
  return GPUDemand(milliEach: Int32(each), count: Int32(count))
}

extension GPUSharing {
  /// Thousandths of a GPU in one unit of a resource; nil if it is not advertised.
  fileprivate func milli(of name: ResourceName) -> Int64? {
    switch self {
    case .exclusive:
      return name == .gpu ? 1000 : nil
    case .timeSlicing(let slicing):
      return name == .gpu ? 1000 / Int64(max(slicing.replicas, 1)) : nil
    case .mps(let sharing):
      return name == .gpu ? 1000 / Int64(max(sharing.replicas, 1)) : nil
    case .mig(let slices):
      return slices.first { ResourceName.mig($0.profile) == name }.map {
        Int64($0.computeSlices * 1000 / max($0.computeSlicesTotal, 1))
      }
    }
  }
}
