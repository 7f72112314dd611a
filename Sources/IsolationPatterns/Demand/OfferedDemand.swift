internal import Domain
internal import EventCore
internal import Randomness

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
  /// The limits are those of each of its pods; they cap the appetite of batch.
  func offeredDemand(of workload: Workload, limits: ResourceList) -> OfferedDemand {
    switch workload.content {
    case .service(let service):
      let seconds = service.endpoints.reduce(0) { sum, endpoint in
        sum + rate(of: endpoint.arrivals) * meanSeconds(of: endpoint, service.runtime)
      }
      return service.runsOnGPU
        ? OfferedDemand(gpus: seconds)
        : OfferedDemand(cores: seconds * Double(service.runtime.threads))
    case .batch(let batch):
      let active = Double(batch.replicas) * batch.activity.dutyCycle
      if batch.runsOnGPU { return OfferedDemand(gpus: active) }
      let cap = limits[.cpu].map { MilliCPU($0).cores } ?? .infinity
      return OfferedDemand(cores: active * min(Double(batch.threads), cap))
    }
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
      return rows / trace.length.inSeconds * replay.speed
    }
  }

  /// Mean time that one request keeps its device busy when it is served alone.
  private func meanSeconds(of endpoint: Endpoint, _ runtime: ServingRuntime) -> Double {
    switch (runtime, endpoint.demand) {
    case (.batching(let batching), .items(let items)):
      return batching.latency(ofItems: items.mean)
    case (.batching(let batching), _):
      return batching.latency(ofItems: 1)
    case (.concurrent, .time(let work)), (.concurrent, .items(let work)):
      return work.mean
    case (.concurrent, .tokens(let demand)):
      let input = demand.input?.mean ?? meanTokens(endpoint.arrivals, \.inputTokens)
      let output = demand.output?.mean ?? meanTokens(endpoint.arrivals, \.outputTokens)
      return demand.base + demand.perInputToken * input + demand.perOutputToken * output
    }
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
  fileprivate var threads: Int {
    switch self {
    case .concurrent(_, let threads, _): threads
    case .batching(let batching): batching.threads
    }
  }
}

extension ServingRuntime.Batching {
  /// The latency curve in seconds; before its first point it stays, after its last the slope does.
  fileprivate func latency(ofItems items: Double) -> Double {
    guard let first = latencyCurve.first else { return 0 }
    if latencyCurve.count == 1 || items <= first.items { return first.latency.inSeconds }
    let next = latencyCurve.firstIndex { $0.items >= items } ?? latencyCurve.count - 1
    let (left, right) = (latencyCurve[next - 1], latencyCurve[next])
    let share = (items - left.items) / (right.items - left.items)
    return left.latency.inSeconds + share * (right.latency - left.latency).inSeconds
  }
}
