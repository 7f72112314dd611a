package import EventCore
package import Randomness

/// When requests arrive: a renewal process run at a rate that may change over time, or a trace.
package enum ArrivalProcess: Hashable, Sendable {
  case renewal(gaps: GapLaw, rate: RateProfile)
  case trace(TraceReplay)
}

/// The law of the gaps between arrivals, in units of the mean gap.
package enum GapLaw: Hashable, Sendable {
  case poisson
  case deterministic
  /// Gamma gaps with this coefficient of variation; above 1 is burstier than Poisson.
  case gamma(cv: Double)
  /// Weibull gaps with this shape.
  case weibull(shape: Double)
}

/// Requests per second over simulated time.
package enum RateProfile: Hashable, Sendable {
  case constant(perSecond: Double)
  /// Points of the rate; between them the rate is a step or a straight line. After the last point
  /// the rate stays, or, if `period` is given, the profile starts again.
  case schedule(points: [RatePoint], isLinear: Bool, period: SimDuration?)
  /// Alternates between two rates for random lengths of time, beginning with `off`.
  case onOff(OnOff)

  /// The rate from an instant on.
  package struct RatePoint: Hashable, Sendable {
    package var at: SimTime
    package var perSecond: Double

    package init(at: SimTime, perSecond: Double) {
      self.at = at
      self.perSecond = perSecond
    }
  }

  /// Two rates and the laws, in seconds, of how long each lasts.
  package struct OnOff: Hashable, Sendable {
    package var onPerSecond: Double
    package var offPerSecond: Double
    package var onSeconds: Distribution
    package var offSeconds: Distribution

    package init(
      onPerSecond: Double,
      offPerSecond: Double,
      onSeconds: Distribution,
      offSeconds: Distribution
    ) {
      self.onPerSecond = onPerSecond
      self.offPerSecond = offPerSecond
      self.onSeconds = onSeconds
      self.offSeconds = offSeconds
    }
  }

  /// The mean rate over a run of the given length, in requests per second.
  package func mean(over horizon: SimDuration) -> Double {
    switch self {
    case .constant(let perSecond):
      return perSecond
    case .onOff(let phases):
      let on = phases.onSeconds.mean
      let off = phases.offSeconds.mean
      guard on + off > 0 else { return phases.onPerSecond }
      return (phases.onPerSecond * on + phases.offPerSecond * off) / (on + off)
    case .schedule(let points, let isLinear, let period):
      return Self.mean(of: points, isLinear: isLinear, over: period ?? horizon)
    }
  }

  private static func mean(
    of points: [RatePoint],
    isLinear: Bool,
    over length: SimDuration
  ) -> Double {
    guard !points.isEmpty, length.nanoseconds > 0 else { return 0 }
    let end = SimTime.start + length
    var area = 0.0
    for (index, point) in points.enumerated() where point.at < end {
      let next = index + 1 < points.count ? points[index + 1] : nil
      let until = min(next?.at ?? end, end)
      let width = (until - point.at).inSeconds
      var rateAtEnd = point.perSecond
      if isLinear, let next, next.at > point.at {
        let share = width / (next.at - point.at).inSeconds
        rateAtEnd += (next.perSecond - point.perSecond) * share
      }
      area += width * (point.perSecond + rateAtEnd) / 2
    }
    return area / length.inSeconds
  }
}

/// A recorded request stream, replayed.
package struct TraceReplay: Hashable, Sendable {
  /// Index into `Scenario.traces`.
  package var trace: Int
  /// Replays the trace this many times faster than it was recorded.
  package var speed: Double
  /// Takes every `every`-th request, beginning with number `offset` (from 0).
  package var every: Int
  package var offset: Int
  /// Whether each replication begins at a random place of the trace and wraps around.
  package var startsAtRandom: Bool
  /// Whether the trace begins again when it ends before the run does.
  package var repeats: Bool

  package init(
    trace: Int,
    speed: Double = 1,
    every: Int = 1,
    offset: Int = 0,
    startsAtRandom: Bool = false,
    repeats: Bool = false
  ) {
    self.trace = trace
    self.speed = speed
    self.every = every
    self.offset = offset
    self.startsAtRandom = startsAtRandom
    self.repeats = repeats
  }
}

/// The rows of a recorded request stream; arrays of one length, arrivals ascending from 0.
package struct RequestTrace: Hashable, Sendable {
  /// The path as the scenario gives it.
  package var path: String
  package var arrivals: [SimTime]
  package var inputTokens: [Int32]
  package var outputTokens: [Int32]
  /// The time from the first arrival to the last, plus one mean gap, so that wrapping keeps the
  /// rate.
  package var length: SimDuration

  package init(path: String, arrivals: [SimTime], inputTokens: [Int32], outputTokens: [Int32]) {
    precondition(arrivals.count == inputTokens.count && arrivals.count == outputTokens.count)
    self.path = path
    self.arrivals = arrivals
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    let span = arrivals.last?.nanoseconds ?? 0
    let gaps = Int64(max(1, arrivals.count - 1))
    // At least a second a pass, or a trace of one instant would repeat without end.
    length = SimDuration(nanoseconds: max(span + max(1, span / gaps), 1_000_000_000))
  }
}
