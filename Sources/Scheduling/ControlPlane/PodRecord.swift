internal import Domain
internal import EventCore

/// The life of one pod in its cluster, in instants of the cluster's own clock.
struct PodRecord {
  enum Stage {
    /// Its controller has yet to create it.
    case planned
    case refused
    /// In the active queue, or being looked at.
    case active
    case backingOff
    case unschedulable
    case bound
    case terminating
    case gone
  }

  var pod: PodID
  var kind: Int
  /// When its controller is to create it and to delete it, on the run's clock.
  var plannedAt: SimTime
  var plannedEnd: SimTime?
  /// Its number in the scheduler's books; they are numbered alike.
  var stage = Stage.planned
  var createdAt = SimTime.never
  /// When admission let it in; pods of one priority are tried in this order.
  var queuedAt = SimTime.never
  var boundAt = SimTime.never
  var failedAt = SimTime.never
  var terminatingAt = SimTime.never
  var attempts = 0
  var causes: RefusalCauses = []
  /// The last refusal of a limit range or quota, or why no node was found; stays once it is bound.
  var reason = ""
  var refusedBy: PlacementOutcome?
  var preemptedBy: PodID?
  var device: GPUAssignment?
  var node = -1
}
