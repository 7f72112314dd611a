package import Domain
package import EventCore
package import Randomness

/// The arrivals of one endpoint, one after the other.
///
/// A renewal process runs in *operational time*, in which the mean gap is 1, and is carried over to
/// the clock by the rate profile: between two arrivals the rate integrates to the gap drawn. A
/// constant rate gives an ordinary renewal process; Poisson gaps with any profile give the exact
/// inhomogeneous Poisson process of that rate.
package struct ArrivalSource: Sendable {
  // What every arrival touches comes first, so that it shares few cache lines.
  private var gaps: RandomStream
  private let law: Sampler
  private let isTrace: Bool
  private var clock: RateClock
  /// Set if a trace is replayed; the renewal process is then not used.
  private var cursor: TraceCursor?

  /// Creates the source of one endpoint.
  ///
  /// - Parameters:
  ///   - process: when requests arrive.
  ///   - traces: the traces that the process may refer to.
  ///   - horizon: no arrival after this instant is asked for.
  ///   - gaps: the stream for gaps between arrivals.
  ///   - phases: the stream for the lengths of on and off phases and the start of a trace.
  package init(
    _ process: ArrivalProcess,
    traces: [RequestTrace],
    horizon: SimTime,
    gaps: RandomStream,
    phases: RandomStream
  ) {
    self.gaps = gaps
    switch process {
    case .renewal(let gapLaw, let rate):
      isTrace = false
      law = Sampler(gapLaw.unitMean)
      clock = RateClock(rate, horizon: horizon, phases: phases)
    case .trace(let replay):
      isTrace = true
      law = Sampler(.constant(1))
      clock = RateClock(.constant(perSecond: 0), horizon: horizon, phases: phases)
      cursor = TraceCursor(replay, of: traces[replay.trace], start: phases)
    }
  }

  /// Returns the next arrival; nil if there is none up to the horizon.
  package mutating func next() -> Arrival? {
    guard !isTrace else { return cursor?.next() }
    // A whole number of 2⁻³² mean gaps, a thousand million at most: mathematical libraries that
    // differ in the last bit of a logarithm then still give the same arrivals, and everything
    // after is exact arithmetic.
    let units = min(law.draw(from: &gaps), 0x1p30) * 0x1p32
    let gap = Double(Int64(nearest: units)) * 0x1p-32
    guard let time = clock.advance(by: gap) else { return nil }
    return Arrival(time: time, inputTokens: 0, outputTokens: 0)
  }
}

/// One request's arrival, with its token counts if it comes from a trace.
package struct Arrival: Sendable, BitwiseCopyable, Equatable {
  package var time: SimTime
  package var inputTokens: Int32
  package var outputTokens: Int32

  package init(time: SimTime, inputTokens: Int32, outputTokens: Int32) {
    self.time = time
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
  }
}

extension GapLaw {
  /// The law of a gap with mean 1.
  var unitMean: Distribution {
    switch self {
    case .poisson: .exponential(mean: 1)
    case .deterministic: .constant(1)
    case .gamma(let cv): .gamma(mean: 1, cv: cv)
    case .weibull(let shape): .weibull(mean: 1, shape: shape)
    }
  }
}
