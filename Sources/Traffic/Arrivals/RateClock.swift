internal import Domain
internal import EventCore
internal import Randomness

/// Turns operational time into clock time under a rate profile.
///
/// Times are kept in nanoseconds as `Double`, exact to an eighth of a nanosecond over a week,
/// and are rounded to whole nanoseconds only where an arrival leaves.
struct RateClock: Sendable {
  /// A stretch of time over which the rate is a straight line.
  private struct Segment: Sendable {
    var end: Double
    var rate: Double
    /// Change of the rate per nanosecond.
    var slope: Double
  }

  // What every arrival touches comes first.
  private var now = 0.0
  private var segment: Segment
  private let horizon: Double
  private let profile: RateProfile
  private var nextPoint = 0
  private var cycleStart = 0.0
  private var isOn = false
  private var phases: RandomStream
  private let onLength: Sampler
  private let offLength: Sampler

  init(_ profile: RateProfile, horizon: SimTime, phases: RandomStream) {
    self.profile = profile
    self.horizon = Double(horizon.nanoseconds)
    self.phases = phases
    segment = Segment(end: 0, rate: 0, slope: 0)
    if case .onOff(let phase) = profile {
      onLength = Sampler(phase.onSeconds)
      offLength = Sampler(phase.offSeconds)
      // The first segment to be entered is `off`.
      isOn = true
    } else {
      onLength = Sampler(.constant(0))
      offLength = Sampler(.constant(0))
    }
    enterNextSegment()
  }

  /// Moves to the instant at which the rate has integrated to `amount` since the last one.
  ///
  /// Returns nil if that lies beyond the horizon.
  mutating func advance(by amount: Double) -> SimTime? {
    var left = amount * 1e9
    while true {
      let width = segment.end - now
      let rate = segment.rate
      let slope = segment.slope
      let area = slope == 0 ? rate * width : (rate + slope * width / 2) * width
      if left <= area, rate > 0 || slope > 0 {
        let step = Self.time(toIntegrate: left, rate: rate, slope: slope)
        now += min(step, width)
        segment.rate += slope * step
        return now <= horizon ? SimTime(nanoseconds: Int64(nearest: now)) : nil
      }
      guard segment.end <= horizon else { return nil }
      left -= area
      now = segment.end
      enterNextSegment()
    }
  }

  /// Solves `rate × t + slope × t² ÷ 2 = amount` for the smallest t ≥ 0, in a form that is stable
  /// for a slope near zero.
  private static func time(toIntegrate amount: Double, rate: Double, slope: Double) -> Double {
    guard slope != 0 else { return amount / rate }
    let root = max(0, rate * rate + 2 * slope * amount).squareRoot()
    return 2 * amount / (rate + root)
  }

  private mutating func enterNextSegment() {
    switch profile {
    case .constant(let perSecond):
      segment = Segment(end: .infinity, rate: perSecond, slope: 0)
    case .onOff(let phase):
      isOn.toggle()
      let seconds = (isOn ? onLength : offLength).draw(from: &phases)
      segment = Segment(
        // At least a microsecond, so that a law that draws zeros can't stop the clock.
        end: now + max(1000, seconds * 1e9).rounded(),
        rate: isOn ? phase.onPerSecond : phase.offPerSecond,
        slope: 0
      )
    case .schedule(let points, let isLinear, let period):
      enterNextPoint(of: points, isLinear: isLinear, period: period)
    }
  }

  private mutating func enterNextPoint(
    of points: [RateProfile.RatePoint],
    isLinear: Bool,
    period: SimDuration?
  ) {
    if nextPoint == points.count {
      guard let period else {
        segment = Segment(end: .infinity, rate: points.last?.perSecond ?? 0, slope: 0)
        return
      }
      cycleStart += Double(period.nanoseconds)
      nextPoint = 0
    }
    let point = points[nextPoint]
    let start = cycleStart + Double(point.at.nanoseconds)
    // Before the first point there is no traffic.
    guard start <= now else {
      segment = Segment(end: start, rate: 0, slope: 0)
      return
    }
    nextPoint += 1
    let following = nextPoint < points.count ? points[nextPoint] : nil
    let cycleEnd = period.map { cycleStart + Double($0.nanoseconds) } ?? .infinity
    let end = following.map { cycleStart + Double($0.at.nanoseconds) } ?? cycleEnd
    var slope = 0.0
    if isLinear, let following, end > start {
      slope = (following.perSecond - point.perSecond) / (end - start)
    }
    segment = Segment(end: end, rate: point.perSecond, slope: slope)
  }
}
