package import Statistics

/// A verdict and the one sentence that says what decided.
package struct Judgement: Equatable, Sendable {
  package var verdict: Verdict
  package var reason: String

  package init(verdict: Verdict, reason: String) {
    self.verdict = verdict
    self.reason = reason
  }
}

/// Decides whether a share of good requests or minutes meets its target: on a bound of the
/// interval, never on the estimate itself.
///
/// Pass needs the lower bound at or above the target and enough `trials` (which `noun` names); fail
/// needs the upper bound below it. One replication decides nothing: its requests met the same
/// queues and the same bursts, so their number says little about how well the share is known.
package func judge(
  _ ratio: Estimate?,
  against target: Double,
  trials: Int,
  counting noun: String
) -> Judgement {
  guard let ratio, let low = ratio.low, let high = ratio.high else {
    return Judgement(verdict: .inconclusive, reason: "No request arrived.")
  }
  guard ratio.replications >= 2 else {
    return Judgement(
      verdict: .inconclusive,
      reason: "A verdict needs at least 2 replications with traffic, because requests of one "
        + "replication depend on each other; there is 1."
    )
  }
  let level = NumberText.percent(ratio.confidence)
  let promised = NumberText.percent(target)
  if low >= target {
    let needed = target > 0 ? samplesNeeded(forQuantile: target, confidence: ratio.confidence) : 1
    guard trials >= needed else {
      return Judgement(
        verdict: .inconclusive,
        reason: "A pass at \(promised) needs \(NumberText.count(needed)) \(noun); there are "
          + "\(NumberText.count(trials))."
      )
    }
    return Judgement(
      verdict: .pass,
      reason: "The lower bound of the \(level) interval, \(NumberText.bound(low, .down, target)), "
        + "is not below the target of \(promised)."
    )
  }
  if high < target {
    return Judgement(
      verdict: .fail,
      reason: "The upper bound of the \(level) interval, \(NumberText.bound(high, .up, target)), "
        + "is below the target of \(promised)."
    )
  }
  return Judgement(
    verdict: .inconclusive,
    reason: "The \(level) interval, \(NumberText.bound(low, .down, target)) to "
      + "\(NumberText.bound(high, .up, target)), includes the target of \(promised)."
  )
}
