internal import Domain
internal import EventCore

/// What a step does.
extension ContinuousBatchers {
  /// A step that reads prompts if any can join, else one that decodes.
  mutating func beginPlainStep(at replica: Int, kind: BatcherKind) -> Double? {
    if isLookDue(at: replica, kind: kind) { admitWhole(at: replica, kind: kind) }
    let tokens = replicas[replica].prefillTokens
    if tokens > 0 {
      replicas[replica].step = .prefill
      return kind.prefillWork(tokens: tokens)
    }
    _ = makeRoom(at: replica, kind: kind)
    return beginDecoding(at: replica, kind: kind)
  }

  /// A step that decodes and reads prompts in what is left of its tokens: first those that have
  /// joined, then new ones, unless the cache is so full that a request had to go.
  mutating func beginMixedStep(at replica: Int, kind: BatcherKind) -> Double? {
    let threwOut = makeRoom(at: replica, kind: kind)
    var budget = kind.maxStepTokens - Int(replicas[replica].decoding)
    var request = replicas[replica].firstPrefilling
    while request >= 0, budget > 0 {
      budget -= read(Int(request), upTo: budget, at: replica)
      request = requests[Int(request)].next
    }
    if !threwOut, isLookDue(at: replica, kind: kind) {
      while budget > 0, let next = firstWaiting(at: replica, kind: kind),
        fits(next, at: replica, kind: kind)
      {
        join(next, at: replica, kind: kind)
        budget -= read(next, upTo: budget, at: replica)
      }
    }
    guard replicas[replica].decoding == 0 else { return beginDecoding(at: replica, kind: kind) }
    guard replicas[replica].prefillTokens > 0 else { return nil }
    replicas[replica].step = .prefill
    return kind.prefillWork(tokens: replicas[replica].prefillTokens)
  }

  /// Ends the requests whose last token this step has made.
  mutating func completeDecoded(at replica: Int, kind: BatcherKind) {
    let step = replicas[replica].decodeSteps
    while finishes.count(of: replica) > 0 {
      let request = finishes.request(at: 0, of: replica)
      guard requests[request].finishStep == step else { return }
      complete(request, at: replica, kind: kind)
    }
  }

  /// Lets requests whose prompt has been read decode from the next step on.
  mutating func finishPrefills(at replica: Int, kind: BatcherKind) {
    while replicas[replica].firstPrefilling >= 0 {
      let request = Int(replicas[replica].firstPrefilling)
      guard requests[request].prefillLeft == 0 else { return }
      flows[Int(requests[request].flow)].outputTokens += 1
      if requests[request].outputBefore == 0, !requests[request].isLeaving {
        note(request, as: .firstToken)
      }
      replicas[replica].firstPrefilling = requests[request].next
      startDecoding(request, at: replica, kind: kind)
      if requests[request].finishStep == replicas[replica].decodeSteps {
        complete(request, at: replica, kind: kind)
      }
    }
  }

  /// Takes away those whose clients gave up during the step.
  mutating func removeLeaving(at replica: Int, kind: BatcherKind) {
    var next = replicas[replica].firstLeaving
    replicas[replica].firstLeaving = -1
    while next >= 0 {
      let request = Int(next)
      next = requests[request].nextLeaving
      if requests[request].place != .absent { leave(request, at: replica, kind: kind) }
    }
  }

  /// Lets requests join whose whole prompts fit into one step.
  private mutating func admitWhole(at replica: Int, kind: BatcherKind) {
    while let request = firstWaiting(at: replica, kind: kind) {
      let unread = requests[request].promptTokens - Int(requests[request].cachedTokens)
      let tokens = replicas[replica].prefillTokens
      // One that begins again may exceed the limit by what it has made, if it is alone.
      guard tokens == 0 || tokens + unread <= kind.maxStepTokens else { return }
      guard fits(request, at: replica, kind: kind) else { return }
      join(request, at: replica, kind: kind)
      _ = read(request, upTo: .max, at: replica)
    }
  }

  /// Reads part of a prompt in this step; returns how many tokens.
  private mutating func read(_ request: Int, upTo budget: Int, at replica: Int) -> Int {
    let tokens = min(Int(requests[request].prefillLeft), budget)
    requests[request].prefillLeft -= Int32(tokens)
    replicas[replica].prefillTokens += tokens
    return tokens
  }

  /// Throws requests out until every other one can store a token more; whether any had to go.
  private mutating func makeRoom(at replica: Int, kind: BatcherKind) -> Bool {
    guard kind.admission != .reserved else { return false }
    let preemptions = replicas[replica].preemptions
    while (replicas[replica].blocksUsed + newBlocks(at: replica, kind: kind)) * kind.blockTokens
      + replicas[replica].adapterTokens > kind.cacheTokens
    {
      preempt(at: replica, kind: kind)
    }
    return replicas[replica].preemptions > preemptions
  }

  /// Blocks that the next step of decoding adds.
  private mutating func newBlocks(at replica: Int, kind: BatcherKind) -> Int {
    let phase = Int(replicas[replica].decodeSteps % Int64(kind.blockTokens))
    return Int(phases[firstPhase[replica] + phase])
  }

  /// Gives every request that decodes a token more; nil if there is none.
  private mutating func beginDecoding(at replica: Int, kind: BatcherKind) -> Double? {
    let count = Int(replicas[replica].decoding)
    guard count > 0 else { return nil }
    if kind.admission != .reserved {
      replicas[replica].blocksUsed += newBlocks(at: replica, kind: kind)
    }
    replicas[replica].storedTokens += count
    replicas[replica].decodeSteps += 1
    replicas[replica].stepsSinceJoin += 1
    replicas[replica].step = .decode
    return kind.decodeWork(
      sequences: count,
      contextTokens: replicas[replica].storedTokens,
      prefillTokens: replicas[replica].prefillTokens
    )
  }

  private mutating func startDecoding(_ request: Int, at replica: Int, kind: BatcherKind) {
    let step = replicas[replica].decodeSteps
    let prompt = requests[request].promptTokens
    requests[request].place = .decoding
    requests[request].storedOffset = Int64(prompt) - step
    requests[request].finishStep = step + Int64(requests[request].finalTokens - prompt)
    sequence += 1
    finishes.push(
      request,
      key: RequestKey(major: requests[request].finishStep, minor: sequence),
      of: replica,
      requests: &requests
    )
    phases[phase(of: request, at: replica, kind: kind)] += 1
    replicas[replica].storedTokens += prompt
    replicas[replica].decoding += 1
    replicas[replica].epoch += 1
    addDecoding(1, of: Int(requests[request].flow), at: replica, kind: kind)
  }

  private mutating func complete(_ request: Int, at replica: Int, kind: BatcherKind) {
    leave(request, at: replica, kind: kind)
    if !requests[request].isLeaving { note(request, as: .completed) }
  }
}
