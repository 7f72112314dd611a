internal import Contention
internal import EventCore
internal import Serving

/// Replicas that work in steps: requests join and leave their batches token by token.
///
/// A step is one job of the replica's device, like a batch; so there is one event a step, however
/// many tokens it makes, and whatever slows the device slows the tokens.
///
/// Nothing here is inlined, so that replicas that work otherwise pay only for being asked.
extension ClusterSimulation {
  /// Beside those that it may run, a replica holds as many requests as its queue.
  @inline(never)
  mutating func hasRoomInSteps(at replica: Int, of service: Int) -> Bool {
    let most = services[service].workers + services[service].queueCapacity
    return replicas[replica].outstanding < most
  }

  /// Hands a request to a replica; an idle one begins a step at once.
  @inline(never)
  mutating func join(_ number: UInt32, at replica: Int) {
    requests.table[Int(number)].stage = .inService
    let request = requests.table[Int(number)]
    let turn = turns[Int(request.endpoint)]
    let demand = TokenDemand(
      flow: Int(turn.flow),
      priority: Int(turn.priority),
      inputTokens: Int(request.inputTokens),
      cachedTokens: Int(request.cachedTokens),
      outputTokens: Int(request.outputTokens)
    )
    guard batchers.enqueue(number, at: Int(replicas[replica].batch), demand) else {
      replicas[replica].outstanding -= 1
      return refuse(number, for: .tooLong)
    }
    guard replicas[replica].running == 0, let work = beginStep(at: replica) else { return }
    startJob(JobNumber.batch(of: replica), work: work, at: replica)
  }

  /// A step is done: some requests have their first token, some their last.
  @inline(never)
  mutating func finishStep(at replica: Int, on device: Int) {
    let batcher = Int(replicas[replica].batch)
    batchers.finishStep(at: batcher)
    releaseLeft(at: replica)
    for index in 0..<batchers.firstTokens.count {
      let number = Int(batchers.firstTokens[index])
      // One that was thrown out of the cache and came back has had its first token.
      guard requests.table[number].firstTokenAt == .never else { continue }
      requests.table[number].firstTokenAt = now
    }
    for index in 0..<batchers.completed.count {
      let number = batchers.completed[index]
      recorder.completeTokens(requests.table[Int(number)], now)
      complete(number, at: replica)
    }
    if let work = beginStep(at: replica) {
      let job = JobNumber.batch(of: replica)
      schedule(devices.replaceNext(on: device, with: job, work: work, at: now))
    } else {
      schedule(devices.finishNext(on: device, at: now))
      replicas[replica].running -= 1
    }
    // One that waited and has joined may need more memory.
    if tracksMemory { memoryGrew(of: replica) }
  }

  /// Returns the device time of a replica's next step; nil if there is nothing to do.
  private mutating func beginStep(at replica: Int) -> Double? {
    let batcher = Int(replicas[replica].batch)
    let work = batchers.beginStep(at: batcher)
    let bound = batchers.bound(at: batcher, after: batcherMeasures[batcher].bound)
    batcherMeasures[batcher].note(bound, at: now)
    return work.map { $0 * services[Int(replicas[replica].service)].workPerNanosecond }
  }

  // MARK: Requests that leave early

  /// Takes a request out of its batch whose client has given up.
  @inline(never)
  mutating func leave(_ number: UInt32, at replica: Int) {
    batchers.remove(number)
    requests.table[Int(number)].stage = .abandoned
    requests.enqueue(number, to: &replicas[replica].queue)
    // During a step its number is still in use.
    if replicas[replica].running == 0 { releaseLeft(at: replica) }
  }

  private mutating func releaseLeft(at replica: Int) {
    while !replicas[replica].queue.isEmpty {
      let number = replicas[replica].queue.first
      requests.dequeue(number, from: &replicas[replica].queue)
      requests.release(number)
    }
  }

  /// Finds other replicas for the requests that wait; those that have begun stay.
  @inline(never)
  mutating func handBack(from replica: Int) {
    batchers.drain(Int(replicas[replica].batch))
    // A replica that takes them may run out of memory and lose its own in between.
    let waiting = (0..<batchers.dropped.count).map { batchers.dropped[$0] }
    for number in waiting {
      replicas[replica].outstanding -= 1
      reroute(number)
    }
  }

  /// Loses every request of a replica whose process ends, and its step; returns how many.
  @inline(never)
  mutating func loseSteps(of replica: Int) -> Int {
    schedule(devices.stopAll(on: replica, at: now))
    let batcher = Int(replicas[replica].batch)
    batchers.reset(batcher)
    batcherMeasures[batcher].note(.nothing, at: now)
    var count = 0
    for index in 0..<batchers.dropped.count { count += lose(batchers.dropped[index], at: replica) }
    releaseLeft(at: replica)
    replicas[replica].running = 0
    return count
  }

  // MARK: Counts

  /// Requests that wait at a replica.
  mutating func waiting(at replica: Int) -> Int {
    replicas[replica].isStepping
      ? batchers.waiting(at: Int(replicas[replica].batch)) : Int(replicas[replica].queue.count)
  }

  mutating func startMeasuringBatchers() {
    for batcher in 0..<batcherMeasures.count {
      let preemptions = Int64(batchers.preemptions(at: batcher))
      batcherMeasures[batcher].startMeasuring(at: now, preemptions: preemptions)
    }
  }

  mutating func stopMeasuringBatchers() {
    for batcher in 0..<batcherMeasures.count {
      batcherMeasures[batcher].settle(at: now)
      let before = batcherMeasures[batcher].preemptionsBefore
      batcherMeasures[batcher].preemptions = Int64(batchers.preemptions(at: batcher)) - before
    }
  }
}
