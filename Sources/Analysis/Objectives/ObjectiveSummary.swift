package import EventCore
package import Statistics

/// One objective under one pattern.
package struct ObjectiveSummary: Sendable {
  /// Index into `Scenario.objectives`.
  package var objective: Int
  /// Requests, summed over replications.
  package var total: Int
  package var good: Int
  /// What the verdict is decided on: requests, or slices with traffic, summed over replications.
  package var trials: Int
  /// Share of good requests (occurrences) or of good slices (timeslices), or the mean over slices
  /// of their shares (ratio timeslices), over all replications that had traffic; nil if none had.
  package var goodRatio: Estimate?
  package var target: Double
  /// Share of bad requests, whatever the objective counts.
  package var badRatio: Estimate?
  /// Bad minutes per replication.
  package var breachMinutes: Estimate?
  /// Minutes with traffic per replication.
  package var minutes: Double
  /// Share of bad minutes among those with traffic.
  package var badMinuteRatio: Estimate?
  /// Share of the error budget burnt if the whole SLO window went like the simulated one.
  package var budgetBurnt: Estimate?
  /// Share of the SLO window's error budget that the simulated window burns, if nothing else goes
  /// wrong in the rest.
  package var budgetBurntByRun: Estimate?
  /// The slice with the most bad requests of all replications; nil if none was bad.
  package var worstSlice: WorstSlice?
  /// One per alert of the objective, in its order.
  package var burnRates: [BurnRateSummary]
  package var verdict: Verdict
  /// One sentence: which bound decided, or what is missing.
  package var reason: String

  package init(
    objective: Int,
    total: Int,
    good: Int,
    trials: Int? = nil,
    goodRatio: Estimate?,
    target: Double,
    badRatio: Estimate? = nil,
    breachMinutes: Estimate?,
    minutes: Double,
    badMinuteRatio: Estimate? = nil,
    budgetBurnt: Estimate?,
    budgetBurntByRun: Estimate? = nil,
    worstSlice: WorstSlice? = nil,
    burnRates: [BurnRateSummary] = [],
    verdict: Verdict,
    reason: String
  ) {
    self.objective = objective
    self.total = total
    self.good = good
    self.trials = trials ?? total
    self.goodRatio = goodRatio
    self.target = target
    self.badRatio = badRatio
    self.breachMinutes = breachMinutes
    self.minutes = minutes
    self.badMinuteRatio = badMinuteRatio
    self.budgetBurnt = budgetBurnt
    self.budgetBurntByRun = budgetBurntByRun
    self.worstSlice = worstSlice
    self.burnRates = burnRates
    self.verdict = verdict
    self.reason = reason
  }

  /// The good share less the share promised; negative where the promise is broken.
  package var margin: Estimate? { goodRatio?.scaled(by: 1, plus: -target) }

  /// The share of the error budget that is left if the whole SLO window goes like the simulated
  /// one; negative where more than all of it is burnt.
  package var budgetLeft: Estimate? { budgetBurnt?.scaled(by: -1, plus: 1) }
}

/// Whether an objective is met, decided on a confidence bound.
package enum Verdict: String, CaseIterable, Sendable {
  case pass
  case fail
  case inconclusive
}

/// The slice of time that burnt most of an error budget.
package struct WorstSlice: Sendable, Equatable {
  /// From 1.
  package var replication: Int
  /// Since the start of the run, warm-up included.
  package var start: SimDuration
  package var bad: Int
  package var total: Int

  package init(replication: Int, start: SimDuration, bad: Int, total: Int) {
    self.replication = replication
    self.start = start
    self.bad = bad
    self.total = total
  }
}
