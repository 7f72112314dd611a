internal import Domain

/// What could be done for the head of a queue, were it alone in its cycle.
package struct Nomination: Sendable {
  package enum Mode: Sendable, Hashable {
    /// There is quota for it.
    case fit
    /// There would be if these went.
    case preempt([PreemptionTarget])
    /// There would be if some others went, but none of those it may displace would do.
    case noCandidates
    /// More than its queue can ever get, or than it may get without displacing anyone.
    case noFit
  }

  package var request: QuotaRequest
  package var mode: Mode
  /// The height of the lowest cohort whose quota would do; 0 if the queue doesn't borrow.
  package var borrowingHeight: Int
  /// How much more quota is needed than there is.
  package var shortage: QuotaUsage

  /// Who would have to go.
  package var targets: [PreemptionTarget] {
    if case .preempt(let targets) = mode { targets } else { [] }
  }

  /// Nominates a request; the tree is as before when this returns.
  ///
  /// Source: kubernetes-sigs/kueue `pkg/scheduler/flavorassigner` and `preemption_oracle.go`.
  package init(
    _ request: QuotaRequest,
    in tree: inout CohortTree,
    admitted: [[AdmittedWorkload]],
    fairSharing: FairSharingSettings?
  ) {
    self.request = request
    let queue = request.queue
    let entries = request.usage.entries
    borrowingHeight = 0
    shortage = tree.shortage(of: request)
    if entries.contains(where: { $0.amount > tree.potential(of: queue, $0.flavorResource) }) {
      mode = .noFit
      return
    }
    let (height, mayReclaim) = tree.borrowing(of: request.usage, by: queue)
    borrowingHeight = height
    if shortage.entries.isEmpty {
      mode = .fit
      return
    }
    guard mayReclaim || tree.mayPreempt(beyondNominal: queue, fairly: fairSharing != nil) else {
      mode = .noFit
      return
    }
    let targets = PreemptionSearch.targets(
      for: request,
      in: &tree,
      admitted: admitted,
      fairSharing: fairSharing
    )
    mode = targets.isEmpty ? .noCandidates : .preempt(targets)
    borrowingHeight = tree.borrowingHeight(of: request, without: targets)
  }
}

extension CohortTree {
  /// What a request asks for beyond what is available to its queue.
  fileprivate func shortage(of request: QuotaRequest) -> QuotaUsage {
    QuotaUsage(
      entries: request.usage.entries.compactMap { entry in
        let available = available(to: request.queue, entry.flavorResource)
        guard entry.amount > available else { return nil }
        return QuotaUsage.Entry(
          flavorResource: entry.flavorResource,
          amount: entry.amount.subtractingSaturated(available)
        )
      }
    )
  }

  /// The height of a request after its targets have gone.
  fileprivate mutating func borrowingHeight(
    of request: QuotaRequest,
    without targets: [PreemptionTarget]
  ) -> Int {
    for target in targets { release(target.workload.usage, from: target.workload.queue) }
    defer { for target in targets { charge(target.workload.usage, to: target.workload.queue) } }
    return borrowing(of: request.usage, by: request.queue).height
  }

  /// The height of the lowest subtree that has the quota, and whether each amount that is short
  /// could be had by reclaiming: it is within the nominal quota, or a part of the tree has it.
  fileprivate func borrowing(
    of usage: QuotaUsage,
    by queue: Int
  ) -> (height: Int, mayReclaim: Bool) {
    var (highest, mayReclaim) = (0, true)
    for entry in usage.entries {
      let (height, isPart) = lowestSubtree(for: entry, of: queue)
      highest = max(highest, height)
      let isShort = entry.amount > available(to: queue, entry.flavorResource)
      let isNominal = entry.amount <= subtreeQuota(of: queue, entry.flavorResource)
      if isShort, !isNominal, !isPart { mayReclaim = false }
    }
    return (highest, mayReclaim)
  }

  /// The height of the lowest subtree around a queue that has so much more, and whether it is less
  /// than the whole tree; O(depth).
  private func lowestSubtree(
    for entry: QuotaUsage.Entry,
    of queue: Int
  ) -> (height: Int, isPart: Bool) {
    let flavorResource = entry.flavorResource
    guard var node = parent(of: queue) else { return (0, false) }
    guard isBorrowing(queue, flavorResource, with: entry.amount) else { return (0, true) }
    var remaining = entry.amount - localAvailable(to: queue, flavorResource)
    while isBorrowing(node, flavorResource, with: remaining), let above = parent(of: node) {
      remaining -= localAvailable(to: node, flavorResource)
      node = above
    }
    return (heights[node - queues.count], parents[node] >= 0)
  }

  /// Whether a queue may displace others for more than its nominal quota.
  fileprivate func mayPreempt(beyondNominal queue: Int, fairly: Bool) -> Bool {
    let policy = queues[queue].preemption
    return policy.withinClusterQueue != .never || policy.borrowWithinCohort != nil
      || fairly && policy.reclaimWithinCohort != .never
  }
}
