internal import Domain
internal import EventCore

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

  /// Ends a successful search: puts victims back where the request still fits with them, the last
  /// found but one first, and then all others.
  ///
  /// Returns those without whom it would not fit.
  func finish(
    _ victims: [Victim],
    in tree: inout CohortTree,
    borrowing: Bool
  ) -> [PreemptionTarget] {
    guard let last = victims.last else { return [] }
    var kept = [last]
    for victim in victims.dropLast().reversed() {
      putBack(victim.candidate, into: &tree)
      if fits(in: tree, borrowing: borrowing) { continue }
      take(victim.candidate, from: &tree)
      kept.append(victim)
    }
    for victim in kept { putBack(victim.candidate, into: &tree) }
    return kept.reversed().map { victim in
      PreemptionTarget(workload: workload(victim.candidate), reason: victim.reason)
    }
  }

  func workload(_ candidate: QuotaCandidate) -> AdmittedWorkload {
    admitted[candidate.queue][candidate.index]
  }

  func take(_ candidate: QuotaCandidate, from tree: inout CohortTree) {
    tree.release(admitted[candidate.queue][candidate.index].usage, from: candidate.queue)
  }

  func putBack(_ candidate: QuotaCandidate, into tree: inout CohortTree) {
    tree.charge(admitted[candidate.queue][candidate.index].usage, to: candidate.queue)
  }

  /// The workloads of a queue that hold any of what is short and pass a condition.
  func candidates(
    of queue: Int,
    where mayPreempt: (borrowing AdmittedWorkload) -> Bool
  ) -> [QuotaCandidate] {
    var found: [QuotaCandidate] = []
    for index in admitted[queue].indices
    where isRelevant(admitted[queue][index]) && mayPreempt(admitted[queue][index]) {
      found.append(QuotaCandidate(admitted[queue][index], at: index, preemptor: self.queue))
    }
    return found
  }

  /// Whether a workload holds any of what is short.
  func isRelevant(_ workload: borrowing AdmittedWorkload) -> Bool {
    needed.contains { workload.usage.uses($0) }
  }

  func isWithinNominal(_ node: Int, in tree: CohortTree) -> Bool {
    !needed.contains { tree.isBorrowing(node, $0) }
  }

  /// Whether the request may displace a workload of its own queue.
  func mayPreempt(
    _ workload: borrowing AdmittedWorkload,
    _ policy: QueuePreemption.WithinQueue
  ) -> Bool {
    switch policy {
    case .never: false
    case .lowerPriority: workload.priority < request.priority
    case .lowerOrNewerEqualPriority:
      workload.priority < request.priority
        || workload.priority == request.priority && workload.queuedAt > request.queuedAt
    }
  }

  /// Whether the request may displace a workload of another queue.
  func mayPreempt(
    _ workload: borrowing AdmittedWorkload,
    _ policy: QueuePreemption.WithinCohort
  ) -> Bool {
    switch policy {
    case .never: false
    case .lowerPriority: workload.priority < request.priority
    case .any: true
    }
  }
}

/// A workload that may have to go, by its place in `PreemptionSearch.admitted`, without references.
struct QuotaCandidate: BitwiseCopyable {
  var queue: Int
  var index: Int
  var id: Int
  private var priority: Int
  private var admittedAt: SimTime
  var isEvicted: Bool
  /// Whether it is of the preemptor's own queue.
  private var isOwn: Bool

  init(_ workload: borrowing AdmittedWorkload, at index: Int, preemptor: Int) {
    queue = workload.queue
    self.index = index
    id = workload.id
    priority = workload.priority
    admittedAt = workload.admittedAt
    isEvicted = workload.isEvicted
    isOwn = workload.queue == preemptor
  }

  /// Kueue's order: on their way out already, then of other queues, then of low priority, then
  /// admitted last.
  func goesFirst(_ other: QuotaCandidate) -> Bool {
    if isEvicted != other.isEvicted { return isEvicted }
    if isOwn != other.isOwn { return other.isOwn }
    if priority != other.priority { return priority < other.priority }
    return admittedAt == other.admittedAt ? id < other.id : admittedAt > other.admittedAt
  }
}

/// A workload that a search has taken, and why.
struct Victim: BitwiseCopyable {
  var candidate: QuotaCandidate
  var reason: PreemptionTarget.Reason
}

extension QuotaUsage {
  func amount(_ flavorResource: Int) -> Int64 {
    entries.first { $0.flavorResource == flavorResource }?.amount ?? 0
  }
}
