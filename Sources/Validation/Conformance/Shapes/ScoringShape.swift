internal import Domain
internal import Scheduling

/// The nodes and pods of the scoring topics, where containers are plain requests.
struct ScoringShape: Decodable {
  struct Node: Decodable {
    var name: String
    var allocatable: Amounts
  }

  struct ExistingPod: Decodable {
    var node: String
    var containers: [Amounts]
  }

  struct Weighted: Decodable {
    var name: String
    var weight: Int64
  }

  var resources: [Weighted]
  var podContainers: [Amounts]
  var nodes: [Node]
  var existingPods: [ExistingPod]
  var strategy: String?
  var shape: [PointShape]?
  var formula: String?

  /// What the topics compare: scores by node, or why there are none.
  struct Expected: Decodable {
    var scores: [String: Int64]?
    var invalidField: String?
    var error: String?
  }

  /// The scores that a scoring gives to the incoming pod, by node.
  func scores(
    _ score: (_ pod: PodDemand, _ node: Int, _ table: NodeTable) -> Int64?
  ) throws -> [String: Int64] {
    try expectMeasurable(nodes.map(\.allocatable))
    let pod = try incomingPod()
    let table = try table()
    var scores: [String: Int64] = [:]
    for (node, name) in nodes.map(\.name).enumerated() {
      // A plugin that skips the pod adds nothing.
      guard scores.updateValue(score(pod, node, table) ?? 0, forKey: name) == nil else {
        throw Mismatch(description: "two nodes are called \(name)")
      }
    }
    return scores
  }

  var index: ResourceIndex {
    ResourceIndex(
      naming: nodes.map { ResourceList($0.allocatable) } + podContainers.map { ResourceList($0) }
        + existingPods.flatMap { $0.containers.map { ResourceList($0) } }
        + resources.map { ResourceList([$0.name: 0]) }
    )
  }

  /// What the pod to be scored asks for.
  func incomingPod() throws -> PodDemand {
    try expectMeasurable(podContainers + existingPods.flatMap(\.containers))
    return demand(podContainers)
  }

  private func demand(_ containers: [Amounts]) -> PodDemand {
    let specs = containers.map { ContainerSpec(requests: ResourceList($0)) }
    return PodDemand(PodSpec(containers: specs), index)
  }

  /// The nodes with the existing pods bound to them.
  private func table() throws -> NodeTable {
    var table = NodeTable(
      allocatable: nodes.map { ResourceList($0.allocatable) },
      resources: index
    )
    for pod in existingPods {
      let node = nodes.firstIndex { $0.name == pod.node }
      table.bind(demand(pod.containers), to: try known(node, "unknown node '\(pod.node)'"))
    }
    return table
  }
}

/// A point of a scoring shape.
struct PointShape: Decodable {
  var utilization: Int64
  var score: Int64
}

/// The points, if the scheduler's configuration would take them.
func shapePoints(_ points: [PointShape]) throws -> [ShapePoint] {
  try points.map { point in
    guard 0...100 ~= point.utilization, 0...10 ~= point.score else {
      throw Mismatch(description: "a point of the shape lies outside 0...100 and 0...10")
    }
    return ShapePoint(utilization: point.utilization, score: point.score)
  }
}
