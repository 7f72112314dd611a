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
      // A pod that lost its node may be elsewhere, or nowhere.
      let pod = layout.containers[change.container].pod.index
      let home = Int(lives.homes[pod])
      switch change.kind {
      case .begins: arrive(pod, in: change.container)
      case .drains: if home >= 0 { drain(home) } else { forgetHomeless(pod) }
      case .ends: if home >= 0 { leave(home) } else { forgetHomeless(pod) }
      }
    }
    if nextChange > 0 { timers.cancel(timer) }
  }

  /// A pod comes to a node, where a container waits for it.
  mutating func arrive(_ pod: Int, in container: Int) {
    isPresent[container] = true
    lives.homes[pod] = Int32(truncatingIfNeeded: container)
    lives.table[container] = ContainerLife(
      pod: Int32(truncatingIfNeeded: pod),
      generation: lives.table[container].generation &+ 1
    )
    schedule(devices.setPresence(of: container, to: true, at: now))
    recorder.minutes.begin(container)
    startContainer(container)
  }

  /// A replica that is told to end gets no more requests and hands back those that wait; it goes on
  /// with those in service.
  private mutating func drain(_ container: Int) {
    let wasDraining = lives.table[container].isDraining
    lives.table[container].isDraining = true
    guard isUp[container] else {
      // What has not begun to serve never will.
      stopStarting(container)
      lives.table[container].stage = .over
      return
    }
    guard !wasDraining, case .service = layout.containers[container].workload
    else { return }
    makeUnready(container, of: Int(replicas[container].service))
    timers.cancel(timerLayout.replica(container))
    guard !replicas[container].isStepping else { return handBack(from: container) }
    while !replicas[container].queue.isEmpty {
      let number = replicas[container].queue.first
      withdraw(number, at: container)
      replicas[container].outstanding -= 1
      reroute(number)
    }
  }

  /// A pod leaves its node; what it is still working on is lost.
  ///
  /// - Returns: how many requests that were.
  @discardableResult
  mutating func leave(_ container: Int) -> Int {
    let lost = stop(container)
    lives.table[container].stage = .gone
    lives.homes[Int(lives.table[container].pod)] = -1
    isPresent[container] = false
    recorder.minutes.end(container)
    schedule(devices.setPresence(of: container, to: false, at: now))
    if !lives.homeless.isEmpty { placeHomeless() }
    return lost
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

  mutating func makeReady(_ container: Int, of service: Int) {
    recorder.minutes.makeReady(container)
    swap(container, withPlace: replicaSets[service].ready, of: service)
    replicaSets[service].ready += 1
    updateEndpoints(of: service)
  }

  mutating func makeUnready(_ container: Int, of service: Int) {
    recorder.minutes.makeUnready(container)
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
    for place in Int(set.firstEndpoint)..<Int(set.firstEndpoint + set.endpointCount) {
      let endpoint = Int(endpointsOfSets[place])
      endpoints[endpoint].replicaCount = set.ready
      let draw = endpoints[endpoint].routingDraw
      candidates[endpoint] = candidates(fromDraw: draw, for: endpoint)
    }
  }
}
