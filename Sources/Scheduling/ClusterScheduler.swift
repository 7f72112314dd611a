internal import Domain

/// One cluster's nodes while pods are bound to them one by one.
///
/// Binding a pod changes one node. So the verdicts on all nodes are kept for the next pod of the
/// same shape, which then only has to renew those on nodes that were given pods in between.
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
  /// The node of each pod bound so far.
  private var bindings: [Int] = []
  private var verdicts: [NodeVerdicts] = []
  private var verdictsOfShape: [PodShape: Int] = [:]

  /// Shapes whose verdicts are kept; each takes some bytes for every node.
  private static let mostVerdicts = 64

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
    let current = currentVerdicts(on: PodShape(pod, requesting: requests))
    guard let node = verdicts[current].pickNode(breakingTiesWith: &generator) else {
      return .unschedulable(reason: verdicts[current].explanation(table, kinds))
    }
    table.bind(verdicts[current].demand, to: node)
    bindings.append(node)
    return .bound(node: node, device: devices[node]?.assign(requests))
  }

  /// The place in `verdicts` of those on this shape, brought up to date.
  private mutating func currentVerdicts(on shape: PodShape) -> Int {
    if let known = verdictsOfShape[shape] {
      verdicts[known].catchUp(with: bindings, table, scoring)
      return known
    }
    if verdicts.count == Self.mostVerdicts {
      verdicts = []
      verdictsOfShape = [:]
    }
    verdictsOfShape[shape] = verdicts.count
    verdicts.append(NodeVerdicts(on: shape, table, kinds, scoring, after: bindings.count))
    return verdicts.count - 1
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
