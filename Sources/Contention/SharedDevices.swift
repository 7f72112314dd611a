package import EventCore

/// The devices of a run and the jobs on them: who progresses how fast, and who finishes next.
///
/// Jobs of one container share its rate equally (processor sharing), so they finish in the order of
/// their *finish tags*: the work per job that the container will have done by then. A container
/// keeps that work in a virtual clock and its tags in a heap; a change of rate re-plans one finish,
/// not all. While a device is not contended, a job that comes or goes touches only its own
/// container.
///
/// Times are in nanoseconds, work in nanoseconds of one core or of a whole GPU.
///
/// - Complexity: O(log *jobs*) a change, plus O(*containers*) of the device while it is contended.
package struct SharedDevices: ~Copyable {
  var devices: DenseTable<DeviceState>
  var consumers: DenseTable<ConsumerState>
  /// When each container's next job finishes; apart from the rest because devices scan it.
  var finishTimes: DenseTable<SimTime>
  /// A heap of finish tags per container, in `consumers[c].firstTag ..< + jobs`.
  var tags: DenseTable<FinishTag>
  /// How much of `tags` has been given out.
  var tagsGiven: Int

  /// Creates the devices, idle; their containers are numbered through in the order given.
  package init(_ specs: [DeviceSpec]) {
    var states: [DeviceState] = []
    var consumerStates: [ConsumerState] = []
    var tagCount = 0
    for (index, spec) in specs.enumerated() {
      states.append(DeviceState(spec, firstConsumer: consumerStates.count))
      for consumer in spec.consumers {
        consumerStates.append(ConsumerState(consumer, on: spec, index: index, firstTag: tagCount))
        tagCount += ConsumerState.initialTags(consumer)
      }
    }
    devices = DenseTable(states)
    finishTimes = DenseTable(repeating: .never, count: consumerStates.count)
    consumers = DenseTable(consumerStates)
    tags = DenseTable(repeating: FinishTag(work: 0, job: 0), count: tagCount)
    tagsGiven = tagCount
  }

  /// When the next job of a device finishes; `SimTime.never` if none is running.
  package func nextFinish(on device: Int) -> SimTime { devices[device].nextFinish }

  /// The device a container is on.
  package func device(of consumer: Int) -> Int { Int(consumers[consumer].device) }

  /// The number of jobs a container is running.
  package func jobs(of consumer: Int) -> Int { Int(consumers[consumer].jobs) }

  /// Starts a job; endless work is `infinity`.
  package mutating func start(_ job: UInt32, work: Double, on consumer: Int, at now: SimTime) {
    settle(consumer, at: now)
    let jobs = Int(consumers[consumer].jobs)
    precondition(jobs < consumers[consumer].jobCapacity, "container \(consumer) is full")
    if jobs == consumers[consumer].tagCapacity { makeRoomForTags(of: consumer) }
    if jobs == 0 { consumers[consumer].workPerJob = 0 }
    pushTag(FinishTag(work: consumers[consumer].workPerJob + work, job: job), of: consumer)
    consumers[consumer].jobs += 1
    reshare(after: consumer, at: now)
  }

  /// Ends the job that finishes next on a device, and returns it and its container.
  package mutating func finishNext(on device: Int, at now: SimTime) -> (job: UInt32, consumer: Int)
  {
    let consumer = Int(devices[device].nextConsumer)
    settle(consumer, at: now)
    let tag = popTag(of: consumer)
    // The finish was planned at the next whole nanosecond; the clock may be that much ahead.
    consumers[consumer].workPerJob = max(consumers[consumer].workPerJob, tag.work)
    consumers[consumer].jobs -= 1
    reshare(after: consumer, at: now)
    return (tag.job, consumer)
  }

  /// Ends every job of a container, finished or not.
  package mutating func stopAll(on consumer: Int, at now: SimTime) {
    settle(consumer, at: now)
    consumers[consumer].jobs = 0
    reshare(after: consumer, at: now)
  }

  /// Brings every container's account up to an instant.
  package mutating func settleAll(at now: SimTime) {
    for consumer in 0..<consumers.count { settle(consumer, at: now) }
  }

  /// What a container has used and how long it was held back, up to when it was last settled.
  package func account(of consumer: Int) -> ConsumerAccount { consumers[consumer].account }

  // MARK: Sharing

  /// Books the time since a container was last settled at the rates it had.
  private mutating func settle(_ consumer: Int, at now: SimTime) {
    let elapsed = Double((now - consumers[consumer].settledAt).nanoseconds)
    guard elapsed > 0 else { return }
    consumers[consumer].settledAt = now
    guard consumers[consumer].jobs > 0 else { return }
    consumers[consumer].book(elapsed)
  }

  /// Re-divides a device after the number of jobs of one of its (settled) containers has changed.
  private mutating func reshare(after consumer: Int, at now: SimTime) {
    let device = Int(consumers[consumer].device)
    let demandBefore = consumers[consumer].demandMilli
    consumers[consumer].updateDemand()
    let demand = consumers[consumer].demandMilli
    devices[device].demandMilli += demand - demandBefore
    devices[device].busyConsumers += (demand > 0 ? 1 : 0) - (demandBefore > 0 ? 1 : 0)
    let wasContended = devices[device].isContended
    devices[device].updateContention()
    if wasContended || devices[device].isContended {
      divide(device, at: now, changed: consumer)
    } else {
      setShare(Double(demand), of: consumer, at: now)
      replan(device, after: consumer)
    }
  }

  /// Divides a device among its containers by weighted max-min fairness, in place.
  ///
  /// Each round grants their demand to those whose fair share covers it; the rest divide what is
  /// left. Rounds end when nobody new is satisfied, which takes two or three as a rule.
  private mutating func divide(_ device: Int, at now: SimTime, changed: Int) {
    let range = devices[device].consumerRange
    var left = devices[device].capacityMilli
    var weightLeft = 0.0
    for consumer in range {
      consumers[consumer].pendingMilli = -1
      if consumers[consumer].demandMilli > 0 { weightLeft += consumers[consumer].weight }
    }
    var someoneWasSatisfied = true
    while someoneWasSatisfied, weightLeft > 0 {
      someoneWasSatisfied = false
      let level = max(0, left) / weightLeft
      for consumer in range where consumers[consumer].pendingMilli < 0 {
        let demand = Double(consumers[consumer].demandMilli)
        guard demand > 0, demand <= consumers[consumer].weight * level else { continue }
        consumers[consumer].pendingMilli = demand
        left -= demand
        weightLeft -= consumers[consumer].weight
        someoneWasSatisfied = true
      }
    }
    let level = weightLeft > 0 ? max(0, left) / weightLeft : 0
    for consumer in range where consumers[consumer].demandMilli > 0 || consumer == changed {
      let satisfied = consumers[consumer].pendingMilli
      let share = satisfied >= 0 ? satisfied : consumers[consumer].weight * level
      guard share != consumers[consumer].shareMilli || consumer == changed else { continue }
      setShare(consumers[consumer].demandMilli > 0 ? share : 0, of: consumer, at: now)
    }
    replan(device)
  }

  /// Gives a container a new share and plans its next finish.
  private mutating func setShare(_ share: Double, of consumer: Int, at now: SimTime) {
    settle(consumer, at: now)
    consumers[consumer].setShare(share)
    let jobs = consumers[consumer].jobs
    guard jobs > 0 else {
      finishTimes[consumer] = .never
      return
    }
    let left = tags[consumers[consumer].firstTag].work - consumers[consumer].workPerJob
    let wait = (max(0, left) / consumers[consumer].ratePerJob).rounded(.up)
    let isSoon = wait < Double(Int64.max / 4)
    finishTimes[consumer] = isSoon ? now + SimDuration(nanoseconds: Int64(wait)) : .never
  }

  /// Finds the container that finishes next after one of them was re-planned.
  private mutating func replan(_ device: Int, after consumer: Int) {
    let time = finishTimes[consumer]
    if Int(devices[device].nextConsumer) == consumer {
      if time <= devices[device].nextFinish {
        devices[device].nextFinish = time
      } else {
        replan(device)
      }
    } else if time < devices[device].nextFinish {
      devices[device].nextFinish = time
      devices[device].nextConsumer = Int32(consumer)
    }
  }

  private mutating func replan(_ device: Int) {
    let range = devices[device].consumerRange
    var earliest = range.lowerBound
    for consumer in range where finishTimes[consumer] < finishTimes[earliest] {
      earliest = consumer
    }
    devices[device].nextConsumer = Int32(earliest)
    devices[device].nextFinish = range.isEmpty ? .never : finishTimes[earliest]
  }
}
