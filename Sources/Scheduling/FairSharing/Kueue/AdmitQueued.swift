package import EventCore

/// A workload on its way through the queues of a run; it is admitted as a whole or not at all.
package struct QueuedWorkload: Sendable {
  /// Number of a queue of the tree.
  package var queue: Int
  package var priority: Int
  package var usage: QuotaUsage
  package var createdAt: SimTime
  /// When it is withdrawn, or over; nil stays until the end of the run.
  package var endsAt: SimTime?

  package init(
    queue: Int,
    priority: Int,
    usage: QuotaUsage,
    createdAt: SimTime = .start,
    endsAt: SimTime? = nil
  ) {
    self.queue = queue
    self.priority = priority
    self.usage = usage
    self.createdAt = createdAt
    self.endsAt = endsAt
  }
}

/// What became of a workload.
package struct QueuedHistory: Sendable, Hashable {
  /// A time for which it was admitted.
  package struct Stay: Sendable, Hashable {
    /// Since when it had waited.
    package var waitsSince: SimTime
    package var from: SimTime
    /// When it was told to go; nil if it never was.
    package var preemptedAt: SimTime?
    /// The number of the workload that made it go, and why.
    package var preemptedBy: Int?
    package var reason: PreemptionTarget.Reason?
  }

  package var stays: [Stay] = []
  /// Why it was not admitted when it was looked at last; nil if it was, or never was looked at.
  package var refusal: Refusal?

  package enum Refusal: Sendable, Hashable {
    /// More than its queue could have if nobody else had anything.
    case exceedsCapacity
    /// So much more was needed; empty if others took it first.
    case short(QuotaUsage)
  }
}

/// Follows workloads through their queues, from the first creation to the horizon.
///
/// At one instant ends come before creations, both in the order given; then scheduling cycles run
/// until nothing more can be done. A preempted workload holds its quota for the eviction time, as
/// its pods take to end, and waits again from then on by its first creation.
///
/// - Precondition: the eviction time is above 0, or policies that take from each other would never
///   come to rest.
package func admitQueued(
  _ workloads: [QueuedWorkload],
  tree: CohortTree,
  fairSharing: FairSharingSettings?,
  until horizon: SimTime,
  evictionTime: SimDuration
) -> [QueuedHistory] {
  precondition(evictionTime > .zero, "an eviction takes time")
  var run = QueuedRun(workloads, tree, fairSharing, evictionTime)
  run.follow(until: horizon)
  return run.histories
}

private struct QueuedRun: ~Copyable {
  enum Event: BitwiseCopyable {
    case end(Int)
    case creation(Int)
    case eviction(Int)
  }

  let workloads: [QueuedWorkload]
  let evictionTime: SimDuration
  var queues: WorkloadQueues
  var events = EventQueue<Event>()
  var histories: [QueuedHistory]
  /// The workload of each number that the queues have given out, and the reverse.
  var submitted: [Int] = []
  var numbers: [Int?]
  /// Since when each workload has waited.
  var waitsSince: [SimTime]

  init(
    _ workloads: [QueuedWorkload],
    _ tree: CohortTree,
    _ fairSharing: FairSharingSettings?,
    _ evictionTime: SimDuration
  ) {
    self.workloads = workloads
    self.evictionTime = evictionTime
    queues = WorkloadQueues(tree: tree, fairSharing: fairSharing)
    histories = workloads.map { _ in QueuedHistory() }
    numbers = workloads.map { _ in nil }
    waitsSince = workloads.map(\.createdAt)
    for (index, workload) in workloads.enumerated() {
      guard let endsAt = workload.endsAt else { continue }
      events.schedule(.end(index), at: max(.start, endsAt))
    }
    for (index, workload) in workloads.enumerated() {
      events.schedule(.creation(index), at: max(.start, workload.createdAt))
    }
  }

  mutating func follow(until horizon: SimTime) {
    while let (now, event) = events.popNext(through: horizon) {
      handle(event, now)
      if events.nextTime > now { runCycles(at: now) }
    }
  }

  private mutating func handle(_ event: Event, _ now: SimTime) {
    switch event {
    case .end(let index):
      if let number = numbers[index] { queues.remove(number) }
    case .creation(let index):
      let workload = workloads[index]
      if let endsAt = workload.endsAt, endsAt <= now { return }
      numbers[index] = queues.submit(
        to: workload.queue,
        priority: workload.priority,
        usage: workload.usage,
        at: now
      )
      submitted.append(index)
    case .eviction(let index):
      if let number = numbers[index] { queues.requeue(number) }
    }
  }

  /// Runs cycles until one changes nothing.
  private mutating func runCycles(at now: SimTime) {
    var isStalled = false
    while queues.hasWork, !isStalled {
      isStalled = true
      for decision in queues.runCycle(at: now) where carryOut(decision, now) { isStalled = false }
    }
  }

  /// Writes a decision down; returns whether it changed anything for those who still wait.
  ///
  /// Who was overtaken is tried again if whoever was faster changed anything; a preemptor that
  /// still waits for its victims takes quota in every cycle, and doesn't.
  private mutating func carryOut(_ decision: AdmissionCycle.Decision, _ now: SimTime) -> Bool {
    let index = submitted[decision.request.id]
    histories[index].refusal = .short(decision.shortage)
    switch decision.verdict {
    case .admit:
      histories[index].refusal = nil
      histories[index].stays.append(.init(waitsSince: waitsSince[index], from: now))
      return true
    case .skip: return false
    case .wait:
      let entries = decision.request.usage.entries
      let queue = decision.request.queue
      if entries.contains(where: { $0.amount > queues.tree.potential(of: queue, $0.flavorResource) }
      ) {
        histories[index].refusal = .exceedsCapacity
      }
      // It no longer stands before others of its queue.
      return true
    case .preempt(let targets):
      let fresh = targets.filter { !$0.workload.isEvicted }
      for target in fresh { evict(target, for: index, now) }
      return !fresh.isEmpty
    }
  }

  private mutating func evict(_ target: PreemptionTarget, for preemptor: Int, _ now: SimTime) {
    let index = submitted[target.workload.id]
    let last = histories[index].stays.count - 1
    histories[index].stays[last].preemptedAt = now
    histories[index].stays[last].preemptedBy = preemptor
    histories[index].stays[last].reason = target.reason
    waitsSince[index] = now
    events.schedule(.eviction(index), at: now + evictionTime)
  }
}
