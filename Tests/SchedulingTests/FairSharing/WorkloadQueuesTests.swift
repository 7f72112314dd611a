import Domain
import EventCore
import Randomness
import Scheduling
import Testing

@Suite struct WorkloadQueuesTests {
  private func queues(
    _ members: [ClusterQueue],
    _ fairSharing: FairSharingSettings? = nil
  ) throws -> WorkloadQueues {
    WorkloadQueues(tree: try CohortTree(queues: members), fairSharing: fairSharing)
  }

  private func cpus(_ amount: Int64, _ queues: WorkloadQueues) -> QuotaUsage {
    queues.tree.cpus(amount)
  }

  @Test func bestEffortLetsOthersPassStrictDoesNot() throws {
    for (strategy, passes) in [(QueueingStrategy.bestEffortFIFO, true), (.strictFIFO, false)] {
      var queues = try queues([Trees.queue("a", in: nil, nominal: 4, strategy: strategy)])
      let large = queues.submit(to: 0, priority: 1, usage: cpus(5, queues), at: .start)
      let small = queues.submit(to: 0, priority: 0, usage: cpus(1, queues), at: .start)
      _ = queues.drain()
      #expect(!queues.isHolding(large))
      #expect(queues.isHolding(small) == passes)
    }
  }

  @Test func quotaThatBecomesFreeWakesTheWholeTree() throws {
    var queues = try queues([Trees.queue("a", nominal: 2), Trees.queue("b", nominal: 2)])
    let first = queues.submit(to: 0, priority: 0, usage: cpus(4, queues), at: .start)
    _ = queues.drain()
    let second = queues.submit(to: 1, priority: 0, usage: cpus(3, queues), at: .start)
    _ = queues.drain()
    #expect(queues.isWaiting(second))
    #expect(!queues.hasWork)
    queues.remove(first)
    #expect(queues.hasWork)
    _ = queues.drain()
    #expect(queues.isHolding(second))
  }

  /// Whoever has made room comes first, even before a higher priority that arrives meanwhile.
  @Test func aPreemptorStaysAtTheHead() throws {
    var queues = try queues([Trees.queue("a", in: nil, nominal: 2)])
    let victim = queues.submit(to: 0, priority: 0, usage: cpus(2, queues), at: .start)
    _ = queues.runCycle(at: .start)
    let preemptor = queues.submit(to: 0, priority: 1, usage: cpus(2, queues), at: .start)
    _ = queues.runCycle(at: .start)
    let late = queues.submit(to: 0, priority: 2, usage: cpus(2, queues), at: .start)
    queues.requeue(victim)
    _ = queues.runCycle(at: .start)
    #expect(queues.isHolding(preemptor))
    #expect(queues.isWaiting(late) && queues.isWaiting(victim))
  }

  @Test func withdrawnWorkloadsLeaveNothingBehind() throws {
    var queues = try queues([Trees.queue("a", nominal: 2)])
    let ids = (0..<3).map { _ in
      queues.submit(to: 0, priority: 0, usage: cpus(2, queues), at: .start)
    }
    _ = queues.drain()
    for id in ids { queues.remove(id) }
    #expect(!queues.hasWork)
    #expect(queues.tree.usage.allSatisfy { $0 == 0 })
  }

  /// Random histories: limits hold after every step, nothing is lost, and a twin that keeps plain
  /// lists agrees.
  @Test(arguments: [nil, FairSharingSettings()])
  func historiesKeepTheLimitsAndAgreeWithTheTwin(fairSharing: FairSharingSettings?) throws {
    for seed in 1...250 as ClosedRange<UInt64> {
      var scenes = RandomScenes(seed: seed)
      let tree = try CohortTree(
        queues: scenes.next().tree.queues,
        cohorts: scenes.pick(0...1) == 0 ? [] : [Trees.cohort("c0", in: nil, nominal: 3)]
      )
      var queues = WorkloadQueues(tree: tree, fairSharing: fairSharing)
      var twin = NaiveQueues(tree: tree, fairSharing: fairSharing)
      for step in 0..<40 {
        let now = SimTime(nanoseconds: Int64(step))
        if scenes.pick(0...2) > 0 || queues.holders.isEmpty {
          let usage = cpus(Int64(scenes.pick(1...5)), queues)
          let (queue, priority) = (scenes.pick(0...tree.queues.count - 1), scenes.pick(0...2))
          _ = queues.submit(to: queue, priority: priority, usage: usage, at: now)
          twin.submit(to: queue, priority: priority, usage: usage, at: now)
        } else {
          let gone = queues.holders[scenes.pick(0...queues.holders.count - 1)]
          queues.remove(gone)
          twin.remove(gone)
        }
        let evictions = queues.drain(at: now)
        twin.drain(at: now)
        // Policies that take from each other never come to rest; real evictions take time.
        #expect((evictions == nil) == twin.isEndless, "seed \(seed), step \(step)")
        if twin.isEndless { break }
        #expect(queues.holders == twin.holders, "seed \(seed), step \(step)")
        expectLimits(queues, "seed \(seed), step \(step)")
      }
    }
  }

  private func expectLimits(_ queues: WorkloadQueues, _ place: String) {
    let tree = queues.tree
    for (queue, member) in tree.queues.enumerated() {
      let held = queues.admitted[queue].reduce(Int64(0)) { $0 + $1.usage.entries[0].amount }
      #expect(tree.usage[queue] == held, "\(place): usage is conserved")
      let quota = member.quotas[Trees.cpu] ?? FlavorQuota(nominal: 0)
      if let limit = quota.borrowingLimit { #expect(held <= quota.nominal + limit, "\(place)") }
    }
    for node in 0..<tree.nodeCount where tree.parent(of: node) == nil {
      #expect(tree.usage[node] <= tree.subtreeQuota(of: node, 0), "\(place): more than there is")
    }
  }
}

extension WorkloadQueues {
  /// Those who hold quota, by number.
  var holders: [Int] { admitted.flatMap { $0.map(\.id) }.sorted() }

  /// Runs cycles, with evictions at once, until nothing can be done; returns how many evictions
  /// there were, and nil if they don't end, as may be with policies that take from each other.
  mutating func drain(at now: SimTime = .start) -> Int? {
    var evictions = 0
    for _ in 0..<200 where hasWork {
      for decision in runCycle(at: now) {
        guard case .preempt(let targets) = decision.verdict else { continue }
        evictions += targets.count
        for target in targets { requeue(target.workload.id) }
      }
    }
    return hasWork ? nil : evictions
  }
}

/// The same by the book: all that wait in plain lists, searched from end to end.
private struct NaiveQueues {
  var tree: CohortTree
  let fairSharing: FairSharingSettings?
  var waiting: [QuotaRequest] = []
  var aside: [QuotaRequest] = []
  var admitted: [[AdmittedWorkload]]
  var preemptors: Set<Int> = []
  /// Who can't be admitted now stands for all like it.
  private struct Kind: Hashable {
    var queue: Int
    var priority: Int
    var usage: QuotaUsage

    init(_ request: QuotaRequest) {
      (queue, priority, usage) = (request.queue, request.priority, request.usage)
    }
  }
  private var hopeless: Set<Kind> = []
  var isEndless = false
  private var count = 0
  private var requests: [QuotaRequest] = []

  init(tree: CohortTree, fairSharing: FairSharingSettings?) {
    self.tree = tree
    self.fairSharing = fairSharing
    admitted = tree.queues.map { _ in [] }
  }

  var holders: [Int] { admitted.flatMap { $0.map(\.id) }.sorted() }

  mutating func submit(to queue: Int, priority: Int, usage: QuotaUsage, at now: SimTime) {
    let request = QuotaRequest(
      id: count,
      queue: queue,
      priority: priority,
      queuedAt: now,
      usage: usage
    )
    requests.append(request)
    count += 1
    wait(request)
  }

  private mutating func wait(_ request: QuotaRequest) {
    if hopeless.contains(Kind(request)) { aside.append(request) } else { waiting.append(request) }
  }

  mutating func remove(_ id: Int) {
    let queue = requests[id].queue
    admitted[queue].removeAll { $0.id == id }
    tree.release(requests[id].usage, from: queue)
    wake(queue)
  }

  private mutating func wake(_ queue: Int) {
    let root = rootOf(queue)
    waiting += aside.filter { rootOf($0.queue) == root }
    aside = aside.filter { rootOf($0.queue) != root }
    hopeless = hopeless.filter { rootOf($0.queue) != root }
  }

  private func rootOf(_ queue: Int) -> Int {
    var node = queue
    while let parent = tree.parent(of: node) { node = parent }
    return node
  }

  private func head(of queue: Int) -> QuotaRequest? {
    let strictlyBlocked =
      tree.queues[queue].strategy == .strictFIFO && aside.contains { $0.queue == queue }
    if strictlyBlocked { return nil }
    let here = waiting.filter { $0.queue == queue }
    if let sticky = here.first(where: { preemptors.contains($0.id) }) { return sticky }
    return here.min { a, b in
      (-a.priority, a.queuedAt.nanoseconds, a.id) < (-b.priority, b.queuedAt.nanoseconds, b.id)
    }
  }

  mutating func drain(at now: SimTime) {
    for _ in 0..<200 {
      let heads = tree.queues.indices.compactMap { head(of: $0) }
      if heads.isEmpty { return }
      let taken = Set(heads.map(\.id))
      waiting.removeAll { taken.contains($0.id) }
      preemptors.subtract(taken)
      let cycle = AdmissionCycle(
        heads: heads,
        in: tree,
        admitted: admitted,
        fairSharing: fairSharing
      )
      for decision in cycle.decisions { carryOut(decision, now) }
      for case .preempt(let targets) in cycle.decisions.map(\.verdict) {
        for target in targets {
          remove(target.workload.id)
          wait(requests[target.workload.id])
        }
      }
    }
    isEndless = tree.queues.indices.contains { head(of: $0) != nil }
  }

  private mutating func carryOut(_ decision: AdmissionCycle.Decision, _ now: SimTime) {
    let request = decision.request
    switch decision.verdict {
    case .admit:
      tree.charge(request.usage, to: request.queue)
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
    case .skip: wait(request)
    case .wait:
      aside.append(request)
      if tree.queues[request.queue].strategy == .strictFIFO { return }
      hopeless.insert(Kind(request))
      aside += waiting.filter { hopeless.contains(Kind($0)) }
      waiting = waiting.filter { !hopeless.contains(Kind($0)) }
    case .preempt:
      wait(request)
      preemptors.insert(request.id)
    }
  }
}
