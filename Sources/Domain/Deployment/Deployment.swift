package import EventCore

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
  /// Nil unless the pod runs, or did.
  package var node: NodeID?
  /// The GPU (or the first of them) on its node, from 0; nil without one.
  package var gpu: Int?
  /// The MIG instance on that GPU, from 0; nil without one.
  package var migInstance: Int?
  /// Requests and limits after admission has defaulted them.
  package var requests: ResourceList
  package var limits: ResourceList
  /// What kept it from running, or kept it waiting before it ran; empty if nothing did.
  ///
  /// In the words operators know, for example a quota's refusal or `0/12 nodes are available: …`.
  package var reason: String
  /// When it was bound to its node; the start for pods brought up before the run begins.
  package var boundAt: SimTime?
  /// How long it waited from its creation until it was bound, or until the end of the run.
  package var waited: SimDuration
  /// How often the scheduler tried to find a node for it.
  package var attempts: Int
  /// When it was told to end, by its controller or because it was preempted; nil if it wasn't.
  package var terminatingAt: SimTime?
  /// When its resources became free; at most its grace period later.
  package var goneAt: SimTime?
  /// The pod that took its place by priority.
  package var preemptedBy: PodID?

  package init(
    outcome: PlacementOutcome,
    node: NodeID? = nil,
    gpu: Int? = nil,
    migInstance: Int? = nil,
    requests: ResourceList,
    limits: ResourceList,
    reason: String = "",
    boundAt: SimTime? = nil,
    waited: SimDuration = .zero,
    attempts: Int = 0,
    terminatingAt: SimTime? = nil,
    goneAt: SimTime? = nil,
    preemptedBy: PodID? = nil
  ) {
    self.outcome = outcome
    self.node = node
    self.gpu = gpu
    self.migInstance = migInstance
    self.requests = requests
    self.limits = limits
    self.reason = reason
    self.boundAt = boundAt
    self.waited = waited
    self.attempts = attempts
    self.terminatingAt = terminatingAt
    self.goneAt = goneAt
    self.preemptedBy = preemptedBy
  }
}

/// What became of a pod.
package enum PlacementOutcome: String, CaseIterable, Sendable, Codable {
  case running
  /// A pod of higher priority took its place; its controller made another one.
  case preempted
  /// Its controller deleted it when its time was over.
  case completed
  /// A ResourceQuota refused it; it was never created.
  case deniedByQuota
  /// A LimitRange refused it; it was never created.
  case deniedByLimitRange
  /// No node could take it; it stays pending.
  case unschedulable
  /// There was no quota for its workload in the queue; it was never created.
  case suspended
  /// It is on its node and holds what it asked for there, but can't start: its model doesn't fit
  /// into what it may use of a GPU's memory, or the device plugin refuses it.
  case failedToStart

  /// What may become of a pod that is wanted and never runs.
  package static let neverRun: [Self] = [
    .deniedByQuota, .deniedByLimitRange, .unschedulable, .suspended, .failedToStart,
  ]
}
