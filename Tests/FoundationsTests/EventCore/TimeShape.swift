import EventCore
import Randomness

/// How the instants lie to which events are set: what simulations do, and what hurts.
enum TimeShape: CaseIterable {
  case fewInstants, oneInstant, exponential, uniform, constantDelay, twoClusters, doublingGaps
  case endOfTime, sometimesNever, decreasing, shrinkingScale, growingScale, bimodal

  /// Returns an instant to schedule something for, `done` of 0 to 1 into a run whose clock shows
  /// `now`.
  func time(now: SimTime, done: Double, using random: inout RandomStream) -> SimTime {
    let now = now.nanoseconds
    func after(_ delay: Double) -> SimTime { SimTime(nanoseconds: now + Int64(delay)) }
    switch self {
    case .fewInstants: return after(Double.random(in: 0..<8, using: &random))
    case .oneInstant: return SimTime(nanoseconds: 7_000_000)
    case .exponential: return after(random.exponential(mean: 1e9))
    case .uniform: return after(random.uniform() * 1e9)
    case .constantDelay: return after(1e9)
    case .twoClusters:
      let cluster = Bool.random(using: &random) ? 0 : 1e18
      return SimTime(nanoseconds: Int64(cluster + random.uniform() * 1e9))
    case .doublingGaps:
      return SimTime(nanoseconds: 1 << Int64.random(in: 0..<63, using: &random))
    case .endOfTime: return SimTime(nanoseconds: .max - Int64(random.uniform() * 1000))
    case .sometimesNever:
      return random.uniform() < 0.1 ? .never : after(random.exponential(mean: 1e6))
    case .decreasing: return SimTime(nanoseconds: Int64((1 - done) * 1e15))
    case .shrinkingScale: return after(random.exponential(mean: done < 0.5 ? 1e12 : 1e6))
    case .growingScale: return after(random.exponential(mean: done < 0.5 ? 1e3 : 1e9))
    case .bimodal: return after(random.exponential(mean: random.uniform() < 0.9 ? 1e3 : 1e12))
    }
  }

  /// Whether the clock may follow the events: the other shapes have events before it.
  var canAdvance: Bool {
    switch self {
    case .endOfTime, .sometimesNever: false
    default: true
    }
  }
}
