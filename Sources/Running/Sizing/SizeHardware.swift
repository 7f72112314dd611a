package import Analysis
package import Domain
internal import IsolationPatterns

/// Finds for one pattern the fewest nodes of every pool with which every objective passes.
///
/// All patterns, pools and counts meet the same requests (common random numbers). Groups of pools
/// that don't touch each other are searched at the same time, one trial for all. A trial has few
/// replications at first, and more only while a verdict is open. The answer is then tried with
/// replications that had no part in choosing it; where they don't confirm it, the search goes on.
///
/// The replicas of `services` are sized first, each pod on a node of its own; the nodes are then
/// sized for those replicas. The answer is the same on any number of workers. Throws
/// `RunError.interrupted` if `stop` is raised, or `.invariantBroken`.
package func sizeHardware(
  of scenario: Scenario,
  under pattern: IsolationPattern,
  limits: SizingLimits,
  scaling services: [ServiceID] = [],
  stop: StopFlag = StopFlag(),
  progressed: (SizingProgress) -> Void = { _ in }
) async throws(RunError) -> SizedPattern {
  var asked = limits.applied(to: scenario)
  var firstFresh: Int?
  var replicas: [SizedReplicas] = []
  var earlier: [SizingTrial] = []
  if !services.isEmpty {
    let subject = SizingSubject(replicasOf: services, of: pattern, in: asked)
    var search = PatternSearch(asked, pattern, subject, limits, stop)
    try await search.run(progressed)
    replicas = search.replicas(of: services, in: asked)
    for sized in replicas { asked.setReplicas(sized.replicas, of: sized.service) }
    firstFresh = search.firstFresh
    earlier = search.trials
    for trial in earlier.indices { earlier[trial].probes = [] }
  }
  switch patternPools(of: asked, under: pattern) {
  case .failure(let impossible):
    return SizedPattern(pattern: pattern, infeasibleReason: impossible.reason)
  case .success(let pools):
    let subject = SizingSubject(pools, of: pattern, mostNodes: limits.mostNodes)
    var search = PatternSearch(asked, pattern, subject, limits, firstFresh: firstFresh, stop)
    try await search.run(progressed)
    return SizedPattern(
      pattern: pattern,
      record: search.record(of: pools, subject, replicas, after: earlier, in: asked),
      summary: search.summary,
      costBefore: costBefore(of: scenario, under: pattern)
    )
  }
}

/// How far a search may go.
package struct SizingLimits: Sendable, Hashable {
  /// No pool is tried with more nodes than this, unless its pods need them to have a place.
  package var mostNodes: Int
  /// No trial has more.
  package var replications: Int
  /// The confidence asked of every verdict.
  package var confidence: Double
  /// Replications simulated at the same time; makes no difference to the answer.
  package var workers: Int

  package init(mostNodes: Int, replications: Int, confidence: Double, workers: Int) {
    self.mostNodes = mostNodes
    self.replications = replications
    self.confidence = confidence
    self.workers = workers
  }

  /// What a scenario asks for: trials of at most as many replications as its run has, but at least
  /// 8, with which a verdict can be clear, and at most 32.
  package init(of scenario: Scenario, workers: Int) {
    var hardware = FittedHardware()
    if case .fitted(let asked) = scenario.hardware { hardware = asked }
    self.init(
      mostNodes: hardware.mostNodes,
      replications: max(8, min(32, scenario.run.replications)),
      confidence: hardware.confidence ?? scenario.run.confidence,
      workers: workers
    )
  }

  fileprivate func applied(to scenario: Scenario) -> Scenario {
    var changed = scenario
    changed.run.confidence = confidence
    return changed
  }
}

/// How far a search has come.
package struct SizingProgress: Sendable {
  package var pattern: IsolationPattern
  package var trials: Int
  package var replications: Int
  /// Whether the answer has been confirmed.
  package var isLast: Bool
}

/// A pattern on the hardware found for it.
package struct SizedPattern: Sendable {
  package var pattern: IsolationPattern
  /// Set if no number of nodes is enough to build it; everything else is then nil.
  package var infeasibleReason: String?
  package var record: SizingRecord?
  /// What the replications say that confirm the answer, or don't.
  package var summary: VariantSummary?
  /// For one hour under the scenario's own hardware; nil if that can't be built.
  package var costBefore: Money?

  package init(
    pattern: IsolationPattern,
    infeasibleReason: String? = nil,
    record: SizingRecord? = nil,
    summary: VariantSummary? = nil,
    costBefore: Money? = nil
  ) {
    self.pattern = pattern
    self.infeasibleReason = infeasibleReason
    self.record = record
    self.summary = summary
    self.costBefore = costBefore
  }

  /// The nodes found, as a scenario's hardware names them.
  package var nodes: [PoolNodes] {
    (record?.pools ?? []).map { pool in
      PoolNodes(
        pattern: pattern,
        partition: pool.partition,
        nodePool: pool.nodePool,
        count: pool.nodes
      )
    }
  }
}

/// What the scenario's own hardware costs an hour under a pattern; nil if it can't be built.
private func costBefore(of scenario: Scenario, under pattern: IsolationPattern) -> Money? {
  Variant(pattern, of: scenario).deployment.map { assetCost(of: $0.plan, in: scenario) }
}
