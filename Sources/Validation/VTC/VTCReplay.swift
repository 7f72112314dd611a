internal import Domain
internal import EventCore
internal import Randomness
internal import Serving

/// The engine of the study as we understand it: S-LoRA, one replica.
struct VTCEngine {
  var steps: StepTimes
  var poolTokens: Int
  /// What every step takes longer than in the profile.
  var speedFactor = 1.0

  /// Prompts are "Hello " repeated; the tokenizer adds a start token and keeps the last space.
  private static let extraInputTokens = 2
  /// The idle engine looks at its queue every 10 ms, so a request waits 5 ms in the mean.
  private static let idleWait = 5e6

  var batching: ContinuousBatching {
    ContinuousBatching(
      steps: steps,
      maxSequences: 1000,
      // `batch_max_tokens`: a sixth of the pool, at least `max_req_total_len` of 2,048 + 1,024.
      maxStepTokens: max(poolTokens / 6, 3072),
      cacheTokens: poolTokens,
      blockTokens: 1,
      admission: .lookahead,
      stepsBetweenAdmissions: 10
    )
  }

  /// Replays the arrivals of a run; returns what each request would have seen, nil for those turned
  /// away.
  func replay(_ run: VTCRun, scheduler: VTCScheduler) -> [VTCLatency?] {
    var batchers = ContinuousBatchers(
      replicas: [0],
      settings: [
        BatcherSettings(
          batching: batching,
          scheduling: scheduler.scheduling,
          flowWeights: run.tenants.map { scheduler.isWeighted ? weight(of: $0) : 1 }
        )
      ]
    )
    var arrivals = VTCArrivals(run, scheduler: scheduler, extraTokens: Self.extraInputTokens)
    var outcomes: [VTCLatency?] = run.requests.map { _ in nil }
    var now = 0.0
    while true {
      arrivals.enqueue(until: now, into: &batchers)
      guard let work = batchers.beginStep(at: 0) else {
        guard let next = arrivals.next else { return outcomes }
        now = next + Self.idleWait
        continue
      }
      now += work * speedFactor
      arrivals.enqueue(until: now, into: &batchers)
      batchers.finishStep(at: 0)
      for index in 0..<batchers.firstTokens.count {
        let request = Int(batchers.firstTokens[index])
        outcomes[request] = VTCLatency(
          firstToken: now / 1e9 - run.requests[request].arrival,
          whole: 0
        )
      }
      for index in 0..<batchers.completed.count {
        let request = Int(batchers.completed[index])
        outcomes[request]?.whole = now / 1e9 - run.requests[request].arrival
      }
    }
  }

  /// The artifact starts its server with `--fair-weights 1 2 3 4`, in the order of its adapters,
  /// whose names end in their numbers; others weigh 1.
  private func weight(of tenant: String) -> Double {
    guard let number = Int(tenant), (0..<4).contains(number) else { return 1 }
    return Double(number + 1)
  }
}

/// The requests of a run on their way to the engine.
private struct VTCArrivals {
  let run: VTCRun
  let scheduler: VTCScheduler
  let extraTokens: Int
  var position = 0
  /// When requests of each tenant were admitted, in seconds.
  var admitted: [[Double]]
  var stream: RandomStream

  init(_ run: VTCRun, scheduler: VTCScheduler, extraTokens: Int) {
    self.run = run
    self.scheduler = scheduler
    self.extraTokens = extraTokens
    admitted = run.tenants.map { _ in [] }
    stream = RandomStream(seed: 1, purpose: "vtc-prediction")
  }

  /// When the next request arrives, in nanoseconds.
  var next: Double? { position < run.requests.count ? run.requests[position].arrival * 1e9 : nil }

  mutating func enqueue(until now: Double, into batchers: inout ContinuousBatchers) {
    while let arrival = next, arrival <= now {
      let request = run.requests[position]
      let expected = Double(request.outputTokens) * predictionRatio()
      if admits(request) {
        _ = batchers.enqueue(
          UInt32(position),
          at: 0,
          TokenDemand(
            flow: request.tenant,
            inputTokens: request.inputTokens + extraTokens,
            outputTokens: request.outputTokens,
            expectedOutputTokens: expected
          )
        )
      }
      position += 1
    }
  }

  /// Whether the tenant has had fewer requests admitted in the last minute than it may.
  private mutating func admits(_ request: VTCRequest) -> Bool {
    guard let limit = scheduler.requestsPerMinute else { return true }
    let recent = admitted[request.tenant].suffix(limit).filter { request.arrival - $0 <= 60 }
    guard recent.count < limit else { return false }
    admitted[request.tenant].append(request.arrival)
    return true
  }

  private mutating func predictionRatio() -> Double {
    1 + scheduler.predictionError * (2 * stream.uniform() - 1)
  }
}
