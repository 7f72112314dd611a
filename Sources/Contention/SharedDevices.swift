package import EventCore

/// The CPUs of a run and the jobs on them: who progresses how fast, and who finishes next.
///
/// Jobs of one container share its rate equally (processor sharing), so they finish in the order of
/// their *finish tags*: the work per job that the container will have done by then. A container
/// keeps that work in a virtual clock and its tags in a heap, and a device keeps its containers in
/// a heap by their next finish; a job that comes or goes re-plans one finish, not all.
/// `SharedDevices+Division.swift` says what happens when a device is wanted by more than it can
/// serve.
///
/// Times are in nanoseconds, work in nanoseconds of one core.
///
/// - Complexity: O(log *jobs* + log *containers*) a change, plus O(log *containers*) for every
///   other container that starts or stops getting all it wants; O(*n* log *n*) in the *n* busy
///   containers when a device begins or ceases to be wanted by more than it can serve. What is
///   satisfied fits into the device, so these are few as a rule.
package struct SharedDevices: ~Copyable {
  var devices: DenseTable<DeviceState>
  var consumers: DenseTable<ConsumerState>
  var kinds: DenseTable<ConsumerKind>
  var restraints: DenseTable<Restraints>
  var tags: FinishTags
  /// Busy containers by their next finish: those who get what they want by the instant, those who
  /// are short by the device's fair clock.
  var finishes: ContainerHeaps
  /// On contended devices, the same containers by demand per unit of weight: those who get what
  /// they want largest first (their keys are negative), those who are short smallest first.
  var ratios: ContainerHeaps
  /// Of containers with a CPU quota.
  var meters: DenseTable<Meter>
  /// Of each device: containers by the end of their period, if something happens then.
  var wakes: ContainerHeaps
  /// By group, counted from the first after the devices.
  var groupRequests: DenseTable<GroupRequests>
  let requestsMilli: DenseTable<Int64>
  /// By device; empty if there is no interference anywhere.
  let slowdowns: DenseTable<Double>
  let deviceCount: Int

  /// The job of a device that does not finish one next, but stops or resumes a container.
  package static var noJob: UInt32 { .max }

  /// Creates the devices, idle; their containers are numbered through in the order given.
  package init(_ specs: [DeviceSpec]) {
    precondition(MemoryLayout<ConsumerState>.stride == 64, "containers straddle cache lines")
    precondition(MemoryLayout<DeviceState>.stride == 128, "devices straddle cache lines")
    let plan = DeviceTree(specs)
    deviceCount = specs.count
    devices = DenseTable(plan.devices)
    consumers = DenseTable(plan.consumers)
    kinds = DenseTable(plan.kinds)
    meters = DenseTable(plan.meters)
    groupRequests = DenseTable(plan.groupRequests)
    requestsMilli = DenseTable(plan.requestsMilli)
    slowdowns = DenseTable(plan.slowdowns)
    let count = plan.consumers.count
    restraints = DenseTable(repeating: Restraints(), count: count)
    tags = FinishTags(containers: count)
    finishes = ContainerHeaps(containers: count)
    ratios = ContainerHeaps(containers: count)
    wakes = ContainerHeaps(containers: count)
  }

  /// When something happens next on a device: a job finishes, or a container is stopped or resumed;
  /// `SimTime.never` if none is running.
  package func nextFinish(on device: Int) -> SimTime { devices[device].nextFinish }

  /// When the device of a container finishes its next job.
  ///
  /// Changes return this because asking is slow: the compiler hands a non-copyable value to a
  /// method that does not mutate it as a copy of its bits.
  mutating func plan(after consumer: Int) -> DevicePlan {
    let device = Int(devices[Int(consumers[consumer].device)].root)
    return DevicePlan(device: device, nextFinish: devices[device].nextFinish)
  }

  /// The device a container is on.
  package func device(of consumer: Int) -> Int {
    Int(devices[Int(consumers[consumer].device)].root)
  }

  /// Fetches ahead the container whose job finishes next on a device; returns both.
  package mutating func prefetchNext(on device: Int) -> (job: UInt32, consumer: Int) {
    let consumer = Int(devices[device].nextConsumer)
    prefetch(consumer: consumer)
    finishes.prefetch(Int(devices[device].firstConsumer))
    return (devices[device].nextJob, consumer)
  }

  /// Fetches ahead a container.
  package mutating func prefetch(consumer: Int) {
    consumers.prefetch(consumer)
    tags.prefetch(consumer)
  }

  /// The number of jobs a container is running.
  package func jobs(of consumer: Int) -> Int { Int(consumers[consumer].jobs) }

  /// The jobs a container is running, in no particular order.
  ///
  /// - Complexity: O(*jobs*), with an array; not for the loop.
  package func runningJobs(of consumer: Int) -> [UInt32] {
    let state = consumers[consumer]
    guard state.jobs > 0 else { return [] }
    return [state.nextTag.job] + tags.jobs(at: Int(state.firstTag), count: Int(state.jobs) - 1)
  }

  /// Starts a job; endless work is `infinity`.
  @discardableResult
  package mutating func start(
    _ job: UInt32,
    work: Double,
    on consumer: Int,
    at now: SimTime
  ) -> DevicePlan {
    settle(consumer, at: now)
    let jobs = consumers[consumer].jobs
    let room = kinds[Int(consumers[consumer].kind)].jobCapacity
    precondition(jobs < room, "container \(consumer) is full")
    let slowed = work * slowdown(of: consumer)
    addTag(of: job, work: slowed, to: consumer, jobs: Int(jobs))
    setJobs(of: consumer, to: jobs + 1, at: now)
    return plan(after: consumer)
  }

  /// The job that finishes next on a device, which must have one; `noJob` if it is a container that
  /// is stopped or resumed, for `throttleNext` to do.
  package mutating func nextJob(on device: Int) -> UInt32 {
    devices[device].nextJob
  }

  /// Ends the job that finishes next on a device.
  @discardableResult
  package mutating func finishNext(on device: Int, at now: SimTime) -> DevicePlan {
    let consumer = Int(devices[device].nextConsumer)
    settle(consumer, at: now)
    takeNextTag(of: consumer)
    setJobs(of: consumer, to: consumers[consumer].jobs - 1, at: now)
    return plan(after: consumer)
  }

  /// Ends the job that finishes next on a device, and starts another one in its place.
  ///
  /// One change instead of two: nobody else's share moves for a moment and back.
  package mutating func replaceNext(
    on device: Int,
    with job: UInt32,
    work: Double,
    at now: SimTime
  ) -> DevicePlan {
    let consumer = Int(devices[device].nextConsumer)
    settle(consumer, at: now)
    takeNextTag(of: consumer)
    let jobs = consumers[consumer].jobs
    let slowed = work * slowdown(of: consumer)
    addTag(of: job, work: slowed, to: consumer, jobs: Int(jobs) - 1)
    setJobs(of: consumer, to: jobs, at: now)
    return plan(after: consumer)
  }

  /// Ends every job of a container, finished or not.
  @discardableResult
  package mutating func stopAll(on consumer: Int, at now: SimTime) -> DevicePlan {
    settle(consumer, at: now)
    setJobs(of: consumer, to: 0, at: now)
    return plan(after: consumer)
  }

  /// Brings every container's account up to an instant.
  package mutating func settleAll(at now: SimTime) {
    for consumer in 0..<consumers.count {
      settle(consumer, at: now)
      restraints[consumer].limit.settle(at: now)
      restraints[consumer].share.settle(at: now)
    }
  }

  /// What a container has used and how long it was held back, up to when all were last settled.
  package func account(of consumer: Int) -> ConsumerAccount {
    let restraint = restraints[consumer]
    var account = ConsumerAccount()
    account.used = consumers[consumer].used
    account.limitBound = restraint.limit.total
    account.limitBindings = restraint.limit.count
    account.isLimited = restraint.limit.isBinding
    account.shareBound = restraint.share.total
    account.shareBindings = restraint.share.count
    account.isShort = restraint.share.isBinding
    return account
  }

  /// Takes the next tag of a settled container; the caller then counts one job less.
  private mutating func takeNextTag(of consumer: Int) {
    let jobs = Int(consumers[consumer].jobs)
    precondition(jobs > 0, "container \(consumer) has no job to finish")
    let tag = consumers[consumer].nextTag
    if jobs > 1 {
      let base = Int(consumers[consumer].firstTag)
      consumers[consumer].nextTag = tags.pop(at: base, count: jobs - 1)
    }
    // The finish was planned at the next whole nanosecond; the clock may be that much ahead.
    consumers[consumer].workPerJob = max(consumers[consumer].workPerJob, tag.work)
  }

  /// Adds the tag of a job to a settled container with the tags of so many; the caller then counts
  /// one more.
  private mutating func addTag(of job: UInt32, work: Double, to consumer: Int, jobs: Int) {
    guard jobs > 0 else {
      consumers[consumer].workPerJob = 0
      consumers[consumer].nextTag = FinishTag(work: work, job: job)
      return
    }
    let others = jobs - 1
    if others == 1 << consumers[consumer].tagMagnitude {
      let base = Int(consumers[consumer].firstTag)
      let first = tags.relocate(from: base, count: others, capacity: 2 * others)
      consumers[consumer].firstTag = Int32(first)
      consumers[consumer].tagMagnitude += 1
    }
    var later = FinishTag(work: consumers[consumer].workPerJob + work, job: job)
    if later.work < consumers[consumer].nextTag.work {
      swap(&later, &consumers[consumer].nextTag)
    }
    tags.push(later, at: Int(consumers[consumer].firstTag), count: others)
  }
}

/// When something happens next on a device: a job finishes, or a container is stopped or resumed;
/// `SimTime.never` if none is running.
package struct DevicePlan: Sendable, BitwiseCopyable {
  package var device: Int
  package var nextFinish: SimTime
}
