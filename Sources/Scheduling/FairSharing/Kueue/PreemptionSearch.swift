internal import Domain

/// Looks for workloads that have to go so that another one can be admitted.
///
/// All or nothing: either the request fits once all targets are gone, or there are no targets. No
/// target could stay, except that the last one found is not tried again.
///
/// Source: kubernetes-sigs/kueue `pkg/scheduler/preemption` at ff69552.
package struct PreemptionSearch {
  let request: QuotaRequest
  /// Flavors of resources of which there isn't enough.
  let needed: [Int]
  /// Who holds quota, by queue.
  let admitted: [[AdmittedWorkload]]

  /// Nil if the request fits as it is.
  init?(_ request: QuotaRequest, in tree: CohortTree, admitted: [[AdmittedWorkload]]) {
    self.request = request
    self.admitted = admitted
    needed = request.usage.entries.map(\.flavorResource).filter { flavorResource in
      request.usage.amount(flavorResource) > tree.available(to: request.queue, flavorResource)
    }
    if needed.isEmpty { return nil }
  }

  /// The workloads to be preempted for a request; empty if it fits or can't be made to fit.
  ///
  /// The tree is as before when the search is over. `admitted` has those who hold quota, by queue.
  /// Without fair sharing, hierarchy and priority decide alone.
  ///
  /// - Complexity: O(workloads of the tree × log + victims × queues of the tree).
  package static func targets(
    for request: QuotaRequest,
    in tree: inout CohortTree,
    admitted: [[AdmittedWorkload]],
    fairSharing: FairSharingSettings?
  ) -> [PreemptionTarget] {
    guard let search = PreemptionSearch(request, in: tree, admitted: admitted) else { return [] }
    guard let fairSharing else { return search.classicalTargets(in: &tree) }
    return search.fairTargets(in: &tree, fairSharing)
  }

  var queue: Int { request.queue }

  func policy(in tree: CohortTree) -> QueuePreemption { tree.queues[queue].preemption }

  /// Whether the request would fit now; without borrowing, only within the subtree's quota.
  func fits(in tree: CohortTree, borrowing: Bool) -> Bool {
    request.usage.entries.allSatisfy { entry in
      (borrowing || !tree.isBorrowing(queue, entry.flavorResource, with: entry.amount))
        && entry.amount <= tree.available(to: queue, entry.flavorResource)
    }
  }

  /// Puts victims back, the last found but one first, where the request still fits with them.
  ///
  /// The targets that are left are gone from the tree when this returns.
  func givingBack(
    _ targets: [PreemptionTarget],
    in tree: inout CohortTree,
    borrowing: Bool
  ) -> [PreemptionTarget] {
    guard let last = targets.last else { return [] }
    var kept = [last]
    for target in targets.dropLast().reversed() {
      tree.charge(target.workload.usage, to: target.workload.queue)
      if fits(in: tree, borrowing: borrowing) { continue }
      tree.release(target.workload.usage, from: target.workload.queue)
      kept.append(target)
    }
    return kept.reversed()
  }

  /// Puts all victims back into the tree.
  func restore(_ targets: [PreemptionTarget], in tree: inout CohortTree) {
    for target in targets { tree.charge(target.workload.usage, to: target.workload.queue) }
  }

  /// Whether a workload holds any of what is short.
  func isRelevant(_ workload: AdmittedWorkload) -> Bool {
    needed.contains { workload.usage.uses($0) }
  }

  func isWithinNominal(_ node: Int, in tree: CohortTree) -> Bool {
    !needed.contains { tree.isBorrowing(node, $0) }
  }

  /// Kueue's order of candidates: on their way out already, then of other queues, then of low
  /// priority, then admitted last.
  func goesFirst(_ a: AdmittedWorkload, _ b: AdmittedWorkload) -> Bool {
    if a.isEvicted != b.isEvicted { return a.isEvicted }
    if (a.queue == queue) != (b.queue == queue) { return b.queue == queue }
    if a.priority != b.priority { return a.priority < b.priority }
    return a.admittedAt == b.admittedAt ? a.id < b.id : a.admittedAt > b.admittedAt
  }

  /// Whether the request may displace a workload of its own queue.
  func mayPreempt(_ workload: AdmittedWorkload, _ policy: QueuePreemption.WithinQueue) -> Bool {
    switch policy {
    case .never: false
    case .lowerPriority: workload.priority < request.priority
    case .lowerOrNewerEqualPriority:
      workload.priority < request.priority
        || workload.priority == request.priority && workload.queuedAt > request.queuedAt
    }
  }

  /// Whether the request may displace a workload of another queue.
  func mayPreempt(_ workload: AdmittedWorkload, _ policy: QueuePreemption.WithinCohort) -> Bool {
    switch policy {
    case .never: false
    case .lowerPriority: workload.priority < request.priority
    case .any: true
    }
  }
}

extension QuotaUsage {
  func amount(_ flavorResource: Int) -> Int64 {
    entries.first { $0.flavorResource == flavorResource }?.amount ?? 0
  }
}
