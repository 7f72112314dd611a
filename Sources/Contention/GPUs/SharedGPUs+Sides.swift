internal import EventCore

/// Contexts side by side: each computes on a part of its own, slowed a little by busy others.
///
/// With all others that fit on the GPU busy a context keeps `keptBesideOthers` of its speed; with
/// fewer of them it loses in proportion to their pressure. That proportion is assumed: measured is
/// the end of it, with every other instance busy.
extension SharedGPUs {
  /// Counts the time since the GPU was last settled.
  mutating func advanceSides(_ gpu: Int, to now: Int64) {
    let time = Double(now - gpus[gpu].settledAt)
    let pressure = gpus[gpu].pressure
    for context in gpus[gpu].contexts where contexts[context].jobs > 0 {
      let kept = contexts[context].kept(beside: pressure - contexts[context].pressure)
      contexts[context].workPerJob += time * kept * contexts[context].pace
      contexts[context].used += time * contexts[context].share
      contexts[context].lost += time * (1 - kept)
    }
  }

  /// Finds the context that finishes next, and when; some context has work.
  mutating func planSides(_ gpu: Int, at now: Int64) {
    let pressure = gpus[gpu].pressure
    var next = Double.infinity
    for context in gpus[gpu].contexts where contexts[context].jobs > 0 {
      let kept = contexts[context].kept(beside: pressure - contexts[context].pressure)
      let time = contexts[context].timeLeft / kept
      guard time < next else { continue }
      next = time
      gpus[gpu].nextContext = Int32(truncatingIfNeeded: context)
      gpus[gpu].nextJob = contexts[context].nextTag.job
    }
    gpus[gpu].nextFinish = SimTime(nanoseconds: now, plus: next)
  }

  /// Notes who is slowed by others from now on.
  mutating func noteSlowdowns(on gpu: Int) {
    let pressure = gpus[gpu].pressure
    for context in gpus[gpu].contexts where contexts[context].jobs > 0 {
      let kept = contexts[context].kept(beside: pressure - contexts[context].pressure)
      // A sum of pressures that came and went may miss zero by a rounding.
      let isSlowed = kept < 1 - 1e-12
      if isSlowed, !contexts[context].isSlowed { contexts[context].slowdowns += 1 }
      contexts[context].isSlowed = isSlowed
    }
  }
}

extension SimTime {
  /// The first whole nanosecond at or after an instant; never, if that is too far away to matter.
  init(nanoseconds start: Int64, plus delay: Double) {
    guard Double(start) + delay < Double(Int64.max / 4) else {
      self = .never
      return
    }
    self.init(nanoseconds: start + Int64(delay.rounded(.up)))
  }
}
