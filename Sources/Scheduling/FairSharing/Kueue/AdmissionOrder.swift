internal import Domain

/// In which order the heads of the queues are dealt with in one cycle.
struct AdmissionOrder {
  private var waiting: [Nomination]
  private let fairSharing: FairSharingSettings?

  /// Without fair sharing those go first who don't borrow, then by priority and age.
  init(_ nominations: [Nomination], fairSharing: FairSharingSettings?) {
    self.fairSharing = fairSharing
    // Indices are cheaper to move about than what they stand for.
    let order = nominations.indices.sorted { Self.goesFirst(nominations[$1], nominations[$0]) }
    waiting = fairSharing == nil ? order.map { nominations[$0] } : nominations
  }

  /// The next one, given what those before it have taken from the tree; nil if there is none.
  mutating func next(in tree: inout CohortTree) -> Nomination? {
    guard let fairSharing else { return waiting.popLast() }
    guard let first = waiting.first else { return nil }
    let root = tree.roots[first.request.queue]
    guard root >= tree.queues.count else { return waiting.removeFirst() }
    var tournament = Tournament(prioritizesNonBorrowing: fairSharing.prioritizesNonBorrowing)
    return waiting.remove(at: tournament.winner(of: waiting, under: root, in: &tree))
  }

  private static func goesFirst(_ a: Nomination, _ b: Nomination) -> Bool {
    if a.borrowingHeight != b.borrowingHeight { return a.borrowingHeight < b.borrowingHeight }
    return a.request.goesFirst(b.request)
  }
}

extension QuotaRequest {
  /// Higher priority first, then the one that has waited longer.
  func goesFirst(_ other: QuotaRequest) -> Bool {
    if priority != other.priority { return priority > other.priority }
    return queuedAt == other.queuedAt ? id < other.id : queuedAt < other.queuedAt
  }
}

/// Finds who goes next under fair sharing: in each cohort, from the leaves up, the child with the
/// smallest share after admission.
///
/// Source: kubernetes-sigs/kueue `pkg/scheduler/fair_sharing_iterator.go` at ff69552.
private struct Tournament {
  let prioritizesNonBorrowing: Bool
  /// By cohort: who won there, and the share of that child with the winner admitted.
  private var contenders: [Int: [Contender]] = [:]

  private struct Contender {
    var index: Int
    /// The queue's, then those of the cohorts above it below the root.
    var shares: [DominantShare]
    var height = 0

    var share: DominantShare { shares[height] }
  }

  init(prioritizesNonBorrowing: Bool) { self.prioritizesNonBorrowing = prioritizesNonBorrowing }

  /// The index of the nomination that goes next in a tree with at least one.
  mutating func winner(of waiting: [Nomination], under root: Int, in tree: inout CohortTree) -> Int
  {
    for (index, nomination) in waiting.enumerated()
    where tree.roots[nomination.request.queue] == root {
      let shares = tree.shares(with: nomination.request)
      contenders[tree.parents[nomination.request.queue], default: []].append(
        Contender(index: index, shares: shares)
      )
    }
    for cohort in tree.cohortsFromLeaves {
      let node = tree.queues.count + cohort
      guard let here = contenders[node], var best = here.first else { continue }
      for other in here.dropFirst() where goesFirst(other, best, waiting) { best = other }
      if node == root { return best.index }
      best.height += 1
      contenders[tree.parents[node], default: []].append(best)
    }
    preconditionFailure("a tournament needs a contender")
  }

  private func goesFirst(_ a: Contender, _ b: Contender, _ waiting: [Nomination]) -> Bool {
    if prioritizesNonBorrowing, a.share.isBorrowing != b.share.isBorrowing {
      return b.share.isBorrowing
    }
    if a.share != b.share { return a.share < b.share }
    return waiting[a.index].request.goesFirst(waiting[b.index].request)
  }
}

extension CohortTree {
  /// The shares of a queue and of all above it but the root, with a request admitted.
  fileprivate mutating func shares(with request: QuotaRequest) -> [DominantShare] {
    charge(request.usage, to: request.queue)
    defer { release(request.usage, from: request.queue) }
    var shares: [DominantShare] = []
    var node = request.queue
    while let parent = parent(of: node) {
      shares.append(dominantShare(of: node))
      node = parent
    }
    return shares
  }
}
