internal import Domain
internal import EventCore
internal import Scheduling

/// What stands between Kueue's decisions and their effect.
struct KueueDelays: Sendable, Hashable {
  /// Writes per second of Kueue's API client; nil is no limit.
  var writesPerSecond: Int64?
  var writeBurst: Int64 = 100
  /// Creations per second of the test's API client; nil is no limit.
  var createsPerSecond: Int64?
  var createBurst: Int64 = 2000
  /// How long a scheduling cycle takes by itself.
  var cycle = SimDuration.zero
  /// The longest pause after cycles that admitted nothing; the first is 1 ms, the next twice that.
  var longestPause = SimDuration.zero
  /// Whether the reason why a workload waits is written whenever it has changed.
  var writesReasons = false

  /// Decisions take effect at once.
  static let none = KueueDelays(writesPerSecond: nil, createsPerSecond: nil)

  /// As upstream's harness sets its Kueue up.
  ///
  /// - 50 writes per second and a burst of 100, "based on the default config":
  ///   `test/performance/scheduler/minimalkueue/main.go`; a limit per API type, see
  ///   kubernetes-sigs/kueue#2423.
  /// - 1,000 creations per second and a burst of 2,000: the client of controller-runtime's envtest.
  /// - Pauses of up to 100 ms: `UntilWithBackoff` of kubernetes-sigs/kueue `pkg/util/wait`.
  /// - Reasons: `requeueAndUpdate` of `pkg/scheduler/scheduler.go`.
  static let harness = KueueDelays(
    writesPerSecond: 50,
    createsPerSecond: 1000,
    longestPause: .milliseconds(100),
    writesReasons: true
  )
}

/// Replays a performance test of Kueue: workloads are created on schedule, admitted by
/// `WorkloadQueues`, run for their time, and are evicted and wait again when preempted.
///
/// An admission takes effect, and the workload begins to run, when it has been written; the quota
/// is taken when it is decided. An eviction frees quota when it has been written; the scheduler
/// waits for that, as Kueue's does, but not for admissions.
struct KueueReplay: ~Copyable {
  enum Event: BitwiseCopyable {
    /// The next workload of a class in a queue.
    case create(queue: UInt32, kind: UInt32)
    case created(queue: UInt32, kind: UInt32)
    case cycle
    /// The admission of a workload has been written; void if it has been admitted anew since.
    case started(UInt32, admission: UInt32)
    case finished(UInt32, admission: UInt32)
    case evicted(UInt32, admission: UInt32)
  }

  struct Workload {
    var kind: Int
    var queue: Int
    var createdAt: SimTime
    /// When it was admitted for the last time, which is what upstream records.
    var startedAt = SimTime.never
    /// How often it has been admitted or evicted; tells events that are out of date.
    var admission: UInt32 = 0
    var isFinished = false
    /// The reason written last why it waits.
    var reason: Reason?
  }

  /// What tells the message of one pending workload from that of another.
  enum Reason: Hashable {
    case short(QuotaUsage, victims: Int)
    case overtaken
  }

  let configuration: KueueConfiguration
  let delays: KueueDelays
  private var queues: WorkloadQueues
  private var events: EventQueue<Event>
  private var writes: WriteLimit
  private var creates: WriteLimit
  private var kinds: [QuotaUsage]
  private var created: [Int]
  private(set) var workloads: [Workload] = []
  private(set) var evictions = 0
  private(set) var cycles = 0
  /// CPU × nanoseconds for which quota was held.
  private(set) var held: Double = 0
  private var cpusHeld: Int64 = 0
  private(set) var now = SimTime.start
  private var isCycleDue = false
  private var freeAt = SimTime.start
  private var pause = SimDuration.zero
  /// How often the reason why a workload waits was written.
  private(set) var reasonWrites = 0
  /// Whether the last cycle could do nothing and nothing has changed since.
  private var isStalled = false

  init(_ configuration: KueueConfiguration, _ delays: KueueDelays, ties: TimerQueue.TieBreak) {
    self.configuration = configuration
    self.delays = delays
    let cpu = FlavorResource(resource: .cpu)
    let tree = Self.tree(configuration, cpu)
    kinds = configuration.classes.compactMap { tree.usage([cpu: $0.cpus]) }
    queues = WorkloadQueues(tree: tree)
    events = EventQueue(tieBreak: ties)
    writes = WriteLimit(perSecond: delays.writesPerSecond, burst: delays.writeBurst)
    creates = WriteLimit(perSecond: delays.createsPerSecond, burst: delays.createBurst)
    created = [Int](repeating: 0, count: tree.queues.count * kinds.count)
    workloads.reserveCapacity(configuration.workloadCount)
    for queue in tree.queues.indices {
      for kind in kinds.indices { scheduleCreation(queue: queue, kind: kind) }
    }
  }

  private static func tree(_ configuration: KueueConfiguration, _ cpu: FlavorResource) -> CohortTree
  {
    let queues = (0..<configuration.cohorts * configuration.queuesPerCohort).map { number in
      ClusterQueue(
        name: "cq-\(number)",
        cohort: "cohort-\(number / configuration.queuesPerCohort)",
        quotas: [
          cpu: FlavorQuota(
            nominal: configuration.nominalCPUs,
            borrowingLimit: configuration.borrowingCPUs
          )
        ],
        preemption: QueuePreemption(withinClusterQueue: .lowerPriority, reclaimWithinCohort: .any)
      )
    }
    do {
      return try CohortTree(queues: queues)
    } catch {
      preconditionFailure("the configurations are ours: \(error)")
    }
  }

  /// Runs until all workloads have been created and are finished.
  mutating func run() {
    while let (time, event) = events.popNext() {
      held += Double(cpusHeld) * Double((time - now).nanoseconds)
      now = time
      handle(event)
      if !isCycleDue, !isStalled, queues.hasWork {
        isCycleDue = true
        events.schedule(.cycle, at: max(now, freeAt))
      }
    }
  }

  private mutating func handle(_ event: Event) {
    switch event {
    case .create(let queue, let kind):
      events.schedule(.created(queue: queue, kind: kind), at: creates.reserve(at: now))
    case .created(let queue, let kind): create(queue: Int(queue), kind: Int(kind))
    case .cycle: runCycle()
    case .started(let id, let admission): start(Int(id), admission)
    case .finished(let id, let admission): finish(Int(id), admission)
    case .evicted(let id, let admission): evict(Int(id), admission)
    }
  }

  private mutating func scheduleCreation(queue: Int, kind: Int) {
    let gap = SimDuration.milliseconds(configuration.classes[kind].creationMilliseconds)
    events.schedule(.create(queue: UInt32(queue), kind: UInt32(kind)), at: now + gap)
  }

  private mutating func create(queue: Int, kind: Int) {
    let priority = configuration.classes[kind].priority
    _ = queues.submit(to: queue, priority: priority, usage: kinds[kind], at: now)
    workloads.append(Workload(kind: kind, queue: queue, createdAt: now))
    isStalled = false
    let number = queue * kinds.count + kind
    created[number] += 1
    if created[number] < configuration.classes[kind].count {
      scheduleCreation(queue: queue, kind: kind)
    }
  }

  private mutating func runCycle() {
    isCycleDue = false
    cycles += 1
    freeAt = now + delays.cycle
    isStalled = true
    let decisions = queues.runCycle(at: now)
    for decision in decisions {
      switch decision.verdict {
      case .admit: admit(decision.request.id)
      case .preempt(let targets):
        for target in targets where !target.workload.isEvicted { preempt(target.workload.id) }
      // It no longer stands before others of its queue.
      case .wait: isStalled = false
      case .skip: break
      }
    }
    if delays.writesReasons { for decision in decisions { writeReason(decision) } }
    let isIdle = !decisions.contains { $0.verdict == .admit }
    pause = isIdle ? min(max(pause + pause, .milliseconds(1)), delays.longestPause) : .zero
    freeAt = freeAt + pause
  }

  /// Writes why a workload wasn't admitted, if it is news; the scheduler waits for that.
  private mutating func writeReason(_ decision: AdmissionCycle.Decision) {
    let reason: Reason
    switch decision.verdict {
    case .admit: return
    case .preempt(let targets): reason = .short(decision.shortage, victims: targets.count)
    case .skip: reason = .overtaken
    case .wait: reason = .short(decision.shortage, victims: 0)
    }
    guard workloads[decision.request.id].reason != reason else { return }
    workloads[decision.request.id].reason = reason
    reasonWrites += 1
    freeAt = max(freeAt, writes.reserve(at: now))
  }

  private mutating func admit(_ id: Int) {
    isStalled = false
    workloads[id].admission += 1
    cpusHeld += cpus(id)
    let event = Event.started(UInt32(id), admission: workloads[id].admission)
    events.schedule(event, at: writes.reserve(at: now))
  }

  private mutating func preempt(_ id: Int) {
    isStalled = false
    evictions += 1
    let written = writes.reserve(at: now)
    freeAt = max(freeAt, written)
    events.schedule(.evicted(UInt32(id), admission: workloads[id].admission), at: written)
  }

  private mutating func start(_ id: Int, _ admission: UInt32) {
    guard workloads[id].admission == admission else { return }
    workloads[id].startedAt = now
    let runtime = configuration.classes[workloads[id].kind].runtimeMilliseconds
    events.schedule(.finished(UInt32(id), admission: admission), at: now + .milliseconds(runtime))
  }

  private mutating func finish(_ id: Int, _ admission: UInt32) {
    guard workloads[id].admission == admission else { return }
    workloads[id].isFinished = true
    release(id)
    queues.remove(id)
  }

  private mutating func evict(_ id: Int, _ admission: UInt32) {
    guard workloads[id].admission == admission, !workloads[id].isFinished else { return }
    release(id)
    queues.requeue(id)
  }

  private mutating func release(_ id: Int) {
    workloads[id].admission += 1
    cpusHeld -= cpus(id)
    isStalled = false
  }

  private func cpus(_ id: Int) -> Int64 { configuration.classes[workloads[id].kind].cpus }
}
