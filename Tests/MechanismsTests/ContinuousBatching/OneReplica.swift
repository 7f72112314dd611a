import Serving

/// A single replica that can be handed to macros.
final class OneReplica {
  private var batchers: ContinuousBatchers

  init(_ settings: BatcherSettings) {
    batchers = ContinuousBatchers(replicas: [0], settings: [settings])
  }

  var joined: [UInt32] { numbers(batchers.joined) }
  var firstTokens: [UInt32] { numbers(batchers.firstTokens) }
  var completed: [UInt32] { numbers(batchers.completed) }
  var dropped: [UInt32] { numbers(batchers.dropped) }
  var running: Int { batchers.running(at: 0) }
  var waiting: Int { batchers.waiting(at: 0) }
  var cacheTokens: Int { batchers.cacheTokens(at: 0) }
  var preemptions: Int { batchers.preemptions(at: 0) }

  func enqueue(_ request: UInt32, _ demand: TokenDemand) -> Bool {
    batchers.enqueue(request, at: 0, demand)
  }

  func begin() -> Double? { batchers.beginStep(at: 0) }
  func finish() { batchers.finishStep(at: 0) }
  func remove(_ request: UInt32) { batchers.remove(request) }
  func reset() { batchers.reset(0) }
}

/// The numbers in a list.
func numbers(_ list: borrowing RequestList) -> [UInt32] {
  (0..<list.count).map { list[$0] }
}
