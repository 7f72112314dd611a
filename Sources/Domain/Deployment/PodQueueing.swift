package import EventCore

/// What a queue for quota (Kueue) made of a pod's workload.
package struct PodQueueing: Hashable, Sendable {
  /// Since when the workload waited; the pod was created when it was admitted.
  package var waitsSince: SimTime
  /// The batch workload that displaced it at the pod's `deletedAt`; nil if none did.
  package var displacedBy: BatchID?
  /// When the workload itself is over; a pod that is displaced is deleted before.
  package var endsAt: SimTime?
  /// Why it waited, was displaced, or never ran, in Kueue's words; empty if it ran undisturbed.
  package var reason: String

  package init(
    waitsSince: SimTime,
    displacedBy: BatchID? = nil,
    endsAt: SimTime? = nil,
    reason: String = ""
  ) {
    self.waitsSince = waitsSince
    self.displacedBy = displacedBy
    self.endsAt = endsAt
    self.reason = reason
  }
}
