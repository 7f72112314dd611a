internal import EventCore

/// Clients give up.
///
/// All requests of an endpoint have the same patience, so their deadlines are in the order of their
/// arrivals, and one timer for the oldest is enough. It is left standing when that request leaves
/// in time, and then finds the next one when it goes off.
extension ClusterSimulation {
  mutating func watchDeadline(of number: UInt32, at endpoint: Int) {
    guard let timeout = deadlines[endpoint].timeout else { return }
    requests.addDeadline(number, to: &deadlines[endpoint].waiting)
    guard !deadlines[endpoint].isWatched else { return }
    deadlines[endpoint].isWatched = true
    timers.set(timerLayout.timeout(endpoint), to: now + timeout)
  }

  mutating func forgetDeadline(of number: UInt32, at endpoint: Int) {
    guard deadlines[endpoint].timeout != nil else { return }
    requests.removeDeadline(number, from: &deadlines[endpoint].waiting)
  }

  mutating func expireRequests(of endpoint: Int) {
    guard let timeout = deadlines[endpoint].timeout else { return }
    let timer = timerLayout.timeout(endpoint)
    while !deadlines[endpoint].waiting.isEmpty {
      let oldest = deadlines[endpoint].waiting.first
      let deadline = requests.table[Int(oldest)].arrivedAt + timeout
      guard deadline <= now else { return timers.set(timer, to: deadline) }
      giveUp(oldest, at: endpoint)
    }
    timers.cancel(timer)
    deadlines[endpoint].isWatched = false
  }

  /// Counts a request as timed out and takes it out of the way.
  ///
  /// A waiting request leaves at once. One in service is worked on to its end, because a model
  /// server does not learn that its client has gone; its result is thrown away. A server that
  /// streams tokens does learn it, and takes the request out of its batch.
  private mutating func giveUp(_ number: UInt32, at endpoint: Int) {
    let request = requests.table[Int(number)]
    let replica = Int(request.replica)
    recorder.timeOut(request, now)
    requests.removeDeadline(number, from: &deadlines[endpoint].waiting)
    replicas[replica].outstanding -= 1
    if replicas[replica].isStepping {
      leave(number, at: replica)
    } else if request.stage == .waiting {
      requests.dequeue(number, from: &replicas[replica].queue)
      requests.release(number)
    } else {
      requests.table[Int(number)].stage = .abandoned
    }
  }
}
