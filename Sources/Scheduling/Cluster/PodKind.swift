internal import Domain

/// Pods of one shape in one cluster, compiled to what filters and scores look at.
final class PodKind: Sendable {
  let priority: Int
  let labels: [String: String]
  let mayPreempt: Bool
  /// The plan's number of its namespace; nil for add-ons.
  let namespaceNumber: Int?
  /// After admission has defaulted them.
  let requests: ResourceList
  let demand: PodDemand
  let namespace: String
  /// By class.
  let verdicts: [ClassVerdict]
  let topology: KindTopology
  let strata: KindStrata

  init(
    shape: PodShape,
    requests: ResourceList,
    demand: PodDemand,
    namespace: String,
    verdicts: [ClassVerdict],
    topology: KindTopology,
    strata: KindStrata
  ) {
    priority = shape.priority
    labels = shape.rules.labels
    mayPreempt = shape.rules.mayPreempt
    namespaceNumber = shape.namespace
    self.requests = requests
    self.demand = demand
    self.namespace = namespace
    self.verdicts = verdicts
    self.topology = topology
    self.strata = strata
  }
}

/// What filters and scores say about every node of a class, whatever its load.
struct ClassVerdict: Sendable {
  /// Why the pod can't run there; nil if it can.
  var refusal: Refusal?
  /// Untolerated PreferNoSchedule taints.
  var softTaints: Int64
  /// The weights of preferred terms that the nodes meet.
  var preferred: Int64
  /// ImageLocality's score.
  var images: Int64
}

extension PodShape {
  /// The first filter that rules nodes out for good, in the order of the scheduler.
  func staticRefusal(taints: [Taint], labels: [String: String]) -> Refusal? {
    if let taint = firstUntoleratedTaint(taints, tolerations) {
      return .untoleratedTaint(key: taint.key, value: taint.value)
    }
    return selectsNode(labels) ? nil : .nodeAffinity
  }

  /// Whether node selector and required node affinity accept a node's labels.
  func selectsNode(_ labels: [String: String]) -> Bool {
    matches(nodeSelector, labels: labels) && rules.nodeAffinity.accepts(labels)
  }
}

extension NodeAffinity {
  /// Whether at least one required term is met; one without requirements is met by no node.
  package func accepts(_ labels: [String: String]) -> Bool {
    required.isEmpty || required.contains { isMet($0, by: labels) }
  }

  /// The sum of the weights of the preferred terms that are met.
  package func preference(for labels: [String: String]) -> Int64 {
    preferred.reduce(0) { $0 + (isMet($1.requirements, by: labels) ? Int64($1.weight) : 0) }
  }

  private func isMet(_ term: [LabelRequirement], by labels: [String: String]) -> Bool {
    !term.isEmpty && term.allSatisfy { $0.matches(labels) }
  }
}
