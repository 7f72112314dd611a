internal import Domain
internal import EventCore

/// One cluster's nodes while pods are bound to them one by one.
///
/// The scheduling cycle of the default profile: filters, scores, the choice among the best. Facts
/// come in and a decision goes out; there is no clock here.
struct ClusterScheduler: ~Copyable {
  let model: ClusterModel
  var books: ClusterBooks
  var cache: VerdictCache
  var scoring = GroupScoring()
  /// The node each pod was promised by preemption.
  var nominations = Nominations()
  /// What scores nodes in place of the plugins; nil under the default profile.
  var policy: GPUPlacement?
  /// The GPUs that the policy gave each pod on its books.
  var policyGPUs: [Int: [Int]] = [:]
  let settings: SchedulerSettings
  let features: SchedulerFeatures.Effective
  /// Feasible nodes after which the search stops.
  let wanted: Int
  /// The place in the visiting order at which the next search begins.
  var nextStart = 0
  /// Nodes visited by a search that stops early, reused.
  var sample: [SampledNode] = []
  var groupOfSample: [Int] = []
  /// What nodes lack, for kinds that have found no node before.
  var shortagesOfKind: [Int: KindShortages] = [:]
  /// What is said where nobody can be preempted, by the number of nodes where one would look.
  var helplessMessages: [Int: String] = [:]

  /// For a cluster's nodes in the plan's order, and every kind of pod to come with what it requests
  /// after admission; namespaces are the plan's, by name.
  init(
    nodes: [PlannedNode],
    shapes: [(shape: PodShape, requests: ResourceList)],
    namespaces: [String],
    cluster: PlannedCluster,
    options: SchedulerOptions = SchedulerOptions()
  ) {
    let model = ClusterModel(
      nodes: nodes,
      shapes: shapes,
      namespaces: namespaces,
      cluster: cluster,
      options: options
    )
    self.model = model
    books = ClusterBooks(model, nodes: nodes)
    cache = VerdictCache(model, LocalScoring(cluster, model.resources))
    settings = cluster.scheduler
    features = cluster.features.effective(in: cluster.version)
    wanted = feasibleNodesToFind(
      among: nodes.count,
      percentage: cluster.scheduler.percentageOfNodesToScore
    )
  }

  /// Takes a pod into the books, without a node yet.
  mutating func register(kind: Int) -> Int { books.register(kind: kind) }

  func kind(of pod: Int) -> Int { Int(books.pods[pod].kind) }

  /// The node a pod is on, as an index into the nodes the scheduler was given.
  func node(of pod: Int) -> Int? {
    let slot = Int(books.pods[pod].slot)
    return slot < 0 ? nil : model.catalog.nodeOfSlot[slot]
  }

  /// Binds a pod wherever the caller says.
  mutating func bind(_ pod: Int, toNode node: Int) {
    bind(pod, toSlot: model.catalog.slotOfNode[node])
  }

  /// Binds a pod, which redeems its nomination.
  mutating func bind(_ pod: Int, toSlot slot: Int) {
    clearNomination(of: pod)
    books.bind(pod, to: slot)
    books.trimLog(to: 4 * model.catalog.slotCount + 4096)
  }

  /// Finds the best node for a pod that isn't bound; nil if none is feasible.
  mutating func findSlot(
    for pod: Int,
    breakingTiesWith generator: inout some RandomNumberGenerator
  ) -> Int? {
    let kind = kind(of: pod)
    if let promised = nominations.slot(of: pod) {
      // The promised node is looked at first, and taken if it will do.
      if refusal(ofPod: pod, onSlot: promised) == nil { return promised }
    }
    cache.catchUp(kind, books)
    applyNominations(to: kind, for: pod)
    if policy != nil { return policySlot(for: kind, &generator) }
    return wanted < model.catalog.nodeCount
      ? sampledSlot(for: kind, &generator) : bestSlot(for: kind, &generator)
  }
}

/// How many feasible nodes the scheduler looks for before it stops filtering.
///
/// The percentage is of all nodes; 0 adapts it to their number.
package func feasibleNodesToFind(among nodes: Int, percentage: Int) -> Int {
  guard nodes >= 100 else { return nodes }
  let share = percentage == 0 ? max(5, 50 - nodes / 125) : percentage
  let (product, overflow) = nodes.multipliedReportingOverflow(by: share)
  return max(100, overflow ? nodes : product / 100)
}
