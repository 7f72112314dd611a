internal import Domain

/// One cluster's nodes while pods are bound to them one by one.
///
/// Replicas of one workload follow each other and binding one of them changes one node, so the
/// verdicts on all nodes are kept for the next pod of the same shape and only that node's renewed.
struct ClusterScheduler {
  /// What became of one pod.
  enum Decision {
    /// The node is an index into the nodes the scheduler was given.
    case bound(node: Int, device: GPUAssignment?)
    case unschedulable(reason: String)
  }

  private var table: NodeTable
  private let kinds: NodeKinds
  private var devices: [GPULedger?]
  private let scoring: NodeScoring
  private var verdicts: NodeVerdicts?

  /// The requests are those of every pod to come; they name the resources to keep books of.
  init(nodes: [PlannedNode], requests: [ResourceList], version: KubernetesVersion) {
    let resources = ResourceIndex(naming: nodes.map(\.allocatable) + requests)
    table = NodeTable(allocatable: nodes.map(\.allocatable), resources: resources)
    kinds = NodeKinds(nodes)
    devices = nodes.map { node in node.gpus.map(GPULedger.init) }
    scoring = NodeScoring(version: version, resources: resources)
  }

  mutating func schedule(
    _ pod: PlannedPod,
    requesting requests: ResourceList,
    breakingTiesWith generator: inout some RandomNumberGenerator
  ) -> Decision {
    let shape = PodShape(pod, requesting: requests)
    var current = takeVerdicts(on: shape)
    defer { verdicts = current }
    guard let node = current.pickNode(breakingTiesWith: &generator) else {
      return .unschedulable(reason: current.explanation(table, kinds))
    }
    table.bind(current.demand, to: node)
    current.renew(node, table, scoring)
    return .bound(node: node, device: devices[node]?.assign(requests))
  }

  private mutating func takeVerdicts(on shape: PodShape) -> NodeVerdicts {
    defer { verdicts = nil }
    if let verdicts, verdicts.shape == shape { return verdicts }
    return NodeVerdicts(on: shape, table, kinds, scoring)
  }
}

/// All that the scheduler looks at in a pod; pods of one shape are interchangeable.
struct PodShape: Hashable {
  var requests: ResourceList
  var nodeSelector: [String: String]
  var tolerations: [Toleration]

  init(_ pod: PlannedPod, requesting requests: ResourceList) {
    self.requests = requests
    nodeSelector = pod.nodeSelector
    tolerations = pod.tolerations
  }
}
