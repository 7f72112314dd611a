/// A plan whose pods have been admitted and placed: everything a simulation starts from.
package struct Deployment: Sendable {
  package var plan: DeploymentPlan
  /// One per pod of the plan, in the same order.
  package var placements: [PodPlacement]

  package init(plan: DeploymentPlan, placements: [PodPlacement]) {
    self.plan = plan
    self.placements = placements
  }
}

/// A pattern compiled, or the reason why it can't be built.
package enum CompiledPattern: Sendable {
  case deployment(Deployment)
  case infeasible(pattern: IsolationPattern, reason: String)
}

/// Where a pod ended up, and why.
package struct PodPlacement: Sendable, Hashable {
  package var outcome: PlacementOutcome
  /// Nil unless the pod runs.
  package var node: NodeID?
  /// The GPU (or the first of them) on its node, from 0; nil without one.
  package var gpu: Int?
  /// The MIG instance on that GPU, from 0; nil without one.
  package var migInstance: Int?
  /// Requests and limits after admission has defaulted them.
  package var requests: ResourceList
  package var limits: ResourceList
  /// In the words operators know, for example a quota's refusal or `0/12 nodes are available: …`.
  package var reason: String

  package init(
    outcome: PlacementOutcome,
    node: NodeID? = nil,
    gpu: Int? = nil,
    migInstance: Int? = nil,
    requests: ResourceList,
    limits: ResourceList,
    reason: String = ""
  ) {
    self.outcome = outcome
    self.node = node
    self.gpu = gpu
    self.migInstance = migInstance
    self.requests = requests
    self.limits = limits
    self.reason = reason
  }
}

/// What became of a pod.
package enum PlacementOutcome: String, CaseIterable, Sendable, Codable {
  case running
  /// A ResourceQuota refused it; it was never created.
  case deniedByQuota
  /// A LimitRange refused it; it was never created.
  case deniedByLimitRange
  /// No node could take it; it stays pending.
  case unschedulable
}
