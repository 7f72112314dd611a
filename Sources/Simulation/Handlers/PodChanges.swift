internal import Contention
internal import Domain
internal import Edge
internal import EventCore
internal import Randomness

/// Pods come and go while the run goes on.
extension ClusterSimulation {
  /// Carries out what is due and sets the timer to what comes next; without any, none is set.
  mutating func changePods() {
    let timer = timerLayout.podChange
    while nextChange < layout.changes.count {
      let change = layout.changes[nextChange]
      guard change.time <= now else { return timers.set(timer, to: change.time) }
      nextChange += 1
      switch change.kind {
      case .begins: begin(change.container)
      case .drains: drain(change.container)
      case .ends: end(change.container)
      }
    }
    if nextChange > 0 { timers.cancel(timer) }
  }

  private mutating func begin(_ container: Int) {
    isPresent[container] = true
    recorder.minutes.begin(container)
    switch layout.containers[container].workload {
    case .service(let service): makeReady(container, of: service.index)
    case .batch(let batch): if batches[batch.index].isActive { startEndlessJob(on: container) }
    case .addOn: startEndlessJob(on: container)
    }
  }

  /// A replica that is told to end gets no more requests and hands back those that wait; it goes on
  /// with those in service.
  private mutating func drain(_ container: Int) {
    guard case .service(let service) = layout.containers[container].workload else { return }
    recorder.minutes.drain(container)
    makeUnready(container, of: service.index)
    timers.cancel(timerLayout.replica(container))
    guard !replicas[container].isStepping else { return handBack(from: container) }
    while !replicas[container].queue.isEmpty {
      let number = replicas[container].queue.first
      requests.dequeue(number, from: &replicas[container].queue)
      replicas[container].outstanding -= 1
      reroute(number)
    }
  }

  /// What a pod is still working on when it goes is lost.
  private mutating func end(_ container: Int) {
    isPresent[container] = false
    recorder.minutes.end(container)
    guard devices.jobs(of: container) > 0 else { return }
    let jobs = devices.runningJobs(of: container)
    schedule(devices.stopAll(on: container, at: now))
    guard case .service = layout.containers[container].workload else { return }
    guard !replicas[container].isStepping else { return loseSteps(of: container) }
    for job in jobs where !JobNumber.isBatch(job) { lose(job, at: container) }
    var number = replicas[container].batch
    while number != Request.none {
      let next = requests.table[Int(number)].next
      lose(number, at: container)
      number = next
    }
    replicas[container].batch = Request.none
    replicas[container].running = 0
  }

  mutating func lose(_ number: UInt32, at replica: Int) {
    let request = requests.table[Int(number)]
    if request.stage == .inService {
      recorder.lose(request, now)
      forgetDeadline(of: number, at: Int(request.endpoint))
      replicas[replica].outstanding -= 1
    }
    requests.release(number)
  }

  // MARK: Requests that are handed back

  /// Finds another replica for a request that waited; it queues up anew.
  mutating func reroute(_ number: UInt32) {
    let endpoint = Int(requests.table[Int(number)].endpoint)
    guard let replica = choose(candidatesForReroute(at: endpoint), at: endpoint) else {
      return refuse(number, for: .noReplica)
    }
    guard hasRoom(at: replica) else { return refuse(number, for: .queueFull) }
    requests.table[Int(number)].replica = UInt32(truncatingIfNeeded: replica)
    replicas[replica].outstanding += 1
    admit(number, to: replica)
  }

  /// Drawn from a stream of their own, so that arrivals keep theirs.
  private mutating func candidatesForReroute(at endpoint: Int) -> Candidates {
    let draw = reroutes[endpoint].next()
    return candidates(fromDraw: draw, for: endpoint)
  }

  mutating func refuse(_ number: UInt32, for reason: Refusal) {
    let request = requests.table[Int(number)]
    let endpoint = Int(request.endpoint)
    recorder.refuse(at: endpoint, now, arrivedAt: request.arrivedAt, for: reason)
    forgetDeadline(of: number, at: endpoint)
    requests.release(number)
  }

  // MARK: Which replicas take requests

  private mutating func makeReady(_ container: Int, of service: Int) {
    swap(container, withPlace: replicaSets[service].ready, of: service)
    replicaSets[service].ready += 1
    updateEndpoints(of: service)
  }

  private mutating func makeUnready(_ container: Int, of service: Int) {
    replicaSets[service].ready -= 1
    swap(container, withPlace: replicaSets[service].ready, of: service)
    updateEndpoints(of: service)
  }

  private mutating func swap(_ container: Int, withPlace place: Int32, of service: Int) {
    let target = Int(replicaSets[service].first + place)
    let origin = Int(replicaPlaces[container])
    let other = replicaOrder[target]
    replicaOrder[target] = Int32(truncatingIfNeeded: container)
    replicaOrder[origin] = other
    replicaPlaces[container] = Int32(truncatingIfNeeded: target)
    replicaPlaces[Int(other)] = Int32(truncatingIfNeeded: origin)
  }

  /// Tells a service's endpoints how many replicas there are; the next request of each has its draw
  /// already and now means others by it.
  private mutating func updateEndpoints(of service: Int) {
    let set = replicaSets[service]
    if services[service].turn >= Int(set.ready) { services[service].turn = 0 }
    for endpoint in Int(set.firstEndpoint)..<Int(set.firstEndpoint + set.endpointCount) {
      endpoints[endpoint].replicaCount = set.ready
      let draw = endpoints[endpoint].routingDraw
      candidates[endpoint] = candidates(fromDraw: draw, for: endpoint)
    }
  }
}
