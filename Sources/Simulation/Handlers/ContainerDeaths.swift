internal import Contention
internal import Domain
internal import EventCore

/// Why a container died; known to the one who kills it.
enum ContainerDeath {
  /// It used more memory than its limit.
  case memoryLimit
  /// Its node had no memory left; who used most above its request there.
  case nodeMemory(by: Int?)
  /// Anything else, in words.
  case crash(String)
}

/// Containers die and are started again.
extension ClusterSimulation {
  /// Kills a container; nothing happens to one without a process.
  ///
  /// Whatever it holds is lost. Its pod stays and starts it again after the kubelet's backoff.
  /// The memory of its node is not looked at again; `watchMemory` does that.
  mutating func crash(_ container: Int, _ death: ContainerDeath) {
    guard isPresent[container], lives.table[container].stage.runs else { return }
    let lost = stop(container)
    lives.table[container].stage = .backingOff
    var delay = SimDuration.zero
    if lives.table[container].isDraining {
      lives.table[container].stage = .over
    } else {
      let restart = lives.table[container].backoff.restart(afterDeathAt: now)
      delay = restart - now
      let generation = lives.table[container].generation
      let number = UInt32(truncatingIfNeeded: container)
      lives.events.schedule(.restart(container: number, generation: generation), at: restart)
      setContainerTimer()
    }
    note(death, of: container, lost: lost, delay: delay)
  }

  /// Ends the process of a container, or what leads up to it; returns how many requests were lost.
  mutating func stop(_ container: Int) -> Int {
    stopStarting(container)
    guard isUp[container] else { return 0 }
    isUp[container] = false
    let isReplica: Bool
    if case .service = layout.containers[container].workload {
      isReplica = true
      if !lives.table[container].isDraining {
        makeUnready(container, of: Int(replicas[container].service))
      }
      timers.cancel(timerLayout.replica(container))
    } else {
      isReplica = false
    }
    guard !replicas[container].isStepping else { return loseSteps(of: container) }
    let waiting = isReplica ? loseWaiting(at: container) : 0
    return waiting + loseWork(of: container)
  }

  /// Requests in the queue of a process that dies are lost with it.
  private mutating func loseWaiting(at replica: Int) -> Int {
    var count = 0
    while !replicas[replica].queue.isEmpty {
      let number = replicas[replica].queue.first
      withdraw(number, at: replica)
      count += lose(number, at: replica)
    }
    return count
  }

  /// What a container is working on is lost.
  private mutating func loseWork(of container: Int) -> Int {
    guard devices.jobs(of: container) > 0 else { return 0 }
    let jobs = devices.runningJobs(of: container)
    schedule(devices.stopAll(on: container, at: now))
    guard case .service = layout.containers[container].workload else { return 0 }
    var count = 0
    for job in jobs where !JobNumber.isBatch(job) { count += lose(job, at: container) }
    var number = replicas[container].batch
    while number != Request.none {
      let next = requests.table[Int(number)].next
      count += lose(number, at: container)
      number = next
    }
    replicas[container].batch = Request.none
    replicas[container].running = 0
    return count
  }

  /// Returns 1, or 0 if the client had given up already.
  mutating func lose(_ number: UInt32, at replica: Int) -> Int {
    let request = requests.table[Int(number)]
    defer { requests.release(number) }
    guard request.stage != .abandoned else { return 0 }
    recorder.lose(request, now)
    forgetDeadline(of: number, at: Int(request.endpoint))
    replicas[replica].outstanding -= 1
    return 1
  }
}
