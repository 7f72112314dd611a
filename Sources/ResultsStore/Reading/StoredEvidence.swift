package import Analysis
package import Domain
internal import EventCore
internal import Statistics

extension GateEvidence {
  /// What a stored run leaves for gates.
  ///
  /// With the objectives of a scenario, those are judged instead of the stored ones: by another
  /// target as if it had been the first, by another threshold as far as the stored counts bound it.
  package init(_ run: StoredRun, judging scenario: Scenario? = nil) {
    let metrics = run.metrics
    self.init(
      variants: metrics.variants.map { Variant($0.pattern) },
      infeasibleReasons: metrics.variants.reduce(into: [:]) { reasons, variant in
        reasons[Variant(variant.pattern)] = variant.infeasibleReason
      },
      objectives: [],
      values: metrics.values,
      currency: metrics.origin.currency
    )
    objectives =
      if let scenario {
        scenario.objectives.flatMap { judge($0, of: scenario, in: run) }
      } else {
        run.objectives.flatMap(storedResults)
      }
  }
}

private func storedResults(_ objective: StoredObjective) -> [GateEvidence.ObjectiveResult] {
  objective.results.map { result in
    GateEvidence.ObjectiveResult(
      variant: .init(result.pattern),
      name: objective.name,
      tenant: objective.tenant,
      judgement: Judgement(verdict: result.verdict, reason: result.reason),
      goodRatio: result.goodRatio,
      target: objective.target,
      count: result.total
    )
  }
}

/// Judges an objective by what was counted for the stored one of its name.
private func judge(
  _ objective: Objective,
  of scenario: Scenario,
  in run: StoredRun
) -> [GateEvidence.ObjectiveResult] {
  let tenant = scenario.tenants[objective.tenant.index].name
  let stored = run.objectives.first {
    $0.name == objective.name && $0.tenant == tenant && $0.metric == objective.metric.rawValue
  }
  return run.metrics.variants.filter { $0.infeasibleReason == nil }.map { variant in
    let counted = stored?.results.first { $0.pattern == variant.pattern }
    let bound = counted.flatMap { counted in
      counted.goodRatio.map { bounded($0, from: stored?.threshold, to: objective.threshold) }
    }
    return GateEvidence.ObjectiveResult(
      variant: .init(variant.pattern),
      name: objective.name,
      tenant: tenant,
      judgement: counted.map { counted in
        judgement(bound, objective, counted, from: stored)
      }
        ?? Judgement(
          verdict: .inconclusive,
          reason: "The stored run has no such objective; run the scenario again."
        ),
      goodRatio: bound,
      target: objective.target,
      count: counted?.total ?? 0
    )
  }
}

private func judgement(
  _ ratio: Estimate?,
  _ objective: Objective,
  _ counted: StoredVerdict,
  from stored: StoredObjective?
) -> Judgement {
  let threshold = objective.threshold.inMilliseconds
  guard let old = stored?.threshold, old != threshold || stored?.target != objective.target else {
    return Judgement(verdict: counted.verdict, reason: counted.reason)
  }
  var judgement = Analysis.judge(
    ratio,
    against: objective.target,
    trials: counted.total,
    counting: "requests"
  )
  if old != threshold {
    judgement.reason +=
      " Counted within \(NumberText.plain(old)) ms, which for "
      + "\(NumberText.plain(threshold)) ms is no more than a bound."
  }
  return judgement
}

/// A longer threshold makes no good request bad, a shorter one no bad request good: one end of the
/// interval still holds.
private func bounded(
  _ ratio: Estimate,
  from stored: Double?,
  to threshold: SimDuration
) -> Estimate {
  guard let stored, stored != threshold.inMilliseconds else { return ratio }
  var bounded = ratio
  if threshold.inMilliseconds > stored { bounded.high = 1 } else { bounded.low = 0 }
  return bounded
}
