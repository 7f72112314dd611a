internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

/// Whether the promises were kept.
func objectiveTables() -> [Table] { [sloResultTable()] }

private typealias ResultRow = (variant: Int, slo: ObjectiveSummary, objective: Objective)

private func sloResultTable() -> Table {
  let counts: [Column<ResultRow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .link("slo_id", to: "slo", "The objective.") { $0.slo.objective },
    .count("n", "requests", "Requests that arrived, over all replications.") { $0.slo.total },
    .count("good", "requests", "Answered within the threshold, over all replications.") {
      $0.slo.good
    },
  ]
  let ratio =
    intervalColumns("good_ratio", unit: "ratio", "Good share", definition: "good-ratio") {
      (row: ResultRow) in row.slo.goodRatio
    } + [
      .real("threshold_ms", "ms", "Good means at most this.") {
        $0.objective.threshold.inMilliseconds
      },
      .real("target_ratio", "ratio", "The share promised.") { $0.slo.target },
      .real("margin_ratio", "ratio", "Good share less the share promised.") { row in
        row.slo.goodRatio.map { $0.value - row.slo.target }
      }.defined(by: "margin"),
    ]
  let verdict: [Column<ResultRow>] = [
    .choice("verdict", "Decided on a confidence bound.") { $0.slo.verdict }
      .defined(by: "verdict"),
    .prose("reason", "Which bound decided, or what is missing.") { $0.slo.reason },
  ]
  return Table(
    "slo_result",
    "One row per pattern and objective.",
    key: ["variant_id", "slo_id"],
    isInDigest: false,
    columns: counts + ratio + budgetColumns() + verdict
  ) { source, body in
    for variant in source.variants {
      for slo in variant.summary.objectives {
        try body((variant.index, slo, variant.scenario.objectives[slo.objective]))
      }
    }
  }
}

private func budgetColumns() -> [Column<ResultRow>] {
  let minutes: [Column<ResultRow>] = [
    .real("minutes", "min", "Minutes with traffic per replication.") { $0.slo.minutes }
  ]
  return intervalColumns(
    "breach_minutes",
    unit: "min",
    "Bad minutes per replication",
    definition: "breach-minutes"
  ) { $0.slo.breachMinutes }
    + minutes
    + intervalColumns(
      "budget_burnt_ratio",
      unit: "ratio",
      "Share of the error budget burnt",
      definition: "budget-burnt"
    ) { $0.slo.budgetBurnt }
}
