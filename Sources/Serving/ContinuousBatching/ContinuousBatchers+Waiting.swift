internal import Domain
internal import EventCore

/// The queues: whose turn it is.
extension ContinuousBatchers {
  /// Puts a new request into the queue.
  mutating func wait(_ request: Int, at replica: Int, kind: BatcherKind, priority: Int) {
    let flow = Int(requests[request].flow)
    switch kind.turn {
    case .arrival:
      requests[request].waitingKey = RequestKey(major: 0, minor: sequence)
    case .priority:
      requests[request].waitingKey = RequestKey(major: -Int64(priority), minor: sequence)
    case .startTag:
      let tag = max(replicas[replica].virtualTime, flows[flow].finishTag)
      flows[flow].finishTag = tag + service(of: request, kind: kind) / flows[flow].weight
      // Bits of doubles that are not negative order as the doubles do.
      requests[request].waitingKey = RequestKey(
        major: Int64(bitPattern: tag.bitPattern),
        minor: sequence
      )
    case .counter:
      if flows[flow].waiting == 0 { lift(flow, at: replica, kind: kind) }
    }
    rejoinQueue(request, at: replica, kind: kind, atFront: false)
  }

  /// Puts a request that was thrown out back, before those that arrived after it.
  mutating func waitAgain(_ request: Int, at replica: Int, kind: BatcherKind) {
    rejoinQueue(request, at: replica, kind: kind, atFront: true)
  }

  /// The request whose turn it is; nil if none waits.
  mutating func firstWaiting(at replica: Int, kind: BatcherKind) -> Int? {
    guard replicas[replica].waiting > 0 else { return nil }
    guard kind.turn == .counter else { return queues.request(at: 0, of: replica) }
    return Int(flows[leastServedFlow(at: replica)].firstWaiting)
  }

  /// Takes a request out of the queue, wherever in it it is.
  mutating func stopWaiting(_ request: Int, at replica: Int, kind: BatcherKind) {
    let flow = Int(requests[request].flow)
    replicas[replica].waiting -= 1
    flows[flow].waiting -= 1
    guard kind.turn == .counter else {
      queues.remove(request, of: replica, requests: &requests)
      return
    }
    let (next, previous) = (requests[request].next, requests[request].previous)
    if previous >= 0 {
      requests[Int(previous)].next = next
    } else {
      flows[flow].firstWaiting = next
    }
    if next >= 0 {
      requests[Int(next)].previous = previous
    } else {
      flows[flow].lastWaiting = previous
    }
    if flows[flow].waiting == 0 {
      removeFromFlowHeap(flow, at: replica)
      replicas[replica].lastFlow = Int32(flow)
    }
  }

  private mutating func rejoinQueue(
    _ request: Int,
    at replica: Int,
    kind: BatcherKind,
    atFront: Bool
  ) {
    let flow = Int(requests[request].flow)
    requests[request].place = .waiting
    replicas[replica].waiting += 1
    flows[flow].waiting += 1
    guard kind.turn == .counter else {
      queues.push(
        request,
        key: requests[request].waitingKey,
        of: replica,
        requests: &requests
      )
      return
    }
    let neighbour = atFront ? flows[flow].firstWaiting : flows[flow].lastWaiting
    requests[request].next = atFront ? neighbour : -1
    requests[request].previous = atFront ? -1 : neighbour
    if neighbour < 0 {
      flows[flow].firstWaiting = Int32(request)
      flows[flow].lastWaiting = Int32(request)
      addToFlowHeap(flow, at: replica)
    } else if atFront {
      requests[Int(neighbour)].previous = Int32(request)
      flows[flow].firstWaiting = Int32(request)
    } else {
      requests[Int(neighbour)].next = Int32(request)
      flows[flow].lastWaiting = Int32(request)
    }
  }

  /// What a request costs, known from its lengths.
  private func service(of request: Int, kind: BatcherKind) -> Double {
    kind.costs.perInputToken * Double(requests[request].inputTokens)
      + kind.costs.perOutputToken * Double(requests[request].outputTokens)
  }
}

/// Virtual token counters.
extension ContinuousBatchers {
  /// Lifts a flow that begins to wait, so that it does not live on what it did not use.
  private mutating func lift(_ flow: Int, at replica: Int, kind: BatcherKind) {
    guard kind.costs.lift != .none else { return }
    let step = replicas[replica].decodeSteps
    flows[flow].settle(at: step)
    let model: Int
    if replicas[replica].waitingFlows > 0 {
      model = leastServedFlow(at: replica)
    } else {
      model = Int(replicas[replica].lastFlow)
      guard kind.costs.lift == .toWaitingOrLast, model >= 0 else { return }
      flows[model].settle(at: step)
    }
    flows[flow].counter = max(flows[flow].counter, flows[model].counter)
  }

  /// Adds to the counter of a flow, which may wait.
  mutating func charge(_ amount: Double, to flow: Int, at replica: Int, kind: BatcherKind) {
    let share = kind.costs.isWeighted ? amount / flows[flow].weight : amount
    flows[flow].counter += share
    guard share < 0, flows[flow].waiting > 0 else { return }
    // Keys may lag behind counters, never exceed them.
    flows[flow].heapKey = min(flows[flow].heapKey, flows[flow].counter)
    siftUp(flow, from: Int(flows[flow].heapPosition), base: Int(replicas[replica].firstFlow))
  }

  /// Changes how many requests of a flow decode.
  mutating func addDecoding(_ change: Int32, of flow: Int, at replica: Int, kind: BatcherKind) {
    flows[flow].settle(at: replicas[replica].decodeSteps)
    flows[flow].decoding += change
    guard kind.turn == .counter, kind.costs.charging == .perToken else { return }
    let weight = kind.costs.isWeighted ? flows[flow].weight : 1
    flows[flow].perStep = kind.costs.perOutputToken * Double(flows[flow].decoding) / weight
  }

  /// The waiting flow with the smallest counter, the first of several; there must be one.
  ///
  /// Counters of running flows grow at every step, and only grow; so a key in the heap is a bound
  /// from below, and only flows that come to the top are brought up to date.
  mutating func leastServedFlow(at replica: Int) -> Int {
    let base = Int(replicas[replica].firstFlow)
    while true {
      let flow = Int(flowHeap[base])
      flows[flow].settle(at: replicas[replica].decodeSteps)
      guard flows[flow].counter > flows[flow].heapKey else { return flow }
      flows[flow].heapKey = flows[flow].counter
      siftDown(flow, from: 0, base: base, count: Int(replicas[replica].waitingFlows))
    }
  }

  private mutating func addToFlowHeap(_ flow: Int, at replica: Int) {
    flows[flow].settle(at: replicas[replica].decodeSteps)
    flows[flow].heapKey = flows[flow].counter
    let position = Int(replicas[replica].waitingFlows)
    replicas[replica].waitingFlows += 1
    siftUp(flow, from: position, base: Int(replicas[replica].firstFlow))
  }

  private mutating func removeFromFlowHeap(_ flow: Int, at replica: Int) {
    let base = Int(replicas[replica].firstFlow)
    let position = Int(flows[flow].heapPosition)
    replicas[replica].waitingFlows -= 1
    let count = Int(replicas[replica].waitingFlows)
    guard position < count else { return }
    let last = Int(flowHeap[base + count])
    siftDown(last, from: position, base: base, count: count)
    siftUp(last, from: Int(flows[last].heapPosition), base: base)
  }

  private func isBefore(_ flow: Int, _ other: Int) -> Bool {
    let (key, otherKey) = (flows[flow].heapKey, flows[other].heapKey)
    return key == otherKey ? flow < other : key < otherKey
  }

  private mutating func siftUp(_ flow: Int, from bottom: Int, base: Int) {
    var hole = bottom
    while hole > 0 {
      let above = Int(flowHeap[base + (hole - 1) >> 1])
      guard isBefore(flow, above) else { break }
      place(above, at: hole, base: base)
      hole = (hole - 1) >> 1
    }
    place(flow, at: hole, base: base)
  }

  private mutating func siftDown(_ flow: Int, from top: Int, base: Int, count: Int) {
    var hole = top
    while true {
      var child = 2 * hole + 1
      guard child < count else { break }
      if child + 1 < count, isBefore(Int(flowHeap[base + child + 1]), Int(flowHeap[base + child])) {
        child += 1
      }
      let below = Int(flowHeap[base + child])
      guard isBefore(below, flow) else { break }
      place(below, at: hole, base: base)
      hole = child
    }
    place(flow, at: hole, base: base)
  }

  private mutating func place(_ flow: Int, at position: Int, base: Int) {
    flowHeap[base + position] = Int32(flow)
    flows[flow].heapPosition = Int32(position)
  }
}
