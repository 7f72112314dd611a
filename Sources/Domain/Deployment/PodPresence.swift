package import EventCore

/// When a pod is on its node: it takes requests from `bound` to `draining` and works until `gone`.
package struct PodPresence: Sendable, Hashable {
  package var bound: SimTime
  /// From then on it gets no new work; `SimTime.never` if nobody tells it to end.
  package var draining: SimTime
  /// From then on its resources are free; `SimTime.never` if it stays.
  package var gone: SimTime

  /// Creates the presence of a pod that is there from the beginning and stays.
  package init(bound: SimTime = .start, draining: SimTime = .never, gone: SimTime = .never) {
    self.bound = bound
    self.draining = draining
    self.gone = gone
  }

  /// Whether the pod is there from the beginning and stays.
  package var isPermanent: Bool { self == PodPresence() }

  /// The share of a stretch of time, from 0 to 1, for which the pod is there.
  package func share(from start: SimTime, to end: SimTime) -> Double {
    let (first, last) = (max(bound, start), min(gone, end))
    guard last > first, end > start else { return 0 }
    return (last - first).inSeconds / (end - start).inSeconds
  }
}

extension Deployment {
  /// How long a pod waited for a node, or is waiting when the run ends; nil if it was refused.
  package func waited(_ pod: PodID, until horizon: SimTime) -> SimDuration? {
    let placement = placements[pod.index]
    if placement.node != nil { return placement.waited }
    guard [.unschedulable, .suspended].contains(placement.outcome) else { return nil }
    let planned = plan.pods[pod.index]
    let end = min(planned.deletedAt ?? horizon, horizon)
    return end > planned.createdAt ? end - planned.createdAt : .zero
  }
}

extension PodPlacement {
  /// When the pod is on its node; nil if it never gets to one, or not before the run ends.
  package func presence(until horizon: SimTime) -> PodPresence? {
    guard node != nil, outcome != .failedToStart else { return nil }
    let bound = boundAt ?? .start
    let gone = goneAt ?? .never
    guard bound < horizon, gone > bound else { return nil }
    let draining = min(max(terminatingAt ?? gone, bound), gone)
    return PodPresence(bound: bound, draining: draining, gone: gone)
  }
}
