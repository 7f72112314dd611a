internal import Domain
internal import EventCore

/// What is written down about each pod when the run is over.
extension ControlPlane {
  mutating func finish(at end: SimTime) {
    for index in records.indices {
      making.placements[records[index].pod.index] = placement(of: records[index], end)
    }
  }

  private func placement(of record: PodRecord, _ end: SimTime) -> PodPlacement {
    let admission = creations[record.kind].admission
    var placement = PodPlacement(
      outcome: outcome(of: record),
      requests: admission.requests,
      limits: admission.limits,
      reason: record.reason,
      attempts: record.attempts,
      preemptedBy: record.preemptedBy
    )
    if record.stage == .planned {
      placement.reason = "its time had not come by the end of the run"
      return placement
    }
    let wasBound = record.boundAt != .never
    if wasBound {
      placement.node = NodeID(nodes[record.node])
      placement.gpu = record.device?.gpu
      placement.migInstance = record.device?.migInstance
      placement.boundAt = sinceStart(record.boundAt)
    }
    if record.terminatingAt != .never {
      placement.terminatingAt = sinceStart(record.terminatingAt)
      placement.goneAt =
        wasBound
        ? sinceStart(record.terminatingAt + Self.gracePeriod) : placement.terminatingAt
    }
    let waitedUntil = wasBound ? record.boundAt : min(record.terminatingAt, end)
    placement.waited = waitedUntil - record.createdAt
    return placement
  }

  /// An instant of the cluster's clock as one of the run; bring-up happened before its start.
  private func sinceStart(_ time: SimTime) -> SimTime {
    guard let runStart, time > runStart else { return .start }
    return SimTime.start + (time - runStart)
  }

  private func outcome(of record: PodRecord) -> PlacementOutcome {
    if let refusedBy = record.refusedBy { return refusedBy }
    if record.preemptedBy != nil { return .preempted }
    if record.boundAt == .never { return .unschedulable }
    return record.terminatingAt == .never ? .running : .completed
  }
}
