internal import Contention
internal import Domain
internal import Edge
internal import EventCore
internal import Randomness
internal import Traffic

/// A request arrives: edge, load balancer, replica.
extension ClusterSimulation {
  mutating func receive(at endpoint: Int) {
    let arrival = endpoints[endpoint].nextArrival
    let demand = endpoints[endpoint].demands.draw(for: arrival)
    let candidates = candidates[endpoint]
    scheduleNextArrival(at: endpoint)
    recorder.arrive(at: endpoint, now, demand: demand.amount)
    if endpoints[endpoint].hasBucket, endpoints[endpoint].bucket?.admits(at: now) == false {
      return recorder.refuse(at: endpoint, now, for: .rateLimit)
    }
    guard let replica = choose(candidates, at: endpoint) else {
      return recorder.refuse(at: endpoint, now, for: .noReplica)
    }
    guard hasRoom(at: replica) else {
      return recorder.refuse(at: endpoint, now, for: .queueFull)
    }
    let number = requests.allocate()
    var request = Request()
    request.arrivedAt = now
    request.demand = demand.amount
    request.endpoint = UInt32(truncatingIfNeeded: endpoint)
    request.replica = UInt32(truncatingIfNeeded: replica)
    request.inputTokens = demand.inputTokens
    request.outputTokens = demand.outputTokens
    request.cachedTokens = demand.cachedTokens
    requests.table[Int(number)] = request
    replicas[replica].outstanding += 1
    watchDeadline(of: number, at: endpoint)
    admit(number, to: replica)
  }

  mutating func scheduleNextArrival(at endpoint: Int) {
    let timer = timerLayout.arrival(endpoint)
    if let next = endpoints[endpoint].arrivals.next() {
      endpoints[endpoint].nextArrival = next
      drawCandidates(for: endpoint)
      timers.set(timer, to: next.time)
    } else {
      timers.cancel(timer)
    }
  }

  /// Draws which replicas to compare for the next request of an endpoint; one draw a request,
  /// whatever the load balancer makes of it.
  private mutating func drawCandidates(for endpoint: Int) {
    let draw = endpoints[endpoint].routing.next()
    endpoints[endpoint].routingDraw = draw
    candidates[endpoint] = candidates(fromDraw: draw, for: endpoint)
  }

  /// The replicas that a draw means; none if the load balancer takes turns, or has none.
  @inline(__always)
  mutating func candidates(fromDraw draw: UInt64, for endpoint: Int) -> Candidates {
    let count = Int(endpoints[endpoint].replicaCount)
    guard endpoints[endpoint].isLeastRequest, count > 0 else { return Candidates() }
    let pair = LeastRequestPair(draw: draw, count: count)
    let first = Int(endpoints[endpoint].firstReplica)
    return Candidates(
      first: replicaOrder[first + pair.first],
      second: replicaOrder[first + pair.second]
    )
  }

  /// Returns the replica that gets the next request; nil if none is running.
  mutating func choose(_ candidates: Candidates, at endpoint: Int) -> Int? {
    guard candidates.first < 0 else {
      let (first, second) = (Int(candidates.first), Int(candidates.second))
      let isSecond = prefersSecond(
        firstActive: replicas[first].outstanding,
        secondActive: replicas[second].outstanding
      )
      return isSecond ? second : first
    }
    let first = Int(endpoints[endpoint].firstReplica)
    let count = Int(endpoints[endpoint].replicaCount)
    guard count > 1 else { return count == 1 ? Int(replicaOrder[first]) : nil }
    let service = Int(endpoints[endpoint].service)
    let turn = services[service].turn
    services[service].turn = turn + 1 == count ? 0 : turn + 1
    return Int(replicaOrder[first + turn])
  }

  mutating func hasRoom(at replica: Int) -> Bool {
    guard replicas[replica].running >= replicas[replica].workers else { return true }
    let service = Int(replicas[replica].service)
    guard replicas[replica].workers >= 0 else { return hasRoomInSteps(at: replica, of: service) }
    let queued = replicas[replica].queue.count
    guard queued >= services[service].queueCapacity else { return true }
    // An idle replica takes a request past the queue: into service, or into the batch it forms.
    guard replicas[replica].running < services[service].workers else { return false }
    return Int(queued) < services[service].maxBatch
  }
}
