internal import EventCore

/// What can be read of a replica between two calls.
extension ContinuousBatchers {
  /// Requests that have joined: those that decode and those whose prompts are being read.
  package func running(at replica: Int) -> Int { Int(replicas[replica].joinedCount) }

  /// Requests that wait to join.
  package func waiting(at replica: Int) -> Int { Int(replicas[replica].waiting) }

  /// Whether a step is under way.
  package func isStepping(at replica: Int) -> Bool { replicas[replica].step != .none }

  /// Tokens of the cache that are given out, in whole blocks, those of adapters included.
  package func cacheTokens(at replica: Int) -> Int {
    let kind = kinds[Int(replicas[replica].kind)]
    return replicas[replica].blocksUsed * kind.blockTokens + replicas[replica].adapterTokens
  }

  /// Requests thrown out of a full cache so far.
  package func preemptions(at replica: Int) -> Int { Int(replicas[replica].preemptions) }

  /// Looks at the queue so far that ended with a request for which the cache had no room.
  package func cacheFullLooks(at replica: Int) -> Int { Int(replicas[replica].cacheFullLooks) }

  /// What kept requests waiting as the current step began, given what did before.
  package mutating func bound(at replica: Int, after before: BatchBound) -> BatchBound {
    let setbacks = replicas[replica].cacheFullLooks + replicas[replica].preemptions
    let isSetBack = setbacks > replicas[replica].setbacksSeen
    replicas[replica].setbacksSeen = setbacks
    guard replicas[replica].waiting > 0 else { return .nothing }
    let most = kinds[Int(replicas[replica].kind)].maxSequences
    if Int(replicas[replica].joinedCount) >= most { return .sequences }
    if isSetBack { return .cache }
    // Between two looks at the queue nothing changes; after a join the rest waits for its turn.
    return joined.count > 0 ? .nothing : before
  }

  /// What a flow has been given at a replica so far.
  package mutating func service(of flow: Int, at replica: Int) -> FlowService {
    let number = Int(replicas[replica].firstFlow) + flow
    flows[number].settle(at: replicas[replica].decodeSteps)
    return FlowService(
      waiting: Int(flows[number].waiting),
      running: Int(flows[number].joined),
      inputTokens: Int(flows[number].inputTokens),
      outputTokens: Int(flows[number].outputTokens),
      counter: flows[number].counter
    )
  }
}

/// What keeps requests waiting at a replica.
package enum BatchBound: BitwiseCopyable, Sendable {
  /// Nobody waits, or only for the next step.
  case nothing
  /// The key-value cache has no room for the next one.
  case cache
  /// As many run as may.
  case sequences
}

/// What a flow has and has been given at a replica.
package struct FlowService: Sendable, BitwiseCopyable {
  package var waiting: Int
  package var running: Int
  /// Tokens of prompts that have joined, each prompt counted once.
  package var inputTokens: Int
  package var outputTokens: Int
  /// Its virtual token counter.
  package var counter: Double
}
