internal import Contention
internal import EventCore
internal import Serving

/// Requests wait at a replica, are worked on, and leave.
extension ClusterSimulation {
  /// Hands a request to a replica that has room for it.
  mutating func admit(_ number: UInt32, to replica: Int) {
    if replicas[replica].running < replicas[replica].workers { return begin(number, at: replica) }
    guard replicas[replica].workers >= 0 else { return join(number, at: replica) }
    wait(number, at: replica)
    if replicas[replica].workers == 0 { considerBatch(at: replica) }
  }

  /// The job that finishes next on a device does so.
  mutating func finishWork(on device: Int) {
    let job = devices.nextJob(on: device)
    guard !JobNumber.isBatch(job) else {
      let replica = JobNumber.replica(ofBatch: job)
      guard !replicas[replica].isStepping else { return finishStep(at: replica, on: device) }
      schedule(devices.finishNext(on: device, at: now))
      replicas[replica].running -= 1
      return finishBatch(at: replica)
    }
    let replica = Int(requests.table[Int(job)].replica)
    let waiting = replicas[replica].queue.first
    if waiting == Request.none {
      schedule(devices.finishNext(on: device, at: now))
      replicas[replica].running -= 1
    } else {
      requests.dequeue(waiting, from: &replicas[replica].queue)
      requests.table[Int(waiting)].stage = .inService
      let work = requests.table[Int(waiting)].demand
      schedule(devices.replaceNext(on: device, with: waiting, work: work, at: now))
    }
    complete(job, at: replica)
  }

  private mutating func wait(_ number: UInt32, at replica: Int) {
    requests.table[Int(number)].stage = .waiting
    requests.enqueue(number, to: &replicas[replica].queue)
  }

  private mutating func begin(_ number: UInt32, at replica: Int) {
    requests.table[Int(number)].stage = .inService
    let work = requests.table[Int(number)].demand
    startJob(number, work: work, at: replica)
  }

  mutating func startJob(_ job: UInt32, work: Double, at replica: Int) {
    replicas[replica].running += 1
    schedule(devices.start(job, work: work, on: replica, at: now))
  }

  /// A request has been worked on in full; its client may have given up meanwhile.
  mutating func complete(_ number: UInt32, at replica: Int) {
    let request = requests.table[Int(number)]
    if request.stage == .inService {
      recorder.complete(request, now)
      forgetDeadline(of: number, at: Int(request.endpoint))
      replicas[replica].outstanding -= 1
    }
    requests.release(number)
  }

  // MARK: Batches

  /// Starts a batch, or waits for company, if the replica is idle.
  mutating func considerBatch(at replica: Int) {
    let service = Int(replicas[replica].service)
    guard replicas[replica].running == 0 else {
      // Busy: it decides again when the batch is done.
      return timers.cancel(timerLayout.replica(replica))
    }
    let queue = replicas[replica].queue
    let oldest = queue.isEmpty ? now : requests.table[Int(queue.first)].arrivedAt
    let decision = BatchDecision(
      queued: Int(queue.count),
      oldestQueuedAt: oldest,
      now: now,
      maxBatch: services[service].maxBatch,
      maxQueueDelay: services[service].maxQueueDelay
    )
    switch decision {
    case .rest:
      timers.cancel(timerLayout.replica(replica))
    case .wait(let until):
      timers.set(timerLayout.replica(replica), to: until)
    case .start(let count):
      timers.cancel(timerLayout.replica(replica))
      let items = takeBatch(of: count, at: replica)
      let time = services[service].curve?.nanoseconds(items: items) ?? 0
      let work = time * services[service].workPerNanosecond
      startJob(JobNumber.batch(of: replica), work: work, at: replica)
    }
  }

  /// Moves requests from the head of the queue into service; returns their items in total.
  private mutating func takeBatch(of count: Int, at replica: Int) -> Double {
    var items = 0.0
    var last = Request.none
    for _ in 0..<count {
      let number = replicas[replica].queue.first
      requests.dequeue(number, from: &replicas[replica].queue)
      requests.table[Int(number)].stage = .inService
      requests.table[Int(number)].next = Request.none
      items += requests.table[Int(number)].demand
      if last == Request.none {
        replicas[replica].batch = number
      } else {
        requests.table[Int(last)].next = number
      }
      last = number
    }
    return items
  }

  private mutating func finishBatch(at replica: Int) {
    var number = replicas[replica].batch
    replicas[replica].batch = Request.none
    while number != Request.none {
      let next = requests.table[Int(number)].next
      complete(number, at: replica)
      number = next
    }
    considerBatch(at: replica)
  }

  /// Sets the timer of a device to its next finish; leaves it alone if that has not moved.
  mutating func schedule(_ plan: DevicePlan) {
    guard plan.nextFinish != plannedFinishes[plan.device] else { return }
    plannedFinishes[plan.device] = plan.nextFinish
    if plan.nextFinish == .never {
      timers.cancel(timerLayout.device(plan.device))
    } else {
      timers.set(timerLayout.device(plan.device), to: plan.nextFinish)
    }
  }
}
