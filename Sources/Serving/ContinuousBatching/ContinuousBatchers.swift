internal import Domain
internal import EventCore

/// The continuously batching replicas of a run and the requests at them: who joins the batch when,
/// how long each step takes, and who is complete after it.
///
/// A replica steps: `beginStep` looks at the queue when that is due, admits, and says how much work
/// the step is; after that much work of the device the caller calls `finishStep`, reads who got a
/// first token and who is complete, and begins the next step. The caller numbers the requests.
///
/// Nobody walks through the running batch: the tokens it stores grow by one a request and step, the
/// blocks they take by the requests that are at the end of one, and completions wait in a heap by
/// step number.
///
/// Source of the steps: Kwon et al., "Efficient Memory Management for Large Language Model Serving
/// with PagedAttention", SOSP 2023 (vLLM); Sheng et al., "S-LoRA", MLSys 2024 (`lookahead`).
///
/// - Complexity: O(1) a step, O(log *n*) for each request that joins or leaves; with `lookahead`
///   O(*n* log *n*) in the running requests for a look at the queue after one has joined or left.
package struct ContinuousBatchers: ~Copyable {
  var replicas: DenseTable<BatcherState>
  var kinds: DenseTable<BatcherKind>
  var flows: DenseTable<FlowState>
  /// Flows that wait, in a heap by counter for each replica, at the numbers of its flows.
  var flowHeap: DenseTable<Int32>
  var requests: DenseTable<BatchedRequest>
  /// Requests that wait, where requests rather than flows take turns.
  var queues: RequestHeaps
  /// Requests that decode, by the step that completes them.
  var finishes: RequestHeaps
  /// Requests that decode, by how far into a block they are: so many counts for each replica.
  var phases: DenseTable<Int32>
  /// Where the phases of a replica begin.
  var firstPhase: DenseTable<Int>
  var sequence: Int64 = 0
  /// Requests in the batch of `lookaheadReplica` in the order in which they end, the last first, as
  /// of `lookaheadEpoch`.
  var lookahead: DenseTable<LookaheadEntry>
  var lookaheadCount = 0
  var lookaheadReplica = -1
  var lookaheadEpoch: Int64 = -1
  /// Requests that joined in `beginStep`.
  package private(set) var joined = RequestList()
  /// Requests that got their first token in `finishStep`.
  package private(set) var firstTokens = RequestList()
  /// Requests that were completed in `finishStep`.
  package private(set) var completed = RequestList()
  /// Requests that `reset` dropped.
  package private(set) var dropped = RequestList()

  /// Creates the replicas, idle: for each the index of its settings.
  package init(replicas settingsIndices: [Int], settings: [BatcherSettings]) {
    var states: [BatcherState] = []
    var flowStates: [FlowState] = []
    var phaseStarts: [Int] = []
    var phaseCount = 0
    for index in settingsIndices {
      states.append(BatcherState(kind: index, firstFlow: flowStates.count))
      flowStates += settings[index].flowWeights.map(FlowState.init)
      phaseStarts.append(phaseCount)
      phaseCount += settings[index].batching.blockTokens
    }
    replicas = DenseTable(states)
    kinds = DenseTable(settings.map(BatcherKind.init))
    flowHeap = DenseTable(repeating: -1, count: flowStates.count)
    flows = DenseTable(flowStates)
    requests = DenseTable(repeating: BatchedRequest(), count: 64)
    queues = RequestHeaps(replicas: states.count)
    finishes = RequestHeaps(replicas: states.count)
    phases = DenseTable(repeating: 0, count: phaseCount)
    firstPhase = DenseTable(phaseStarts)
    lookahead = DenseTable(repeating: LookaheadEntry(), count: 64)
  }

  /// Adds a request to the queue of a replica; false if it could never be completed there, because
  /// its tokens exceed the cache, or its prompt a step.
  package mutating func enqueue(
    _ request: UInt32,
    at replica: Int,
    _ demand: TokenDemand
  ) -> Bool {
    let number = Int(request)
    if number >= requests.count {
      requests.grow(to: max(number + 1, 2 * requests.count), filling: BatchedRequest())
    }
    precondition(requests[number].place == .absent, "request \(request) is already at a replica")
    let kind = kinds[Int(replicas[replica].kind)]
    precondition(demand.flow >= 0 && demand.flow < kind.flowCount, "no flow \(demand.flow)")
    precondition(demand.inputTokens >= 0 && demand.outputTokens >= 1, "a request makes a token")
    guard kind.canEverHold(demand) else { return false }
    sequence += 1
    requests[number] = BatchedRequest(
      demand,
      replica: replica,
      flow: Int(replicas[replica].firstFlow) + demand.flow
    )
    wait(number, at: replica, kind: kind, priority: demand.priority)
    return true
  }

  /// Begins a step; returns its work, or nil if there is nothing to do.
  ///
  /// The work is in nanoseconds of the device at full speed. `joined` holds the requests that
  /// joined.
  package mutating func beginStep(at replica: Int) -> Double? {
    precondition(replicas[replica].step == .none, "replica \(replica) is in a step")
    joined.removeAll()
    let kind = kinds[Int(replicas[replica].kind)]
    replicas[replica].prefillTokens = 0
    return kind.chunksPrefill
      ? beginMixedStep(at: replica, kind: kind) : beginPlainStep(at: replica, kind: kind)
  }

  /// Ends the step; `firstTokens` and `completed` hold what came of it.
  package mutating func finishStep(at replica: Int) {
    precondition(replicas[replica].step != .none, "replica \(replica) is not in a step")
    firstTokens.removeAll()
    completed.removeAll()
    let kind = kinds[Int(replicas[replica].kind)]
    let step = replicas[replica].step
    replicas[replica].step = .none
    if step == .decode { completeDecoded(at: replica, kind: kind) }
    finishPrefills(at: replica, kind: kind)
    removeLeaving(at: replica, kind: kind)
  }

  /// Takes away a request whose client gave up, without reporting it.
  ///
  /// At once if it waits or no step is under way, else at the end of the step.
  package mutating func remove(_ request: UInt32) {
    let number = Int(request)
    precondition(requests[number].place != .absent, "request \(request) is at no replica")
    let replica = Int(requests[number].replica)
    let kind = kinds[Int(replicas[replica].kind)]
    if requests[number].place == .waiting {
      stopWaiting(number, at: replica, kind: kind)
      requests[number].place = .absent
    } else if replicas[replica].step == .none {
      leave(number, at: replica, kind: kind)
    } else if !requests[number].isLeaving {
      requests[number].isLeaving = true
      requests[number].nextLeaving = replicas[replica].firstLeaving
      replicas[replica].firstLeaving = Int32(number)
    }
  }

  /// Forgets every request of a replica, its step, and its counters; `dropped` holds the requests.
  package mutating func reset(_ replica: Int) {
    dropped.removeAll()
    let kind = kinds[Int(replicas[replica].kind)]
    replicas[replica].step = .none
    removeLeaving(at: replica, kind: kind)
    while replicas[replica].lastJoined >= 0 {
      let request = Int(replicas[replica].lastJoined)
      leave(request, at: replica, kind: kind)
      dropped.append(request)
    }
    while let request = firstWaiting(at: replica, kind: kind) {
      stopWaiting(request, at: replica, kind: kind)
      requests[request].place = .absent
      dropped.append(request)
    }
    let old = replicas[replica]
    replicas[replica] = BatcherState(kind: Int(old.kind), firstFlow: Int(old.firstFlow))
    lookaheadReplica = -1
    replicas[replica].preemptions = old.preemptions
    replicas[replica].cacheFullLooks = old.cacheFullLooks
    replicas[replica].setbacksSeen = old.setbacksSeen
    for flow in Int(old.firstFlow)..<Int(old.firstFlow) + kind.flowCount {
      flows[flow].restart()
    }
  }

  /// Takes away the requests that wait and have made no token yet; `dropped` holds them.
  package mutating func drain(_ replica: Int) {
    dropped.removeAll()
    let kind = kinds[Int(replicas[replica].kind)]
    var begun: [Int] = []
    while let request = firstWaiting(at: replica, kind: kind) {
      stopWaiting(request, at: replica, kind: kind)
      if requests[request].outputBefore > 0 {
        begun.append(request)
      } else {
        requests[request].place = .absent
        dropped.append(request)
      }
    }
    for request in begun.reversed() { waitAgain(request, at: replica, kind: kind) }
  }

  /// Notes what happened to a request.
  mutating func note(_ request: Int, as outcome: Outcome) {
    switch outcome {
    case .joined: joined.append(request)
    case .firstToken: firstTokens.append(request)
    case .completed: completed.append(request)
    }
  }

  enum Outcome: BitwiseCopyable {
    case joined
    case firstToken
    case completed
  }
}
