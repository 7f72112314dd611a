internal import Domain
package import EventCore

/// A workload that holds quota: what the search for victims has to know of it.
package struct AdmittedWorkload: Sendable, Hashable {
  /// Unique; decides between workloads that are equal in everything else.
  package var id: Int
  package var queue: Int
  package var priority: Int
  /// When it began to wait in its queue.
  package var queuedAt: SimTime
  package var admittedAt: SimTime
  /// Whether it has been told to go but still holds its quota.
  package var isEvicted: Bool
  package var usage: QuotaUsage

  package init(
    id: Int,
    queue: Int,
    priority: Int,
    queuedAt: SimTime = .start,
    admittedAt: SimTime = .start,
    isEvicted: Bool = false,
    usage: QuotaUsage
  ) {
    self.id = id
    self.queue = queue
    self.priority = priority
    self.queuedAt = queuedAt
    self.admittedAt = admittedAt
    self.isEvicted = isEvicted
    self.usage = usage
  }
}

/// A workload at the head of its queue that wants quota.
package struct QuotaRequest: Sendable {
  package var id: Int
  package var queue: Int
  package var priority: Int
  package var queuedAt: SimTime
  package var usage: QuotaUsage

  package init(
    id: Int,
    queue: Int,
    priority: Int,
    queuedAt: SimTime = .start,
    usage: QuotaUsage
  ) {
    self.id = id
    self.queue = queue
    self.priority = priority
    self.queuedAt = queuedAt
    self.usage = usage
  }
}

/// A workload that has to go, and why.
package struct PreemptionTarget: Sendable, Hashable {
  package var workload: AdmittedWorkload
  package var reason: Reason

  /// Kueue's words.
  package enum Reason: String, Sendable, CaseIterable, Codable, BitwiseCopyable {
    case inClusterQueue = "InClusterQueue"
    case inCohortReclamation = "InCohortReclamation"
    case inCohortFairSharing = "InCohortFairSharing"
    case inCohortReclaimWhileBorrowing = "InCohortReclaimWhileBorrowing"
  }
}
