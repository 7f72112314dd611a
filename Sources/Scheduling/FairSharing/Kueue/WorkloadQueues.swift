internal import Domain
package import EventCore

/// The queues of a cohort tree at work: who waits, who holds quota, and who has to go.
///
/// It has no clock: the caller says what happens and at which instant, runs a cycle whenever
/// `hasWork`, and carries out what the cycle decides.
///
/// - A workload whose victims are on their way out stays at the head of its queue.
/// - With BestEffortFIFO a workload that can't be admitted is set aside until quota becomes free
///   anywhere in its tree; with StrictFIFO its whole queue is.
package struct WorkloadQueues: Sendable {
  package private(set) var tree: CohortTree
  package let fairSharing: FairSharingSettings?
  /// Who holds quota, by queue, in no particular order.
  package private(set) var admitted: [[AdmittedWorkload]]
  private var requests: [QuotaRequest] = []
  private var places: [Place] = []
  private var pending: [PendingWorkloads]
  /// The workload that waits for its victims to go; −1 for none.
  private var preemptors: [Int]
  private var isBlocked: [Bool]
  /// Queues below each root.
  private let members: [[Int]]

  private enum Place: Sendable, Hashable {
    case outside
    case waiting
    /// With the index into `admitted[queue]`.
    case holding(Int)
  }

  package init(tree: CohortTree, fairSharing: FairSharingSettings? = nil) {
    self.tree = tree
    self.fairSharing = fairSharing
    let count = tree.queues.count
    admitted = [[AdmittedWorkload]](repeating: [], count: count)
    pending = [PendingWorkloads](repeating: PendingWorkloads(), count: count)
    preemptors = [Int](repeating: -1, count: count)
    isBlocked = [Bool](repeating: false, count: count)
    var members = [[Int]](repeating: [], count: tree.nodeCount)
    for queue in 0..<count { members[tree.roots[queue]].append(queue) }
    self.members = members
  }

  /// Whether the next cycle has a head to look at; O(queues).
  package var hasWork: Bool {
    pending.indices.contains { !isBlocked[$0] && pending[$0].openCount > 0 }
  }

  /// Whether a workload waits in its queue.
  package func isWaiting(_ id: Int) -> Bool { places[id] == .waiting }

  /// Whether a workload holds quota.
  package func isHolding(_ id: Int) -> Bool {
    if case .holding = places[id] { true } else { false }
  }

  /// Adds a workload to the end of its queue and returns its number, in the order of calls.
  package mutating func submit(
    to queue: Int,
    priority: Int,
    usage: QuotaUsage,
    at now: SimTime
  ) -> Int {
    let id = requests.count
    requests.append(
      QuotaRequest(id: id, queue: queue, priority: priority, queuedAt: now, usage: usage)
    )
    places.append(.waiting)
    pending[queue].insert(requests[id])
    return id
  }

  /// Carries out one scheduling cycle over the heads of all queues.
  ///
  /// Victims are marked as evicted and hold their quota until `requeue` is called for them.
  package mutating func runCycle(at now: SimTime) -> [AdmissionCycle.Decision] {
    var heads: [QuotaRequest] = []
    for queue in pending.indices where !isBlocked[queue] && pending[queue].openCount > 0 {
      if let head = popHead(of: queue) { heads.append(head) }
    }
    let cycle = AdmissionCycle(
      heads: heads,
      in: tree,
      admitted: admitted,
      fairSharing: fairSharing
    )
    for decision in cycle.decisions { carryOut(decision, at: now) }
    return cycle.decisions
  }

  /// Takes a workload that is over, or withdrawn, out of the queues.
  package mutating func remove(_ id: Int) {
    let queue = requests[id].queue
    switch places[id] {
    case .outside: return
    case .waiting: pending[queue].remove(requests[id])
    case .holding(let index): freeQuota(of: id, at: index)
    }
    if preemptors[queue] == id { preemptors[queue] = -1 }
    places[id] = .outside
    wake(queue)
  }

  /// Lets an evicted workload give its quota back and wait again, by its first instant of waiting.
  package mutating func requeue(_ id: Int) {
    guard case .holding(let index) = places[id] else { return }
    freeQuota(of: id, at: index)
    places[id] = .waiting
    pending[requests[id].queue].insert(requests[id])
    wake(requests[id].queue)
  }

  private mutating func popHead(of queue: Int) -> QuotaRequest? {
    let sticky = preemptors[queue]
    if sticky >= 0, places[sticky] == .waiting {
      pending[queue].remove(requests[sticky])
      return requests[sticky]
    }
    return pending[queue].popFirst().map { requests[$0] }
  }

  private mutating func carryOut(_ decision: AdmissionCycle.Decision, at now: SimTime) {
    let request = decision.request
    let queue = request.queue
    preemptors[queue] = -1
    switch decision.verdict {
    case .admit: hold(request, since: now)
    case .skip: pending[queue].insert(request)
    case .preempt(let targets):
      for target in targets { markEvicted(target.workload.id) }
      pending[queue].insert(request)
      preemptors[queue] = request.id
    case .wait where tree.queues[queue].strategy == .strictFIFO:
      pending[queue].insert(request)
      isBlocked[queue] = true
    case .wait: pending[queue].setAside(request)
    }
  }

  private mutating func hold(_ request: QuotaRequest, since now: SimTime) {
    places[request.id] = .holding(admitted[request.queue].count)
    admitted[request.queue].append(
      AdmittedWorkload(
        id: request.id,
        queue: request.queue,
        priority: request.priority,
        queuedAt: request.queuedAt,
        admittedAt: now,
        usage: request.usage
      )
    )
    tree.charge(request.usage, to: request.queue)
  }

  private mutating func markEvicted(_ id: Int) {
    guard case .holding(let index) = places[id] else { return }
    admitted[requests[id].queue][index].isEvicted = true
  }

  private mutating func freeQuota(of id: Int, at index: Int) {
    let queue = requests[id].queue
    tree.release(requests[id].usage, from: queue)
    let last = admitted[queue].removeLast()
    guard last.id != id else { return }
    admitted[queue][index] = last
    places[last.id] = .holding(index)
  }

  /// Lets all that was set aside in the tree of a queue try again.
  private mutating func wake(_ queue: Int) {
    for member in members[tree.roots[queue]] {
      isBlocked[member] = false
      pending[member].wake()
    }
  }
}
