import Domain
import EventCore
import Randomness
import Testing
import Traffic

@Suite struct TrafficTests {
  private func arrivals(
    _ process: ArrivalProcess,
    traces: [RequestTrace] = [],
    until seconds: Int64,
    seed: UInt64 = 1
  ) -> [Double] {
    let horizon = SimTime.start + .seconds(seconds)
    var source = ArrivalSource(
      process,
      traces: traces,
      horizon: horizon,
      gaps: RandomStream(seed: seed, purpose: "gap"),
      phases: RandomStream(seed: seed, purpose: "phase")
    )
    var times: [Double] = []
    while let arrival = source.next(), arrival.time < horizon {
      times.append((arrival.time - .start).inSeconds)
    }
    return times
  }

  @Test func deterministicGapsAreTheInverseOfTheRate() {
    let times = arrivals(
      .renewal(gaps: .deterministic, rate: .constant(perSecond: 4)),
      until: 3
    )
    // 0.25, 0.5, …, 2.75: the twelfth falls on the horizon and stays out.
    #expect(times == (1...11).map { Double($0) / 4 })
  }

  /// A rate that rises from 0 to 8 over 4 s integrates to t² ÷ 1: arrival k comes at √k.
  @Test func linearScheduleIsInverted() {
    let points = [
      RateProfile.RatePoint(at: .start, perSecond: 0),
      RateProfile.RatePoint(at: .start + .seconds(4), perSecond: 8),
    ]
    let times = arrivals(
      .renewal(gaps: .deterministic, rate: .schedule(points: points, isLinear: true, period: nil)),
      until: 4
    )
    #expect(times.count == 15)
    for (index, time) in times.enumerated() {
      #expect(abs(time - Double(index + 1).squareRoot()) < 1e-8)
    }
  }

  /// Steps of 2/s for 1 s and 0/s for 1 s, again and again.
  @Test func stepScheduleRepeats() {
    let points = [
      RateProfile.RatePoint(at: .start, perSecond: 2),
      RateProfile.RatePoint(at: .start + .seconds(1), perSecond: 0),
    ]
    let profile = RateProfile.schedule(points: points, isLinear: false, period: .seconds(2))
    let times = arrivals(.renewal(gaps: .deterministic, rate: profile), until: 6)
    #expect(times == [0.5, 1, 2.5, 3, 4.5, 5])
    #expect(profile.mean(over: .seconds(6)) == 1)
  }

  /// A schedule that says nothing for the whole run ends, even if it repeats for ever.
  @Test func silenceEnds() {
    let points = [RateProfile.RatePoint(at: .start, perSecond: 0)]
    let profile = RateProfile.schedule(points: points, isLinear: false, period: .seconds(1))
    #expect(arrivals(.renewal(gaps: .poisson, rate: profile), until: 1000).isEmpty)
  }

  /// Counts over a long run against the mean rate: within four standard deviations.
  @Test(arguments: [
    GapLaw.poisson, .gamma(cv: 0.5), .gamma(cv: 3), .weibull(shape: 0.7), .deterministic,
  ])
  func countsFollowTheRate(law: GapLaw) {
    let times = arrivals(.renewal(gaps: law, rate: .constant(perSecond: 50)), until: 4000)
    let expected = 50.0 * 4000
    // The variance of a renewal count is the rate times the squared coefficient of variation; the
    // squared coefficient of a Weibull law of shape 0.7 is about 2.14.
    let squaredCV: Double =
      switch law {
      case .poisson: 1
      case .deterministic: 0
      case .gamma(let cv): cv * cv
      case .weibull: 2.14
      }
    #expect(abs(Double(times.count) - expected) <= 4 * (expected * squaredCV).squareRoot() + 1)
  }

  @Test func onOffSpendsItsTimeAsTold() {
    let profile = RateProfile.onOff(
      .init(
        onPerSecond: 90,
        offPerSecond: 10,
        onSeconds: .exponential(mean: 5),
        offSeconds: .exponential(mean: 15)
      )
    )
    // (90 × 5 + 10 × 15) ÷ 20 = 30.
    #expect(profile.mean(over: .seconds(1)) == 30)
    let times = arrivals(.renewal(gaps: .poisson, rate: profile), until: 40_000)
    // 2,000 cycles: the rate averages 30 ± 4 × 2.4 %, 80² × 0.75 × 0.25 / (…) worked out
    // generously.
    #expect(abs(Double(times.count) / 40_000 - 30) < 3)
  }

  @Test func replaySpeedsUpThinsAndWraps() {
    let trace = RequestTrace(
      path: "t",
      arrivals: [0, 1, 2, 3].map { SimTime.start + .seconds($0) },
      inputTokens: [10, 11, 12, 13],
      outputTokens: [1, 2, 3, 4]
    )
    // Twice as fast, every second row from row 1: rows 1 and 3 at 0.5 s and 1.5 s.
    let thinned = TraceReplay(trace: 0, speed: 2, every: 2, offset: 1)
    #expect(arrivals(.trace(thinned), traces: [trace], until: 100) == [0.5, 1.5])
    // The trace is 3 s long plus one mean gap of 1 s, so a repeat begins every 4 s.
    let repeated = TraceReplay(trace: 0, repeats: true)
    #expect(arrivals(.trace(repeated), traces: [trace], until: 6) == [0, 1, 2, 3, 4, 5])
  }

  @Test(arguments: 0..<20)
  func randomStartKeepsEveryRequest(seed: UInt64) {
    let trace = RequestTrace(
      path: "t",
      arrivals: [0, 1, 2, 3].map { SimTime.start + .seconds($0) },
      inputTokens: [0, 0, 0, 0],
      outputTokens: [0, 0, 0, 0]
    )
    let replay = TraceReplay(trace: 0, startsAtRandom: true)
    let times = arrivals(.trace(replay), traces: [trace], until: 4, seed: seed)
    // One pass, wherever it begins: four requests, one second apart.
    #expect(times.count == 4)
    for (earlier, later) in zip(times, times.dropFirst()) {
      #expect(abs(later - earlier - 1) < 1e-6)
    }
  }
}
