internal import Domain
internal import Statistics

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
    of: records.map { Tally($0, by: objective.budgetingMethod) },
    ofObjective: index,
    in: scenario
  )
  let ratio = goodRatio(of: tallies, confidence: confidence)
  let judgement = judge(
    ratio,
    against: objective.target,
    trials: tallies.reduce(0) { $0 + $1.total },
    counting: objective.budgetingMethod == .occurrences ? "requests" : "minutes"
  )
  let badMinutes = scenario.run.sectionMeans(of: records.map { Double($0.badMinutes) })
  return ObjectiveSummary(
    objective: index,
    total: records.reduce(0) { $0 + $1.total },
    good: records.reduce(0) { $0 + $1.good },
    goodRatio: ratio,
    target: objective.target,
    breachMinutes: Estimate.mean(of: badMinutes, confidence: confidence)?
      .clamped(to: 0...Double.infinity),
    minutes: Double(records.reduce(0) { $0 + $1.minutes }) / Double(max(1, records.count)),
    budgetBurnt: ratio.map { burnt($0, target: objective.target) },
    verdict: judgement.verdict,
    reason: judgement.reason
  )
}

/// (1 − ratio) ÷ (1 − target): 1 when exactly the permitted share is bad.
private func burnt(_ ratio: Estimate, target: Double) -> Estimate {
  let budget = 1 - target
  return ratio.scaled(by: -1 / budget, plus: 1 / budget).clamped(to: 0...Double.infinity)
}

/// What an objective counts, in one replication.
struct Tally: Equatable {
  var good: Int
  var total: Int

  init(good: Int, total: Int) {
    self.good = good
    self.total = total
  }

  init(_ record: ObjectiveRecord, by method: BudgetingMethod) {
    switch method {
    case .occurrences:
      self.init(good: record.good, total: record.total)
    case .timeslices:
      self.init(good: record.minutes - record.badMinutes, total: record.minutes)
    }
  }
}

/// The share of good ones over all replications that had traffic; nil if none had.
///
/// Its interval holds both Student's t interval over the replications and the Clopper–Pearson
/// interval of the pooled counts. The first knows that requests of one replication depend on each
/// other; the second keeps a handful of replications that happen to agree (often at 100 %) from
/// looking certain. With one replication only the second exists.
func goodRatio(of tallies: [Tally], confidence: Double) -> Estimate? {
  let busy = tallies.filter { $0.total > 0 }
  let ratio = Estimate.ratio(
    of: busy.map { Double($0.good) },
    to: busy.map { Double($0.total) },
    confidence: confidence
  )
  guard var estimate = ratio else { return nil }
  let pooled = clopperPearsonInterval(
    successes: busy.reduce(0) { $0 + $1.good },
    trials: busy.reduce(0) { $0 + $1.total },
    confidence: confidence
  )
  estimate.low = min(estimate.low ?? 1, pooled.lowerBound)
  estimate.high = max(estimate.high ?? 0, pooled.upperBound)
  return estimate.clamped(to: 0...1)
}
