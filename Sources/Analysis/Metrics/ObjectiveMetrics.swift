internal import Domain
internal import Statistics

/// Returns how well each objective was kept, in the order of the scenario.
func objectiveMetrics(
  of variant: VariantRecord,
  _ summary: VariantSummary,
  in scenario: Scenario
) -> [MetricValue] {
  summary.objectives.flatMap { stated in
    let objective = scenario.objectives[stated.objective]
    let records = variant.replications.map { $0.objectives[stated.objective] }
    let tallies = records.map { Tally($0, by: objective.budgetingMethod) }
    let ratios = tallies.map(\.ratio)
    let minutes = records.reduce(0) { $0 + $1.minutes }
    let trials = tallies.reduce(0) { $0 + $1.total }
    func value(
      _ metric: Metric,
      _ estimate: Estimate?,
      _ count: Int,
      _ samples: [Double?]
    ) -> MetricValue {
      MetricValue(
        metric: metric,
        pattern: variant.pattern,
        subject: objective.name,
        tenant: scenario.tenants[objective.tenant.index].name,
        estimate: estimate,
        count: count,
        needed: estimate == nil ? 1 : nil,
        replications: samples
      )
    }
    return [
      value(.goodRatio, stated.goodRatio, trials, ratios),
      value(.badMinutes, stated.breachMinutes, minutes, records.map { Double($0.badMinutes) }),
      value(
        .budgetBurnt,
        stated.budgetBurnt,
        trials,
        ratios.map { $0.map { (1 - $0) / (1 - stated.target) } }
      ),
    ]
  }
}
