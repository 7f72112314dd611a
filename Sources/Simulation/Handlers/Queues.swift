internal import Domain
internal import EventCore

/// Requests join and leave the queue of a replica: one line, or a line for each flow.
extension ClusterSimulation {
  @inline(__always)
  mutating func enqueue(_ number: UInt32, at replica: Int) {
    guard !replicas[replica].queue.isByFlow else { return enqueueByFlow(number, at: replica) }
    requests.enqueue(number, to: &replicas[replica].queue)
  }

  /// Takes the first of a replica's queue into service.
  @inline(__always)
  mutating func takeFirst(_ number: UInt32, at replica: Int) {
    guard !replicas[replica].queue.isByFlow else {
      return dequeueByFlow(number, at: replica, isServed: true)
    }
    requests.dequeue(number, from: &replicas[replica].queue)
  }

  /// Takes a request out of a replica's queue that is not served there.
  mutating func withdraw(_ number: UInt32, at replica: Int) {
    guard !replicas[replica].queue.isByFlow else {
      return dequeueByFlow(number, at: replica, isServed: false)
    }
    requests.dequeue(number, from: &replicas[replica].queue)
  }

  /// A request finds a free worker at a replica whose scheduler keeps accounts.
  @inline(never)
  mutating func noteServedAtOnce(_ number: UInt32, at replica: Int) {
    let isIdle = replicas[replica].running == 0 && replicas[replica].queue.isEmpty
    flows.serveAtOnce(number, at: replica, isIdle: isIdle, requests)
  }

  /// When the request arrived that has waited longest at a replica; now if nobody waits.
  mutating func oldestWaiting(at replica: Int) -> SimTime {
    let queue = replicas[replica].queue
    guard !queue.isEmpty else { return now }
    if queue.isByFlow { return flows.oldest(at: replica) ?? now }
    return requests.table[Int(queue.first)].arrivedAt
  }

  @inline(never)
  private mutating func enqueueByFlow(_ number: UInt32, at replica: Int) {
    let isIdle = replicas[replica].running == 0 && replicas[replica].queue.isEmpty
    let next = flows.enqueue(number, at: replica, isIdle: isIdle, &requests)
    replicas[replica].queue.first = next
    replicas[replica].queue.count += 1
  }

  @inline(never)
  private mutating func dequeueByFlow(_ number: UInt32, at replica: Int, isServed: Bool) {
    let next = flows.dequeue(number, at: replica, isServed: isServed, &requests)
    replicas[replica].queue.first = next
    replicas[replica].queue.count -= 1
  }
}
