internal import Domain
internal import EventCore
package import Statistics

/// Returns how one objective fared, with its verdict.
func summarizeObjective(
  _ index: Int,
  of scenario: Scenario,
  from variant: VariantRecord
) -> ObjectiveSummary {
  let objective = scenario.objectives[index]
  let confidence = scenario.run.confidence
  let records = variant.replications.map { $0.objectives[index] }
  let tallies = variant.sections(
    of: records.map { Tally($0, of: objective) },
    ofObjective: index,
    in: scenario
  )
  let ratio = goodRatio(of: tallies, confidence: confidence)
  let trials = tallies.reduce(0) { $0 + $1.total }
  let judgement = judge(
    ratio,
    against: objective.target,
    trials: trials,
    counting: objective.budgetingMethod == .occurrences ? "requests" : "slices"
  )
  let requests = scenario.run.sections(
    of: records.map { Tally(good: $0.good, total: $0.total) },
    Tally.joined
  )
  let minutes = scenario.run.sections(
    of: records.map { Tally(good: $0.minutes - $0.badMinutes, total: $0.minutes) },
    Tally.joined
  )
  let badMinutes = scenario.run.sectionMeans(of: records.map { Double($0.badMinutes) })
  let spent = ratio.map { burnt($0, target: objective.target) }
  return ObjectiveSummary(
    objective: index,
    total: records.reduce(0) { $0 + $1.total },
    good: records.reduce(0) { $0 + $1.good },
    trials: trials,
    goodRatio: ratio,
    target: objective.target,
    badRatio: goodRatio(of: requests, confidence: confidence)?.scaled(by: -1, plus: 1),
    breachMinutes: Estimate.mean(of: badMinutes, confidence: confidence)?
      .clamped(to: 0...Double.infinity),
    minutes: Double(records.reduce(0) { $0 + $1.minutes }) / Double(max(1, records.count)),
    badMinuteRatio: goodRatio(of: minutes, confidence: confidence)?.scaled(by: -1, plus: 1),
    budgetBurnt: spent,
    budgetBurntByRun: spent?.scaled(
      by: Double(scenario.run.window.nanoseconds) / Double(objective.timeWindow.nanoseconds)
    ),
    worstSlice: worstSlice(of: objective, in: variant.replications, at: index, scenario.run),
    burnRates: burnRates(of: objective, from: records, scenario.run),
    verdict: judgement.verdict,
    reason: judgement.reason
  )
}

/// (1 − ratio) ÷ (1 − target): 1 when exactly the permitted share is bad.
private func burnt(_ ratio: Estimate, target: Double) -> Estimate {
  let budget = 1 - target
  return ratio.scaled(by: -1 / budget, plus: 1 / budget).clamped(to: 0...Double.infinity)
}

/// The slice with the most bad requests, the earliest of the first replication among equals.
private func worstSlice(
  of objective: Objective,
  in replications: [ReplicationRecord],
  at index: Int,
  _ run: RunSettings
) -> WorstSlice? {
  var worst: (replication: Int, slice: SliceRecord)?
  for replication in replications {
    for slice in replication.objectives[index].slices where slice.bad > worst?.slice.bad ?? 0 {
      worst = (replication.replication, slice)
    }
  }
  return worst.map { replication, slice in
    let since = Int64(slice.index) * objective.budgetingMethod.slice.nanoseconds
    return WorstSlice(
      replication: replication,
      start: run.warmUp + SimDuration(nanoseconds: since),
      bad: Int(slice.bad),
      total: Int(slice.total)
    )
  }
}

/// What an objective counts, in one replication.
package struct Tally: Equatable {
  /// Whole, unless it is a sum of shares.
  package var good: Double
  package var total: Int

  package init(good: Int, total: Int) {
    self.init(good: Double(good), total: total)
  }

  init(good: Double, total: Int) {
    self.good = good
    self.total = total
  }

  static func joined(_ first: Tally, _ second: Tally) -> Tally {
    Tally(good: first.good + second.good, total: first.total + second.total)
  }

  init(_ record: ObjectiveRecord, of objective: Objective) {
    switch objective.budgetingMethod {
    case .occurrences:
      self.init(good: record.good, total: record.total)
    case .timeslices(let target, _):
      let good = record.slices.count { $0.goodRatio >= target }
      self.init(good: good, total: record.slices.count)
    case .ratioTimeslices:
      let shares = record.slices.reduce(0) { $0 + $1.goodRatio }
      self.init(good: shares, total: record.slices.count)
    }
  }
}

/// The share of good ones over all replications that had traffic; nil if none had.
///
/// Its interval holds both Student's t interval over the replications and the Clopper–Pearson
/// interval of the pooled counts. The first knows that requests of one replication depend on each
/// other; the second keeps a handful of replications that happen to agree (often at 100 %) from
/// looking certain. With one replication there is no interval. Shares of slices spread less than
/// slices that are wholly good or bad (Hoeffding, "Probability inequalities for sums of bounded
/// random variables", 1963), so their sum may stand for a count.
package func goodRatio(of tallies: [Tally], confidence: Double) -> Estimate? {
  let busy = tallies.filter { $0.total > 0 }
  let ratio = Estimate.ratio(
    of: busy.map(\.good),
    to: busy.map { Double($0.total) },
    confidence: confidence
  )
  // Requests of one replication depend on each other: their number alone bounds nothing.
  guard var estimate = ratio, busy.count > 1 else { return ratio }
  let good = busy.reduce(0) { $0 + $1.good }
  let total = busy.reduce(0) { $0 + $1.total }
  func pooled(_ successes: Double) -> ClosedRange<Double> {
    clopperPearsonInterval(successes: Int(successes), trials: total, confidence: confidence)
  }
  let range = pooled(good.rounded(.down))
  let upper = good == good.rounded(.down) ? range : pooled(min(good.rounded(.up), Double(total)))
  estimate.low = min(estimate.low ?? 1, range.lowerBound)
  estimate.high = max(estimate.high ?? 0, upper.upperBound)
  return estimate.clamped(to: 0...1)
}
