package import Domain
internal import EventCore

/// One cluster's scheduler, step by step: for suites and tests that look at single decisions.
///
/// Pods are numbered in the order in which they are given; nodes likewise.
package struct SchedulerSession: ~Copyable {
  private var scheduler: ClusterScheduler
  private var startTimes: [Int64]

  /// A disruption budget as preemption finds it.
  package struct Budget: Sendable {
    package var namespace: String
    package var selector: LabelSelector
    /// How many of its pods may go.
    package var allowed: Int

    package init(namespace: String, selector: LabelSelector, allowed: Int) {
      self.namespace = namespace
      self.selector = selector
      self.allowed = allowed
    }
  }

  /// What preemption found.
  package struct Preemption: Sendable {
    package var node: Int
    package var victims: [Int]
  }

  /// For every pod to come, on no node yet, whose requests are taken as they stand; namespaces are
  /// the pods', by name.
  package init(
    nodes: [PlannedNode],
    pods: [PlannedPod],
    namespaces: [String] = [],
    cluster: PlannedCluster,
    options: SchedulerOptions = SchedulerOptions()
  ) {
    var shapes = PodShapes()
    let kinds = pods.indices.map { shapes.number(of: $0, in: pods) }
    scheduler = ClusterScheduler(
      nodes: nodes,
      shapes: shapes.all.map { (shape: $0, requests: $0.requests) },
      namespaces: namespaces,
      cluster: cluster,
      options: options
    )
    for kind in kinds { _ = scheduler.register(kind: kind) }
    startTimes = pods.map { _ in 0 }
  }

  /// The node a pod is on.
  package func node(of pod: Int) -> Int? { scheduler.node(of: pod) }

  package mutating func bind(_ pod: Int, to node: Int, startTime: Int64 = 0) {
    startTimes[pod] = startTime
    scheduler.bind(pod, toNode: node)
  }

  /// Binds a pod to the best node and returns that; nil if none is feasible.
  package mutating func schedule(
    _ pod: Int,
    startTime: Int64 = 0,
    breakingTiesWith generator: inout some RandomNumberGenerator
  ) -> Int? {
    startTimes[pod] = startTime
    return scheduler.bindAnywhere(pod, breakingTiesWith: &generator)
  }

  package mutating func beginTermination(of pod: Int) { scheduler.books.beginTermination(of: pod) }

  package mutating func remove(_ pod: Int) { scheduler.books.remove(pod) }

  package mutating func nominate(_ pod: Int, to node: Int) {
    scheduler.nominate(pod, toSlot: scheduler.model.catalog.slotOfNode[node])
  }

  /// Why a pod that has just found no node found none.
  package mutating func explanation(for pod: Int) -> String { scheduler.diagnose(pod).message }

  /// Why each node can't take a pod, from the books alone; nil where it can.
  package func refusals(of pod: Int) -> [Refusal?] {
    let kind = scheduler.kind(of: pod)
    return scheduler.model.catalog.slotOfNode.map { scheduler.freshRefusal(of: kind, onSlot: $0) }
  }

  /// The same by the filters that look at other pods alone.
  package func topologyRefusals(of pod: Int) -> [Refusal?] {
    let kind = scheduler.kind(of: pod)
    return scheduler.model.catalog.slotOfNode.map {
      scheduler.topologyRefusal(of: kind, onSlot: $0)
    }
  }

  /// Whether any running pod matters to InterPodAffinity's score of a pod; if not, it is skipped.
  package func hasPodAffinityScores(for pod: Int) -> Bool {
    let rules = scheduler.model.kinds[scheduler.kind(of: pod)].topology.rules
    return rules.attractions.contains { scheduler.books.hasAny(of: rules.inputs[$0.input]) }
  }

  /// The scores of nodes for a pod from the books alone, as if exactly these were feasible.
  package func scores(of pod: Int, on nodes: [Int]) -> [NodeScores] {
    let slots = nodes.map { scheduler.model.catalog.slotOfNode[$0] }
    return scheduler.freshScores(of: scheduler.kind(of: pod), onSlots: slots)
  }

  /// Whom a pod would preempt on a node, if that could help; ascending by number.
  package mutating func victims(for pod: Int, on node: Int, budgets: [Budget]) -> [Int] {
    let slot = scheduler.model.catalog.slotOfNode[node]
    let found = scheduler.candidate(
      for: pod,
      onSlot: slot,
      budgets.map(DisruptionBudget.init),
      startTimes: startTimes
    )
    return found?.victims.map(\.pod).sorted() ?? []
  }

  /// Whom a pod that has just found no node would preempt, and the words if nobody.
  package mutating func preempt(
    for pod: Int,
    budgets: [Budget],
    using generator: inout some RandomNumberGenerator
  ) -> (found: Preemption?, message: String) {
    let outcome = scheduler.preempt(
      for: pod,
      scheduler.diagnose(pod),
      budgets.map(DisruptionBudget.init),
      startTimes: startTimes,
      using: &generator
    )
    switch outcome {
    case .helpless(let message): return (nil, message)
    case .victims(let slot, let pods):
      return (Preemption(node: scheduler.model.catalog.nodeOfSlot[slot], victims: pods), "")
    }
  }

  /// In which order nodes are numbered when equally good ones are drawn from.
  ///
  /// Nodes alike follow each other; see `NodeCatalog`.
  package var tieOrder: [Int] { scheduler.model.catalog.nodeOfSlot.filter { $0 >= 0 } }
}

extension DisruptionBudget {
  fileprivate init(_ budget: SchedulerSession.Budget) {
    self.init(namespace: budget.namespace, selector: budget.selector, allowed: budget.allowed)
  }
}
