internal import Domain
internal import EventCore

/// A running request as a look ahead sees it; both numbers stay as they are while it decodes.
struct LookaheadEntry: BitwiseCopyable {
  /// Tokens stored less the steps that have begun.
  var storedOffset: Int64 = 0
  /// The number of the step after which it stores no more.
  var lastStep: Int64 = 0
}

/// Joining the batch and leaving it.
extension ContinuousBatchers {
  /// Whether the queue is looked at before this step.
  mutating func isLookDue(at replica: Int, kind: BatcherKind) -> Bool {
    replicas[replica].waiting > 0
      && (replicas[replica].joinedCount == 0
        || replicas[replica].stepsSinceJoin >= Int64(kind.stepsBetweenAdmissions))
  }

  /// Whether a request may join beside those that have.
  mutating func fits(_ request: Int, at replica: Int, kind: BatcherKind) -> Bool {
    guard Int(replicas[replica].joinedCount) < kind.maxSequences else { return false }
    let isNewFlow = flows[Int(requests[request].flow)].joined == 0
    let adapters = replicas[replica].adapterTokens + (isNewFlow ? kind.adapterTokens : 0)
    let room = kind.cacheTokens - adapters
    let hasRoom =
      switch kind.admission {
      case .onDemand, .reserved:
        (replicas[replica].blocksUsed + blocksToJoin(request, kind: kind)) * kind.blockTokens
          <= room
      case .lookahead:
        peakTokens(with: request, at: replica) < room
      }
    if !hasRoom { replicas[replica].cacheFullLooks += 1 }
    return hasRoom
  }

  /// Lets a request that waits join; its prompt is read next.
  mutating func join(_ request: Int, at replica: Int, kind: BatcherKind) {
    let flow = Int(requests[request].flow)
    chargeForJoining(request, flow: flow, at: replica, kind: kind)
    stopWaiting(request, at: replica, kind: kind)
    if kind.turn == .startTag {
      let tag = Double(bitPattern: UInt64(bitPattern: requests[request].waitingKey.major))
      replicas[replica].virtualTime = max(replicas[replica].virtualTime, tag)
    }
    requests[request].place = .prefilling
    let unread = requests[request].promptTokens - Int(requests[request].cachedTokens)
    requests[request].prefillLeft = Int32(max(1, unread))
    requests[request].next = -1
    requests[request].previous = replicas[replica].lastJoined
    if replicas[replica].lastJoined >= 0 {
      requests[Int(replicas[replica].lastJoined)].next = Int32(request)
    } else {
      replicas[replica].firstJoined = Int32(request)
    }
    replicas[replica].lastJoined = Int32(request)
    if replicas[replica].firstPrefilling < 0 {
      replicas[replica].firstPrefilling = Int32(request)
    }
    replicas[replica].joinedCount += 1
    replicas[replica].stepsSinceJoin = 0
    replicas[replica].blocksUsed += blocksToJoin(request, kind: kind)
    replicas[replica].epoch += 1
    if flows[flow].joined == 0 { replicas[replica].adapterTokens += kind.adapterTokens }
    flows[flow].joined += 1
    note(request, as: .joined)
  }

  /// Takes a request out of the batch between two steps, with all that it holds.
  mutating func leave(_ request: Int, at replica: Int, kind: BatcherKind) {
    let flow = Int(requests[request].flow)
    correctCharge(request, flow: flow, at: replica, kind: kind)
    releaseCache(request, flow: flow, at: replica, kind: kind)
    requests[request].place = .absent
  }

  /// Throws out the request that joined last; it will begin again.
  mutating func preempt(at replica: Int, kind: BatcherKind) {
    let request = Int(replicas[replica].lastJoined)
    let output = outputTokens(of: request, at: replica)
    releaseCache(request, flow: Int(requests[request].flow), at: replica, kind: kind)
    requests[request].outputBefore = Int32(output)
    replicas[replica].preemptions += 1
    waitAgain(request, at: replica, kind: kind)
  }

  /// Output tokens that a request in the batch has made.
  mutating func outputTokens(of request: Int, at replica: Int) -> Int {
    guard requests[request].place == .decoding else { return Int(requests[request].outputBefore) }
    let stored = requests[request].storedOffset + replicas[replica].decodeSteps
    return Int(stored) + 1 - Int(requests[request].inputTokens)
  }

  /// Which of the counts of a replica a request is in: it needs a block when as many steps have
  /// begun, but for whole blocks.
  func phase(of request: Int, at replica: Int, kind: BatcherKind) -> Int {
    let size = Int64(kind.blockTokens)
    let remainder = -requests[request].storedOffset % size
    return firstPhase[replica] + Int(remainder < 0 ? remainder + size : remainder)
  }

  private func blocksToJoin(_ request: Int, kind: BatcherKind) -> Int {
    kind.blocks(
      for: kind.admission == .reserved
        ? requests[request].finalTokens : requests[request].promptTokens
    )
  }

  private mutating func releaseCache(
    _ request: Int,
    flow: Int,
    at replica: Int,
    kind: BatcherKind
  ) {
    var blocks = blocksToJoin(request, kind: kind)
    if requests[request].place == .decoding {
      let stored = Int(requests[request].storedOffset + replicas[replica].decodeSteps)
      if kind.admission != .reserved { blocks = kind.blocks(for: stored) }
      finishes.remove(request, of: replica, requests: &requests)
      phases[phase(of: request, at: replica, kind: kind)] -= 1
      replicas[replica].storedTokens -= stored
      replicas[replica].decoding -= 1
      addDecoding(-1, of: flow, at: replica, kind: kind)
    }
    let (next, previous) = (requests[request].next, requests[request].previous)
    if replicas[replica].firstPrefilling == Int32(request) {
      replicas[replica].firstPrefilling = next
    }
    if previous >= 0 {
      requests[Int(previous)].next = next
    } else {
      replicas[replica].firstJoined = next
    }
    if next >= 0 {
      requests[Int(next)].previous = previous
    } else {
      replicas[replica].lastJoined = previous
    }
    replicas[replica].blocksUsed -= blocks
    replicas[replica].joinedCount -= 1
    replicas[replica].epoch += 1
    flows[flow].joined -= 1
    if flows[flow].joined == 0 { replicas[replica].adapterTokens -= kind.adapterTokens }
  }

  private mutating func chargeForJoining(
    _ request: Int,
    flow: Int,
    at replica: Int,
    kind: BatcherKind
  ) {
    guard !requests[request].isCharged else { return }
    requests[request].isCharged = true
    flows[flow].inputTokens += Int64(requests[request].inputTokens)
    guard kind.turn == .counter else { return }
    flows[flow].settle(at: replicas[replica].decodeSteps)
    var amount = kind.costs.perInputToken * Double(requests[request].inputTokens)
    if case .average = kind.costs.charging {
      requests[request].expectedOutput = flows[flow].averageOutput
    }
    if kind.costs.charging != .perToken {
      amount += kind.costs.perOutputToken * requests[request].expectedOutput
    }
    charge(amount, to: flow, at: replica, kind: kind)
  }

  /// Replaces what was expected of a request that leaves by what it made.
  private mutating func correctCharge(
    _ request: Int,
    flow: Int,
    at replica: Int,
    kind: BatcherKind
  ) {
    guard kind.turn == .counter, kind.costs.charging != .perToken else { return }
    let output = Double(outputTokens(of: request, at: replica))
    let excess = output - requests[request].expectedOutput
    charge(kind.costs.perOutputToken * excess, to: flow, at: replica, kind: kind)
    guard case .average(let window) = kind.costs.charging else { return }
    let old = flows[flow].averageOutput
    flows[flow].averageOutput =
      old == 0 ? output : (old * Double(window - 1) + output) / Double(window)
  }
}

/// S-LoRA's look ahead.
extension ContinuousBatchers {
  /// The most tokens ever stored at once if a request joins and nobody after it: the maximum, over
  /// the running requests in the order in which they end, of what those stay who end no sooner.
  ///
  /// Source: `need_max_token_num` in S-LoRA's `req_queue.py`.
  private mutating func peakTokens(with request: Int, at replica: Int) -> Int {
    orderByEnd(at: replica)
    let step = replicas[replica].decodeSteps
    let new = entry(of: request, at: replica)
    var peak: Int64 = 0
    var stored: Int64 = 0
    var count: Int64 = 0
    var isCounted = false
    for index in 0..<lookaheadCount {
      let running = lookahead[index]
      if !isCounted, running.lastStep < new.lastStep {
        isCounted = true
        (stored, count) = (stored + new.storedOffset + step + 1, count + 1)
        peak = max(peak, stored + count * (new.lastStep - step - 1))
      }
      (stored, count) = (stored + running.storedOffset + step + 1, count + 1)
      peak = max(peak, stored + count * (running.lastStep - step - 1))
    }
    if !isCounted {
      (stored, count) = (stored + new.storedOffset + step + 1, count + 1)
      peak = max(peak, stored + count * (new.lastStep - step - 1))
    }
    return Int(peak)
  }

  /// A request that has joined, or is about to, as a look ahead sees it.
  private mutating func entry(of request: Int, at replica: Int) -> LookaheadEntry {
    if requests[request].place == .decoding {
      return LookaheadEntry(
        storedOffset: requests[request].storedOffset,
        lastStep: requests[request].finishStep
      )
    }
    let step = replicas[replica].decodeSteps
    let prompt = requests[request].promptTokens
    return LookaheadEntry(
      storedOffset: Int64(prompt) - step,
      lastStep: step + Int64(requests[request].finalTokens - prompt) + 1
    )
  }

  /// Writes the requests in the batch into `lookahead`, those that end last first, unless they are
  /// there already.
  private mutating func orderByEnd(at replica: Int) {
    guard lookaheadReplica != replica || lookaheadEpoch != replicas[replica].epoch else { return }
    lookaheadReplica = replica
    lookaheadEpoch = replicas[replica].epoch
    lookaheadCount = Int(replicas[replica].joinedCount)
    if lookaheadCount > lookahead.count {
      lookahead.grow(to: 2 * lookaheadCount, filling: LookaheadEntry())
    }
    var request = replicas[replica].firstJoined
    for index in 0..<lookaheadCount {
      lookahead[index] = entry(of: Int(request), at: replica)
      request = requests[Int(request)].next
    }
    // Heapsort, with the request that ends first at the top.
    for top in stride(from: lookaheadCount / 2 - 1, through: 0, by: -1) {
      sinkLookahead(from: top, count: lookaheadCount)
    }
    for count in stride(from: lookaheadCount - 1, to: 0, by: -1) {
      (lookahead[0], lookahead[count]) = (lookahead[count], lookahead[0])
      sinkLookahead(from: 0, count: count)
    }
  }

  private mutating func sinkLookahead(from top: Int, count: Int) {
    let entry = lookahead[top]
    var hole = top
    while true {
      var child = 2 * hole + 1
      guard child < count else { break }
      if child + 1 < count, lookahead[child + 1].lastStep < lookahead[child].lastStep {
        child += 1
      }
      guard lookahead[child].lastStep < entry.lastStep else { break }
      lookahead[hole] = lookahead[child]
      hole = child
    }
    lookahead[hole] = entry
  }
}
