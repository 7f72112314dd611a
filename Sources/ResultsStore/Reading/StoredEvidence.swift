package import Analysis
package import Domain
internal import EventCore
internal import Statistics

extension GateEvidence {
  /// What a stored run leaves for gates.
  ///
  /// With the objectives of a scenario, those are judged instead of the stored ones: by another
  /// target as if it had been the first, by another threshold as far as the stored counts bound it.
  /// Where the scenario sweeps, a stored point is judged by the point of its label.
  package init(
    _ run: StoredRun,
    judging scenario: Scenario? = nil,
    points: [SweepPoint] = []
  ) {
    let metrics = run.metrics
    self.init(
      variants: metrics.variants.map { Variant($0.pattern, point: $0.point) },
      infeasibleReasons: metrics.variants.reduce(into: [:]) { reasons, variant in
        reasons[Variant(variant.pattern, point: variant.point)] = variant.infeasibleReason
      },
      objectives: [],
      values: metrics.values,
      currency: metrics.origin.currency
    )
    objectives =
      if let scenario {
        scenario.objectives.indices.flatMap { index in
          judge(objective: index, in: run) { label in
            points.first { $0.label == label }?.scenario ?? scenario
          }
        }
      } else {
        run.objectives.flatMap(storedResults)
      }
  }
}

private func storedResults(_ objective: StoredObjective) -> [GateEvidence.ObjectiveResult] {
  objective.results.map { result in
    GateEvidence.ObjectiveResult(
      variant: .init(result.pattern, point: result.point),
      name: objective.name,
      tenant: objective.tenant,
      judgement: Judgement(verdict: result.verdict, reason: result.reason),
      goodRatio: result.goodRatio,
      target: result.target,
      count: result.trials
    )
  }
}

/// Judges an objective by what was counted for the stored one of its name.
private func judge(
  objective index: Int,
  in run: StoredRun,
  as scenario: (_ point: String) -> Scenario
) -> [GateEvidence.ObjectiveResult] {
  run.metrics.variants.filter { $0.infeasibleReason == nil }.map { variant in
    let asked = scenario(variant.point)
    let objective = asked.objectives[index]
    let tenant = objective.tenant.map { asked.tenants[$0.index].name }
    let stored = run.objectives.first {
      $0.name == objective.name && $0.tenant == tenant && $0.metric == objective.metric.rawValue
    }
    let counted = stored?.results.first {
      $0.pattern == variant.pattern && $0.point == variant.point
    }
    let bound = counted.flatMap { counted in
      counted.goodRatio.map { bounded($0, from: counted.threshold, to: objective.threshold) }
    }
    return GateEvidence.ObjectiveResult(
      variant: .init(variant.pattern, point: variant.point),
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
      count: counted?.trials ?? 0
    )
  }
}

private func judgement(
  _ ratio: Estimate?,
  _ objective: Objective,
  _ counted: StoredVerdict,
  from stored: StoredObjective?
) -> Judgement {
  let threshold = objective.threshold?.inMilliseconds
  let isAsStored = counted.threshold == threshold && counted.target == objective.target
  guard !isAsStored else {
    return Judgement(verdict: counted.verdict, reason: counted.reason)
  }
  let countsSlices = stored?.budgetingMethod != BudgetingWord.occurrences.rawValue
  var judgement = Analysis.judge(
    ratio,
    against: objective.target,
    trials: counted.trials,
    counting: countsSlices ? "slices" : "requests"
  )
  if let old = counted.threshold, let threshold, old != threshold {
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
  to threshold: SimDuration?
) -> Estimate {
  guard let stored, let threshold = threshold?.inMilliseconds, stored != threshold
  else { return ratio }
  var bounded = ratio
  if threshold > stored { bounded.high = 1 } else { bounded.low = 0 }
  return bounded
}
