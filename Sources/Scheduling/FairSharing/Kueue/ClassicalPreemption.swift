internal import Domain

/// Preemption without fair sharing: by place in the hierarchy, then by priority, then in the own
/// queue.
extension PreemptionSearch {
  func classicalTargets(in tree: inout CohortTree) -> [PreemptionTarget] {
    let candidates = ClassicalCandidates(self, in: tree)
    for borrowing in attempts(candidates, in: tree) {
      var victims: [Victim] = []
      for candidate in candidates.inOrder where isStillValid(candidate, borrowing, in: tree) {
        take(candidate.candidate, from: &tree)
        victims.append(Victim(candidate: candidate.candidate, reason: candidate.reason))
        if fits(in: tree, borrowing: borrowing) {
          return finish(victims, in: &tree, borrowing: borrowing)
        }
      }
      for victim in victims { putBack(victim.candidate, into: &tree) }
    }
    return []
  }

  /// Whether to let the request borrow, in the order of the attempts.
  private func attempts(_ candidates: ClassicalCandidates, in tree: CohortTree) -> [Bool] {
    let mayNotBorrow = policy(in: tree).borrowWithinCohort == nil
    if candidates.areAllOfOwnQueue { return [true] }
    if mayNotBorrow, !isUnderNominal(in: tree) { return [true] }
    return mayNotBorrow && !candidates.hasHierarchical ? [false, true] : [true, false]
  }

  /// Whether the queue uses less than its nominal quota of everything that is short.
  private func isUnderNominal(in tree: CohortTree) -> Bool {
    needed.allSatisfy { tree.usage[tree.index(queue, $0)] < tree.subtreeQuota(of: queue, $0) }
  }

  /// Whether a candidate's queue, and the cohorts up to the common one, still borrow what is short.
  private func isStillValid(
    _ candidate: ClassicalCandidate,
    _ borrowing: Bool,
    in tree: CohortTree
  ) -> Bool {
    if candidate.variant == .withinQueue { return true }
    if borrowing, candidate.variant == .withoutBorrowing { return false }
    var node = candidate.candidate.queue
    while node != candidate.commonAncestor {
      if isWithinNominal(node, in: tree) { return false }
      guard let parent = tree.parent(of: node) else { return true }
      node = parent
    }
    return true
  }
}

/// A workload that may have to go.
struct ClassicalCandidate: BitwiseCopyable {
  var candidate: QuotaCandidate
  /// The lowest cohort above both queues; the queue itself for the preemptor's own.
  var commonAncestor: Int
  var variant: Variant

  enum Variant: BitwiseCopyable {
    case withinQueue
    /// The request fits into quota that is nearer to its queue than to the candidate's.
    case hierarchical
    /// Only if the preemptor ends up without borrowing.
    case withoutBorrowing
    case whileBorrowing
  }

  var reason: PreemptionTarget.Reason {
    switch variant {
    case .withinQueue: .inClusterQueue
    case .hierarchical, .withoutBorrowing: .inCohortReclamation
    case .whileBorrowing: .inCohortReclaimWhileBorrowing
    }
  }
}

/// All candidates: those on their way out first, then by group, then in the order of candidates.
private struct ClassicalCandidates {
  private(set) var inOrder: [ClassicalCandidate] = []
  let hasHierarchical: Bool
  let areAllOfOwnQueue: Bool

  init(_ search: PreemptionSearch, in tree: CohortTree) {
    let policy = search.policy(in: tree)
    let own = search.candidates(of: search.queue) { workload in
      search.mayPreempt(workload, policy.withinClusterQueue)
    }
    let others = search.candidatesOfCohort(in: tree, policy)
    let hierarchical = others.filter { $0.variant == .hierarchical }
    hasHierarchical = !hierarchical.isEmpty
    areAllOfOwnQueue = others.isEmpty
    let groups = [
      hierarchical, others.filter { $0.variant != .hierarchical },
      own.map {
        ClassicalCandidate(candidate: $0, commonAncestor: search.queue, variant: .withinQueue)
      },
    ].map { $0.sorted { $0.candidate.goesFirst($1.candidate) } }
    inOrder = groups.flatMap { $0.filter(\.candidate.isEvicted) }
    inOrder += groups.flatMap { $0.filter { !$0.candidate.isEvicted } }
  }
}

extension PreemptionSearch {
  /// Goes up from the queue and collects, in each cohort, what lies beside the path and borrows.
  fileprivate func candidatesOfCohort(
    in tree: CohortTree,
    _ policy: QueuePreemption
  ) -> [ClassicalCandidate] {
    guard policy.reclaimWithinCohort != .never else { return [] }
    var candidates: [ClassicalCandidate] = []
    var remaining = request.usage
    var hasAdvantage = tree.fitsQuota(of: queue, &remaining)
    var below = queue
    while let cohort = tree.parent(of: below) {
      for other in borrowers(of: cohort, besides: below, in: tree) {
        candidates += self.candidates(of: other) { workload in
          mayPreempt(workload, policy.reclaimWithinCohort)
        }
        .map { candidate in
          ClassicalCandidate(
            candidate: candidate,
            commonAncestor: cohort,
            variant: hasAdvantage ? .hierarchical : variant(of: workload(candidate), policy)
          )
        }
      }
      hasAdvantage = tree.fitsQuota(of: cohort, &remaining) || hasAdvantage
      below = cohort
    }
    return candidates
  }

  /// The queues below a cohort that borrow what is short, and all cohorts between them and it too.
  private func borrowers(of cohort: Int, besides path: Int, in tree: CohortTree) -> [Int] {
    var found: [Int] = []
    var open = [cohort - tree.queues.count]
    while let next = open.popLast() {
      found += tree.childQueues[next].filter { $0 != queue && !isWithinNominal($0, in: tree) }
      open += tree.childCohorts[next].filter { child in
        let node = tree.queues.count + child
        return node != path && !isWithinNominal(node, in: tree)
      }
    }
    return found
  }

  private func variant(
    of workload: AdmittedWorkload,
    _ policy: QueuePreemption
  ) -> ClassicalCandidate.Variant {
    guard let borrowing = policy.borrowWithinCohort, workload.priority < request.priority else {
      return .withoutBorrowing
    }
    let isAboveThreshold = borrowing.maxPriorityThreshold.map { workload.priority > $0 } ?? false
    return isAboveThreshold ? .withoutBorrowing : .whileBorrowing
  }
}

extension CohortTree {
  /// Whether all amounts fit into a node's own quota; leaves in them what is asked of the parent.
  fileprivate func fitsQuota(of node: Int, _ amounts: inout QuotaUsage) -> Bool {
    var fits = true
    for number in amounts.entries.indices {
      let entry = amounts.entries[number]
      if isBorrowing(node, entry.flavorResource, with: entry.amount) { fits = false }
      amounts.entries[number].amount = max(
        0,
        entry.amount - localAvailable(to: node, entry.flavorResource)
      )
    }
    return fits
  }

  /// What a node has left of the quota it never lends.
  func localAvailable(to node: Int, _ flavorResource: Int) -> Int64 {
    let here = index(node, flavorResource)
    return max(0, limits.local[here].subtractingSaturated(usage[here]))
  }
}
