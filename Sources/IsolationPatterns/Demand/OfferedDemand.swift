package import Domain
internal import EventCore
internal import Randomness
internal import Serving

/// Work offered per second of simulated time, if none of it were refused.
struct OfferedDemand: Equatable {
  /// CPU-seconds per second.
  var cores = 0.0
  /// GPU-seconds per second.
  var gpus = 0.0

  static func + (lhs: Self, rhs: Self) -> Self {
    Self(cores: lhs.cores + rhs.cores, gpus: lhs.gpus + rhs.gpus)
  }
}

extension Scenario {
  /// What a workload's traffic, or its own appetite, asks of the hardware.
  ///
  /// - Parameters:
  ///   - workload: a service, whose traffic comes whatever its replicas, or a batch workload.
  ///   - pods: how many pods were admitted; only they compute for batch.
  ///   - limits: those of each pod; they cap the appetite of batch.
  /// - Returns: CPU-seconds and GPU-seconds per second.
  func offeredDemand(
    of workload: Workload,
    pods: Int,
    limits: ResourceList
  ) -> OfferedDemand {
    switch workload.content {
    case .service(let service):
      let seconds = service.endpoints.reduce(0) { sum, endpoint in
        sum + rate(of: endpoint.arrivals) * meanSeconds(of: endpoint, service.runtime)
      }
      return service.runsOnGPU
        ? OfferedDemand(gpus: seconds * Double(service.gpusPerPod))
        : OfferedDemand(cores: seconds * Double(service.runtime.threads))
    case .batch(let batch):
      let active = Double(pods) * batch.activity.dutyCycle * presence(of: batch.terms)
      if batch.runsOnGPU { return OfferedDemand(gpus: active * Double(batch.gpusPerPod)) }
      let cap = limits[.cpu].map { MilliCPU($0).cores } ?? .infinity
      return OfferedDemand(cores: active * min(Double(batch.threads), cap))
    }
  }

  /// The share of the run for which pods are wanted.
  private func presence(of terms: PodTerms) -> Double {
    let horizon = SimTime.start + run.duration
    let end = min(terms.endsAt ?? horizon, horizon)
    guard end > terms.startsAt, run.duration > .zero else { return 0 }
    return (end - terms.startsAt).inSeconds / run.duration.inSeconds
  }

  /// Mean requests per second.
  private func rate(of arrivals: ArrivalProcess) -> Double {
    switch arrivals {
    case .renewal(_, let rate):
      return rate.mean(over: run.duration)
    case .trace(let replay):
      let trace = traces[replay.trace]
      guard trace.length > .zero else { return 0 }
      let rows = Double(trace.arrivals.count) / Double(replay.every)
      let pass = trace.length.inSeconds / replay.speed
      // One that is played once and ends before the run does is spread over the run.
      return rows / (replay.repeats ? pass : max(pass, run.duration.inSeconds))
    }
  }

  /// Mean time, in seconds, that one request keeps its device busy when it is served alone; with
  /// continuous batching, its part of a full batch.
  package func meanSeconds(of endpoint: Endpoint, _ runtime: ServingRuntime) -> Double {
    switch (runtime, endpoint.demand) {
    case (.batching(let batching), .items(let items)):
      return LatencyCurve(batching.latencyCurve).nanoseconds(items: items.mean) / 1e9
    case (.batching(let batching), _):
      return LatencyCurve(batching.latencyCurve).nanoseconds(items: 1) / 1e9
    case (.concurrent, .time(let work)), (.concurrent, .items(let work)):
      return work.mean
    case (.concurrent, .tokens(let demand)):
      let input = demand.input?.mean ?? meanTokens(endpoint.arrivals, \.inputTokens)
      let output = demand.output?.mean ?? meanTokens(endpoint.arrivals, \.outputTokens)
      return demand.base + demand.perInputToken * input + demand.perOutputToken * output
    case (.continuousBatching(let settings), .tokens(let demand)):
      let input = demand.input?.mean ?? meanTokens(endpoint.arrivals, \.inputTokens)
      let output = demand.output?.mean ?? meanTokens(endpoint.arrivals, \.outputTokens)
      return settings.meanSeconds(input: input, output: output, reuse: demand.prefixReuse?.mean)
    case (.continuousBatching(let settings), .time), (.continuousBatching(let settings), .items):
      return settings.meanSeconds(input: 1, output: 1, reuse: nil)
    }
  }

  /// Mean tokens of a request's answer; 0 where it is not counted in tokens.
  package func meanOutputTokens(of endpoint: Endpoint) -> Double {
    guard case .tokens(let demand) = endpoint.demand else { return 0 }
    return demand.output?.mean ?? meanTokens(endpoint.arrivals, \.outputTokens)
  }

  private func meanTokens(
    _ arrivals: ArrivalProcess,
    _ column: KeyPath<RequestTrace, [Int32]>
  ) -> Double {
    guard case .trace(let replay) = arrivals else { return 0 }
    let counts = traces[replay.trace][keyPath: column]
    return counts.reduce(0) { $0 + Double($1) } / Double(max(1, counts.count))
  }
}

extension ServingRuntime {
  /// CPU threads that one request, or one batch, keeps busy.
  package var threads: Int {
    switch self {
    case .concurrent(_, let threads, _): threads
    case .batching(let batching): batching.threads
    case .continuousBatching(let settings): settings.threads
    }
  }
}

extension ContinuousBatching {
  /// A request's part of the steps it is in, in seconds, when the batch is as large as it gets.
  ///
  /// That is what a replica must give at full load; alone, a request pays whole steps.
  func meanSeconds(input: Double, output: Double, reuse: Double?) -> Double {
    let (read, written) = (max(1, input * (1 - min(reuse ?? 0, 1))), max(1, output))
    let context = max(1, input) + written / 2
    let batch = min(Double(maxSequences), max(1, Double(cacheTokens) / context))
    let decoded =
      steps.decodeBase.inSeconds / batch + steps.perSequence + steps.perContextToken * context
    // Prompts share a step as far as its tokens go.
    let prompts = min(batch, max(1, Double(maxStepTokens) / read))
    return steps.prefillBase.inSeconds / prompts + steps.perPrefillToken * read
      + decoded * (written - 1)
  }
}
