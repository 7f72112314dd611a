internal import Domain

/// What one scheduling cycle decides about the heads of the queues.
package struct AdmissionCycle: Sendable {
  package enum Verdict: Sendable, Hashable {
    case admit
    /// These have to go first; the request stays at the head of its queue.
    case preempt([PreemptionTarget])
    /// Another head of this cycle was faster; it stays in its queue and is tried again.
    case skip
    /// It can't be admitted until quota becomes free in its cohort.
    case wait
  }

  package struct Decision: Sendable {
    package var request: QuotaRequest
    package var verdict: Verdict
    /// How much more quota it needed at the beginning of the cycle.
    package var shortage: QuotaUsage
  }

  /// In the order in which the heads were dealt with.
  package private(set) var decisions: [Decision] = []

  private var tree: CohortTree
  private var gone: [PreemptionTarget] = []

  /// Deals with one head of each queue.
  ///
  /// Each is nominated on the quota there is at the beginning; then they are taken in order, and
  /// each takes its quota before the next one is looked at. A request that must wait for victims
  /// takes it too; one that can't find any reserves what its queue could not take back later.
  ///
  /// Source: kubernetes-sigs/kueue `pkg/scheduler/scheduler.go`.
  package init(
    heads: [QuotaRequest],
    in tree: CohortTree,
    admitted: [[AdmittedWorkload]],
    fairSharing: FairSharingSettings?
  ) {
    self.tree = tree
    let nominations = heads.map { head in
      Nomination(head, in: &self.tree, admitted: admitted, fairSharing: fairSharing)
    }
    var order = AdmissionOrder(nominations, fairSharing: fairSharing)
    while let next = order.next(in: &self.tree) {
      let verdict = verdict(on: next)
      decisions.append(
        Decision(request: next.request, verdict: verdict, shortage: next.shortage)
      )
    }
  }

  private mutating func verdict(on nomination: Nomination) -> Verdict {
    let request = nomination.request
    switch nomination.mode {
    case .noFit: return .wait
    case .noCandidates:
      reserve(nomination)
      return .wait
    case .fit, .preempt:
      let targets = nomination.targets
      let isClaimed = targets.contains { target in
        gone.contains { $0.workload.id == target.workload.id }
      }
      if isClaimed || !fits(request, without: gone + targets) { return .skip }
      gone += targets
      tree.charge(request.usage, to: request.queue)
      return targets.isEmpty ? .admit : .preempt(targets)
    }
  }

  private mutating func fits(_ request: QuotaRequest, without targets: [PreemptionTarget]) -> Bool {
    for target in targets { tree.release(target.workload.usage, from: target.workload.queue) }
    defer {
      for target in targets { tree.charge(target.workload.usage, to: target.workload.queue) }
    }
    return tree.fits(request.usage, in: request.queue)
  }

  /// Keeps others from taking what this queue waits for, unless it can always take it back.
  private mutating func reserve(_ nomination: Nomination) {
    let (request, queue) = (nomination.request, nomination.request.queue)
    if tree.queues[queue].preemption.reclaimWithinCohort == .any { return }
    var reserved = request.usage
    for number in reserved.entries.indices {
      let entry = reserved.entries[number]
      let name = tree.flavorResources[entry.flavorResource]
      let quota = tree.queues[queue].quotas[name] ?? FlavorQuota(nominal: 0)
      let used = tree.usage[tree.index(queue, entry.flavorResource)]
      if nomination.borrowingHeight == 0 {
        reserved.entries[number].amount = max(0, min(entry.amount, quota.nominal - used))
      } else if let limit = quota.borrowingLimit {
        reserved.entries[number].amount = max(0, min(entry.amount, quota.nominal + limit - used))
      }
    }
    tree.charge(reserved, to: queue)
  }
}
