internal import Domain

/// Preemption with fair sharing: from the child with the largest share downwards.
extension PreemptionSearch {
  func fairTargets(
    in tree: inout CohortTree,
    _ settings: FairSharingSettings
  ) -> [PreemptionTarget] {
    let candidates = fairCandidates(in: tree).sorted { $0.goesFirst($1) }
    if candidates.isEmpty { return [] }
    // The shares are those with the request admitted.
    tree.charge(request.usage, to: queue)
    var hunt = FairHunt(search: self, tree: tree)
    var fits = hunt.run(candidates, settings)
    if !fits, settings.strategies.count > 1 { fits = hunt.retry() }
    swap(&tree, &hunt.tree)
    tree.release(request.usage, from: queue)
    if fits { return finish(hunt.victims, in: &tree, borrowing: true) }
    for victim in hunt.victims { putBack(victim.candidate, into: &tree) }
    return []
  }

  /// Workloads of the own queue, and of queues that borrow what is short, by the queue's policies.
  private func fairCandidates(in tree: CohortTree) -> [QuotaCandidate] {
    let policy = policy(in: tree)
    var candidates = candidates(of: queue) { mayPreempt($0, policy.withinClusterQueue) }
    guard policy.reclaimWithinCohort != .never, tree.parents[queue] >= 0 else { return candidates }
    for other in tree.queues.indices
    where other != queue && tree.roots[other] == tree.roots[queue] {
      if isWithinNominal(other, in: tree) { continue }
      candidates += self.candidates(of: other) { mayPreempt($0, policy.reclaimWithinCohort) }
    }
    return candidates
  }
}

/// One search for victims by shares; the tree has the request's usage in it.
private struct FairHunt {
  let search: PreemptionSearch
  var tree: CohortTree
  var victims: [Victim] = []
  var refused: [QuotaCandidate] = []
  /// The preemptor's queue and what is above it.
  let path: [Int]

  init(search: PreemptionSearch, tree: CohortTree) {
    self.search = search
    self.tree = tree
    path = Array(sequence(first: search.queue) { tree.parent(of: $0) })
  }

  /// Goes through the queues by the first strategy; returns whether the request fits.
  mutating func run(_ candidates: [QuotaCandidate], _ settings: FairSharingSettings) -> Bool {
    var order = FairTargetOrder(candidates, path: path)
    let reclaims =
      settings.reclaimsNominalUnconditionally && search.isWithinNominal(search.queue, in: tree)
    while let victim = order.next(in: tree) {
      if victim == search.queue {
        if take(order.pop(victim), because: .inClusterQueue) { return true }
      } else if reclaims {
        if take(order.pop(victim), because: .inCohortReclamation) { return true }
      } else if runFairly(victim, &order, settings.strategies[0]) {
        return true
      }
    }
    return false
  }

  /// Takes the first workload of a queue that a strategy allows to take.
  private mutating func runFairly(
    _ victim: Int,
    _ order: inout FairTargetOrder,
    _ strategy: FairSharingSettings.Strategy
  ) -> Bool {
    let (mine, theirs) = almostLowestCommonAncestors(victim)
    let preemptor = tree.dominantShare(of: mine)
    let before = tree.dominantShare(of: theirs)
    while order.hasWorkload(victim) {
      let candidate = order.pop(victim)
      search.take(candidate, from: &tree)
      let after = tree.dominantShare(of: theirs)
      search.putBack(candidate, into: &tree)
      if strategy.allows(preemptor: preemptor, victimBefore: before, victimAfter: after) {
        return take(candidate, because: .inCohortFairSharing)
      }
      refused.append(candidate)
    }
    return false
  }

  /// Tries those refused by rule S2-b, one of each queue; returns whether the request fits.
  mutating func retry() -> Bool {
    var order = FairTargetOrder(refused, path: path)
    while let victim = order.next(in: tree) {
      let (mine, theirs) = almostLowestCommonAncestors(victim)
      let candidate = order.pop(victim)
      order.drop(victim)
      if tree.dominantShare(of: mine) < tree.dominantShare(of: theirs),
        take(candidate, because: .inCohortFairSharing)
      {
        return true
      }
    }
    return false
  }

  /// Removes a workload; returns whether the request fits now.
  private mutating func take(
    _ candidate: QuotaCandidate,
    because reason: PreemptionTarget.Reason
  ) -> Bool {
    search.take(candidate, from: &tree)
    victims.append(Victim(candidate: candidate, reason: reason))
    tree.release(search.request.usage, from: search.queue)
    defer { tree.charge(search.request.usage, to: search.queue) }
    return search.fits(in: tree, borrowing: true)
  }

  /// The two children of the lowest cohort above both that lead to the preemptor and the victim.
  private func almostLowestCommonAncestors(_ victim: Int) -> (preemptor: Int, victim: Int) {
    var node = victim
    while let parent = tree.parent(of: node) {
      if let shared = path.firstIndex(of: parent), shared > 0 { return (path[shared - 1], node) }
      node = parent
    }
    return (search.queue, victim)
  }
}

/// Which queue the next victim is sought in: from the root always down to the largest share.
private struct FairTargetOrder {
  let path: [Int]
  /// What is left of each queue's candidates, the next one last.
  private var left: [Int: [QuotaCandidate]] = [:]
  /// Nodes that will yield no more victims.
  private var pruned: Set<Int> = []

  init(_ candidates: [QuotaCandidate], path: [Int]) {
    self.path = path
    for candidate in candidates.reversed() { left[candidate.queue, default: []].append(candidate) }
  }

  func hasWorkload(_ queue: Int) -> Bool { left[queue]?.isEmpty == false }

  /// The next candidate of a queue, which must have one.
  mutating func pop(_ queue: Int) -> QuotaCandidate { left[queue, default: []].removeLast() }

  mutating func drop(_ queue: Int) { pruned.insert(queue) }

  /// The queue to take from; between two calls, take a workload from it or drop it.
  mutating func next(in tree: CohortTree) -> Int? {
    let root = path[path.count - 1]
    guard path.count > 1 else { return hasWorkload(root) && !pruned.contains(root) ? root : nil }
    var node = root
    while !pruned.contains(root) {
      let cohort = node - tree.queues.count
      let queue = largestQueue(of: cohort, in: tree)
      let child = largestCohort(of: cohort, in: tree)
      switch (child, queue) {
      case (nil, nil):
        pruned.insert(node)
        node = root
      case (let child?, let queue?):
        if child.share < queue.share { return queue.node }
        node = child.node
      case (let child?, nil): node = child.node
      case (nil, let queue?): return queue.node
      }
    }
    return nil
  }

  private typealias Child = (node: Int, share: DominantShare)

  /// Of equals, the queue whose next candidate goes first.
  private mutating func largestQueue(of cohort: Int, in tree: CohortTree) -> Child? {
    var largest: Child?
    for queue in tree.childQueues[cohort] where !pruned.contains(queue) {
      let share = tree.dominantShare(of: queue)
      guard hasWorkload(queue), !share.isZero || queue == path[0] else {
        pruned.insert(queue)
        continue
      }
      if let best = largest {
        if share < best.share || share == best.share && !goesFirst(queue, best.node) { continue }
      }
      largest = (queue, share)
    }
    return largest
  }

  private func goesFirst(_ queue: Int, _ other: Int) -> Bool {
    guard let next = left[queue]?.last, let others = left[other]?.last else { return false }
    return next.goesFirst(others)
  }

  /// Of equals, the first one; cohorts above the preemptor are kept though they borrow nothing.
  private mutating func largestCohort(of cohort: Int, in tree: CohortTree) -> Child? {
    var largest: Child?
    for number in tree.childCohorts[cohort] {
      let node = tree.queues.count + number
      if pruned.contains(node) { continue }
      let share = tree.dominantShare(of: node)
      if share.isZero, !path.contains(node) {
        pruned.insert(node)
      } else if largest.map({ $0.share < share }) ?? true {
        largest = (node, share)
      }
    }
    return largest
  }
}
