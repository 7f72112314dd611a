internal import Domain
internal import EventCore
internal import Randomness

/// The control plane of one cluster: controllers create and delete pods, admission lets them in,
/// the scheduler binds them one by one.
///
/// Its clock is its own. It starts when the pods of the start are created; when nothing more comes
/// of them, the run begins. Nothing outside tells it the time.
struct ControlPlane: ~Copyable {
  /// What happens at an instant.
  enum Event {
    case creation(pod: Int)
    case deletion(pod: Int)
    /// A terminating pod's resources become free.
    case departure(pod: Int)
    case backoffOver(pod: Int)
    /// A pod set aside this many attempts ago has waited too long for something to change.
    case leftover(pod: Int, attempts: Int)
  }

  var making: DeploymentInTheMaking
  let cluster: PlannedCluster
  /// Numbers of the cluster's nodes in the plan.
  let nodes: [Int]
  var scheduler: ClusterScheduler
  var queue = SchedulingQueue()
  var events = EventQueue<Event>()
  var records: [PodRecord]
  var startTimes: [Int64] = []
  var devices: DeviceBooks
  var ties: RandomStream
  var names: RandomStream
  /// By kind: what admission makes of a pod, but for quota.
  let creations: [(spec: PodSpec, admission: Admission)]
  /// By kind: whether a LimitRange refuses its pods.
  let isRefused: [Bool]
  let cycleTimes: [SimDuration]
  /// The kinds whose pods are subject to each namespace's quota, refused and waiting for room.
  var refused: [Int: [Int]] = [:]
  var disruptionBudgets: [PlannedBudget]

  var now = SimTime.start
  /// The pod the scheduler is looking at, and when it will have decided.
  var inFlight: Int?
  var decisionAt = SimTime.never
  /// Pods in backoff and pods on their way out: as long as there are any, more is to come.
  var unsettled = 0
  /// When the run began; nil during bring-up.
  var runStart: SimTime?

  /// The whole life of the cluster, up to the horizon of the run.
  mutating func run(until horizon: SimTime) {
    createPodsOfTheStart()
    advance(until: Self.bringUpLimit)
    let start = now
    runStart = start
    postRun(from: start, horizon)
    advance(until: start.advanced(by: horizon))
    finish(at: start.advanced(by: horizon))
  }

  /// Bring-up that hasn't settled after a day of the cluster's clock is cut short.
  private static var bringUpLimit: SimTime { .start + .seconds(86_400) }

  /// Takes whatever comes next until an instant has passed, or until bring-up has settled.
  private mutating func advance(until end: SimTime) {
    startCycle()
    while true {
      if runStart == nil, inFlight == nil, unsettled == 0 { return }
      if let pod = inFlight, decisionAt < events.nextTime {
        guard decisionAt <= end else { return }
        now = decisionAt
        inFlight = nil
        decide(pod)
      } else {
        guard let (time, event) = events.popNext(through: end) else { return }
        now = time
        handle(event)
      }
      startCycle()
    }
  }

  private mutating func handle(_ event: Event) {
    switch event {
    case .creation(let pod): create(pod)
    case .deletion(let pod): delete(pod)
    case .departure(let pod): depart(pod)
    case .backoffOver(let pod):
      guard records[pod].stage == .backingOff else { return }
      unsettled -= 1
      activate(pod)
    case .leftover(let pod, let attempts):
      guard records[pod].stage == .unschedulable, records[pod].attempts == attempts else { return }
      queue.removeSetAside(pod, ofKind: records[pod].kind)
      reactivate(pod)
    }
  }

  // MARK: The scheduler

  /// Takes the next pod from the queue, unless one is being looked at already.
  private mutating func startCycle() {
    guard inFlight == nil else { return }
    while let pod = queue.popFirst() {
      // Deleted while it waited.
      guard records[pod].stage == .active else { continue }
      inFlight = pod
      decisionAt = now + cycleTimes[records[pod].kind]
      return
    }
  }

  private mutating func decide(_ pod: Int) {
    guard records[pod].stage == .active else { return }
    records[pod].attempts += 1
    if let slot = scheduler.findSlot(for: pod, breakingTiesWith: &ties) {
      bind(pod, toSlot: slot)
    } else {
      fail(pod)
    }
  }

  private mutating func bind(_ pod: Int, toSlot slot: Int) {
    scheduler.bind(pod, toSlot: slot)
    records[pod].stage = .bound
    records[pod].boundAt = now
    startTimes[pod] = now.nanoseconds
    let node = scheduler.model.catalog.nodeOfSlot[slot]
    records[pod].node = node
    let kind = records[pod].kind
    assignDevices(to: pod, node)
    wake(forEventOf: kind, .assigned)
  }

  /// Gives a pod its GPUs: those that the placement policy chooses, if there is one.
  private mutating func assignDevices(to pod: Int, _ node: Int) {
    let kind = records[pod].kind
    let requests = scheduler.model.kinds[kind].requests
    let concernsGPUs = devices.concerns(kind)
    let allowed = concernsGPUs ? devices.roomyGPUs(for: requests, node) : .max
    let chosen = scheduler.choosePolicyGPUs(for: pod, among: allowed, using: &ties)
    if concernsGPUs {
      records[pod].device = devices.assign(pod, requests, node, preferring: chosen ?? [])
    }
  }

  private mutating func fail(_ pod: Int) {
    let diagnosis = scheduler.diagnose(pod)
    let budgets = scheduler.mayFindVictims(for: pod) ? currentBudgets() : []
    let outcome = scheduler.preempt(
      for: pod,
      diagnosis,
      budgets,
      startTimes: startTimes,
      using: &ties
    )
    records[pod].reason = diagnosis.message
    records[pod].causes = diagnosis.causes
    records[pod].failedAt = now
    switch outcome {
    case .helpless(let message): records[pod].reason += " " + message
    case .victims(let slot, let victims): preempt(victims, onSlot: slot, for: pod)
    }
    setAside(pod)
  }

  private mutating func preempt(_ victims: [Int], onSlot slot: Int, for pod: Int) {
    let priority = scheduler.model.kinds[records[pod].kind].priority
    for other in scheduler.nominations.pods(on: slot)
    where scheduler.model.kinds[records[other].kind].priority < priority {
      scheduler.clearNomination(of: other)
    }
    scheduler.nominate(pod, toSlot: slot)
    for victim in victims where records[victim].stage == .bound {
      records[victim].preemptedBy = records[pod].pod
      terminate(victim)
      replace(victim)
    }
  }

  // MARK: Waiting

  /// Puts a pod where failed ones wait until something changes, or five minutes at most.
  private mutating func setAside(_ pod: Int) {
    records[pod].stage = .unschedulable
    queue.setAside(pod, ofKind: records[pod].kind, records[pod].causes)
    let attempts = records[pod].attempts
    let time = (now + .seconds(300)).nextTick(of: .seconds(30))
    events.schedule(.leftover(pod: pod, attempts: attempts), at: time)
  }

  /// Sends a pod back to the active queue, by way of backoff if it has yet to wait that out.
  mutating func reactivate(_ pod: Int) {
    let backoff = schedulingBackoff(
      after: records[pod].attempts,
      initial: cluster.scheduler.initialBackoff,
      most: cluster.scheduler.maxBackoff
    )
    let end = records[pod].failedAt + backoff
    guard end > now else { return activate(pod) }
    records[pod].stage = .backingOff
    unsettled += 1
    // The backoff queue is looked at once a second.
    events.schedule(.backoffOver(pod: pod), at: end.tick(of: .seconds(1)))
  }

  mutating func activate(_ pod: Int) {
    records[pod].stage = .active
    queue.activate(
      pod,
      priority: scheduler.model.kinds[records[pod].kind].priority,
      arrival: records[pod].queuedAt.nanoseconds
    )
  }
}

extension SimTime {
  /// The instant after a length of time; never, if that is beyond the end of time.
  func advanced(by time: SimTime) -> SimTime {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(time.nanoseconds)
    return overflow ? .never : SimTime(nanoseconds: sum)
  }

  /// The first instant, from this one on, that is a multiple of a period.
  func tick(of period: SimDuration) -> SimTime {
    let rest = nanoseconds % period.nanoseconds
    return rest == 0 ? self : SimTime(nanoseconds: nanoseconds - rest + period.nanoseconds)
  }

  /// The first instant after this one that is a multiple of a period.
  func nextTick(of period: SimDuration) -> SimTime {
    SimTime(nanoseconds: nanoseconds + 1).tick(of: period)
  }
}
