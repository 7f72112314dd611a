internal import Domain
internal import EventCore
internal import IsolationPatterns
internal import Randomness

/// What is to be expected of one replication, before anything is drawn.
struct ExpectedTraffic {
  /// Requests at each endpoint of the roster.
  let requests: [Double]
  /// Events that are no request's: ends of minutes and of the warm-up, phases of batch workloads.
  let clockEvents: Double
  /// Steps of replicas that batch continuously, an event each.
  let steps: Double

  var totalRequests: Double { requests.reduce(0, +) }

  init(_ scenario: Scenario) {
    let roster = scenario.roster
    let duration = scenario.run.duration
    requests = roster.endpoints.map { entry in
      entry.endpoint.arrivals.expectedArrivals(over: duration, scenario.traces)
    }
    let phases = roster.batchWorkloads.reduce(0.0) { sum, entry in
      sum + entry.workload.activity.expectedChanges(over: duration)
    }
    clockEvents = duration.inSeconds / 60 + 1 + phases
    steps = zip(roster.endpoints, requests).reduce(0) { sum, pair in
      let entry = roster.services[pair.0.service.index]
      let service = entry.service
      guard case .continuousBatching(let settings) = service.runtime else { return sum }
      // A token each at the most, and no more than have room one after the other.
      let share = 1 / Double(max(1, entry.endpoints.count))
      let room = duration.inSeconds / settings.steps.decodeBase.inSeconds * share
      let tokens = scenario.meanOutputTokens(of: pair.0.endpoint)
      return sum + min(pair.1 * (1 + tokens), room * Double(service.replicas))
    }
  }
}

extension ArrivalProcess {
  /// The mean number of arrivals in a replication of the given length; of a trace that begins at
  /// its beginning the very number.
  func expectedArrivals(over duration: SimDuration, _ traces: [RequestTrace]) -> Double {
    switch self {
    case .renewal(_, let rate): rate.expectedArrivals(over: duration)
    case .trace(let replay): replay.expectedArrivals(over: duration, traces[replay.trace])
    }
  }
}

extension ArrivalProcess {
  /// The rate of the busiest second.
  func peakPerSecond(_ traces: [RequestTrace]) -> Double {
    switch self {
    case .renewal(_, .constant(let perSecond)): perSecond
    case .renewal(_, .schedule(let points, _, _)): points.map(\.perSecond).max() ?? 0
    case .renewal(_, .onOff(let phases)): max(phases.onPerSecond, phases.offPerSecond)
    case .trace(let replay): replay.peakPerSecond(of: traces[replay.trace])
    }
  }

  /// Requests of so many bursts in a row as hardly ever come without a pause; nil if it has none.
  var requestsOfBursts: Double? {
    guard case .renewal(_, .onOff(let phases)) = self else { return nil }
    let on = phases.onPerSecond * phases.onSeconds.mean
    let off = phases.offPerSecond * phases.offSeconds.mean
    return 20 * max(on, off)
  }
}

extension TraceReplay {
  /// The most rows that any second of the replay has.
  fileprivate func peakPerSecond(of trace: RequestTrace) -> Double {
    let window = max(1, Int64(1e9 * speed))
    var first = 0
    var most = 0
    for last in trace.arrivals.indices {
      while (trace.arrivals[last] - trace.arrivals[first]).nanoseconds >= window { first += 1 }
      most = max(most, last - first + 1)
    }
    let inTrace = (Double(most) / Double(every)).rounded(.up)
    let rows = trace.arrivals.count
    guard repeats, offset < rows else { return inTrace }
    // A second may hold several passes of a short trace.
    let perPass = Double((rows - offset - 1) / every + 1)
    return max(inTrace, perPass * speed / trace.length.inSeconds)
  }
}

extension RateProfile {
  fileprivate func expectedArrivals(over duration: SimDuration) -> Double {
    switch self {
    case .constant(let perSecond):
      return perSecond * duration.inSeconds
    case .schedule(let points, let isLinear, let period?) where period < duration:
      let rounds = duration.nanoseconds / period.nanoseconds
      let rest = SimDuration(nanoseconds: duration.nanoseconds - rounds * period.nanoseconds)
      let once = RateProfile.schedule(points: points, isLinear: isLinear, period: nil)
      return Double(rounds) * mean(over: duration) * period.inSeconds
        + once.expectedArrivals(over: rest)
    case .schedule(let points, let isLinear, _):
      let once = RateProfile.schedule(points: points, isLinear: isLinear, period: nil)
      return duration > .zero ? once.mean(over: duration) * duration.inSeconds : 0
    case .onOff(let phases):
      return mean(over: duration) * duration.inSeconds - phases.missing(over: duration)
    }
  }
}

extension RateProfile.OnOff {
  /// What a beginning in the `off` phase costs, compared with a beginning at any time.
  ///
  /// Exact for phases of exponential length: the share of time spent on comes near its mean as
  /// e^(−t ÷ τ) does to 0, with τ = on × off ÷ (on + off).
  fileprivate func missing(over duration: SimDuration) -> Double {
    let on = onSeconds.mean
    let off = offSeconds.mean
    guard on > 0, off > 0 else { return 0 }
    let settling = on * off / (on + off)
    let lost = on / (on + off) * settling * saturation(duration.inSeconds / settling)
    return (onPerSecond - offPerSecond) * lost
  }
}

extension TraceReplay {
  fileprivate func expectedArrivals(over duration: SimDuration, _ trace: RequestTrace) -> Double {
    let rows = trace.arrivals.count
    guard offset < rows else { return 0 }
    let perPass = Double((rows - offset - 1) / every + 1)
    // Passes of the trace that fit into the run.
    let passes = duration.inSeconds * speed / trace.length.inSeconds
    if startsAtRandom { return perPass * (repeats ? passes : min(1, passes)) }
    let whole = repeats ? passes.rounded(.down) : 0
    let end = (passes - whole) * Double(trace.length.nanoseconds)
    var last = 0.0
    for row in stride(from: offset, to: rows, by: every)
    where Double(trace.arrivals[row].nanoseconds) < end {
      last += 1
    }
    return whole * perPass + last
  }
}

extension BatchWorkload.Activity {
  fileprivate func expectedChanges(over duration: SimDuration) -> Double {
    switch self {
    case .always: 0
    case .onOff(let active, let idle):
      2 * duration.inSeconds / max(active.mean + idle.mean, 2e-6)
    }
  }
}

/// Returns 1 − e⁻ˣ for x ≥ 0, to a thousandth or so: enough to estimate with, without a library.
func saturation(_ x: Double) -> Double {
  var power = 1 + x / 1024
  for _ in 0..<10 { power *= power }
  return 1 - 1 / power
}
