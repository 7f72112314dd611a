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
    let route = endpoints[endpoint].routing.next()
    scheduleNextArrival(at: endpoint)
    recorder.arrive(at: endpoint, now, demand: demand.amount)
    if endpoints[endpoint].hasBucket, endpoints[endpoint].bucket?.admits(at: now) == false {
      return recorder.refuse(at: endpoint, now, for: .rateLimit)
    }
    let service = endpoints[endpoint].service
    guard let replica = chooseReplica(of: service, draw: route) else {
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
    requests.table[Int(number)] = request
    replicas[replica].outstanding += 1
    watchDeadline(of: number, at: endpoint)
    admit(number, to: replica)
  }

  mutating func scheduleNextArrival(at endpoint: Int) {
    let timer = timerLayout.arrival(endpoint)
    if let next = endpoints[endpoint].arrivals.next() {
      endpoints[endpoint].nextArrival = next
      timers.set(timer, to: next.time)
    } else {
      timers.cancel(timer)
    }
  }

  /// Returns the replica that gets the next request; nil if none is running.
  private mutating func chooseReplica(of service: Int, draw: UInt64) -> Int? {
    let range = services[service].replicas
    guard range.count > 1 else { return range.first }
    guard services[service].isLeastRequest else {
      let turn = services[service].turn
      services[service].turn = turn + 1 == range.count ? 0 : turn + 1
      return range.lowerBound + turn
    }
    let pair = LeastRequestPair(draw: draw, count: range.count)
    let first = range.lowerBound + pair.first
    let second = range.lowerBound + pair.second
    return replicas[second].outstanding < replicas[first].outstanding ? second : first
  }

  private mutating func hasRoom(at replica: Int) -> Bool {
    let service = Int(replicas[replica].service)
    let queued = replicas[replica].queue.count
    guard queued >= services[service].queueCapacity else { return true }
    // An idle replica takes a request past the queue: into service, or into the batch it forms.
    guard replicas[replica].running < services[service].workers else { return false }
    return Int(queued) < services[service].maxBatch
  }
}
