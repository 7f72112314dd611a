internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

/// Whether the promises were kept.
func objectiveTables() -> [Table] { [sloResultTable(), burnRateTable()] }

private typealias ResultRow = (variant: Int, slo: ObjectiveSummary, objective: Objective)

private func sloResultTable() -> Table {
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
    columns: countColumns() + ratioColumns() + breachColumns() + budgetColumns()
      + worstSliceColumns() + verdict
  ) { source, body in
    for variant in source.variants {
      for slo in variant.summary.objectives {
        try body((variant.index, slo, variant.scenario.objectives[slo.objective]))
      }
    }
  }
}

private func countColumns() -> [Column<ResultRow>] {
  [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .link("slo_id", to: "slo", "The objective.") { $0.slo.objective },
    .count("n", "requests", "Requests that arrived, over all replications.") { $0.slo.total },
    .count("good", "requests", "Answered as promised, over all replications.") { $0.slo.good },
    .count("trials", nil, "Requests or slices that the verdict counts, over all replications.") {
      $0.slo.trials
    },
  ]
}

private func ratioColumns() -> [Column<ResultRow>] {
  let target: [Column<ResultRow>] = [
    .real("threshold_ms", "ms", "Good means at most this; NULL for availability.") {
      $0.objective.threshold?.inMilliseconds
    },
    .real("target_ratio", "ratio", "The share promised.") { $0.slo.target },
  ]
  return intervalColumns("good_ratio", unit: "ratio", "Good share", definition: "good-ratio") {
    (row: ResultRow) in row.slo.goodRatio
  } + target
    + intervalColumns(
      "margin_ratio",
      unit: "ratio",
      "Good share less the share promised",
      definition: "margin"
    ) { $0.slo.margin }
}

private func breachColumns() -> [Column<ResultRow>] {
  let minutes: [Column<ResultRow>] = [
    .real("minutes", "min", "Minutes with traffic per replication.") { $0.slo.minutes }
  ]
  return intervalColumns(
    "bad_ratio",
    unit: "ratio",
    "Share of bad requests",
    definition: "bad-ratio"
  ) { (row: ResultRow) in row.slo.badRatio }
    + intervalColumns(
      "breach_minutes",
      unit: "min",
      "Bad minutes per replication",
      definition: "breach-minutes"
    ) { $0.slo.breachMinutes }
    + minutes
    + intervalColumns(
      "bad_minute_ratio",
      unit: "ratio",
      "Share of bad minutes among those with traffic",
      definition: "breach-minutes"
    ) { $0.slo.badMinuteRatio }
}

private func budgetColumns() -> [Column<ResultRow>] {
  intervalColumns(
    "budget_burnt_ratio",
    unit: "ratio",
    "Share of the error budget burnt",
    definition: "budget-burnt"
  ) { (row: ResultRow) in row.slo.budgetBurnt }
    + intervalColumns(
      "budget_left_ratio",
      unit: "ratio",
      "Share of the error budget left",
      definition: "budget-left"
    ) { $0.slo.budgetLeft }
    + intervalColumns(
      "budget_burnt_by_run_ratio",
      unit: "ratio",
      "Share of the error budget that the simulated window burns",
      definition: "budget-burnt-by-run"
    ) { $0.slo.budgetBurntByRun }
}

private func worstSliceColumns() -> [Column<ResultRow>] {
  [
    .whole("worst_slice_replication", nil, "Replication with the slice that has most bad requests.")
    { $0.slo.worstSlice.map { Int64($0.replication) } },
    .real("worst_slice_start_s", "s", "When it began, since the start of the run.") {
      $0.slo.worstSlice?.start.inSeconds
    },
    .whole("worst_slice_bad", "requests", "Bad requests in it.") {
      $0.slo.worstSlice.map { Int64($0.bad) }
    },
    .whole("worst_slice_total", "requests", "Requests that arrived in it.") {
      $0.slo.worstSlice.map { Int64($0.total) }
    },
  ]
}

private typealias BurnRow = (variant: Int, slo: Int, place: Int, burn: BurnRateSummary)

private func burnRateTable() -> Table {
  let seen: [Column<BurnRow>] = [
    .whole("fired", "replications", "Replications in which the alert fired.") {
      $0.burn.reach == .measured ? Int64($0.burn.fired) : nil
    },
    .count("n", "replications", "Replications that it was looked for in.") {
      $0.burn.replications
    },
    .real("first_fired_s", "s", "Earliest time at which it fired, since the start of the run.") {
      $0.burn.firstFired?.inSeconds
    },
    .prose("missing", "Why there is no burn rate.") { $0.burn.missing },
  ]
  return Table(
    "slo_burn_rate",
    "One row per pattern, objective and alert on its burn rate.",
    key: ["variant_id", "slo_id", "place"],
    isInDigest: false,
    columns: alertColumns()
      + intervalColumns(
        "highest_burn_rate_ratio",
        unit: "ratio",
        "Highest burn rate of the long window, mean over replications",
        definition: "burn-rate"
      ) { $0.burn.highest } + seen
  ) { source, body in
    for variant in source.variants {
      for slo in variant.summary.objectives {
        for (place, burn) in slo.burnRates.enumerated() {
          try body((variant.index, slo.objective, place, burn))
        }
      }
    }
  }
}

private func alertColumns() -> [Column<BurnRow>] {
  [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .link("slo_id", to: "slo", "The objective.") { $0.slo },
    .count("place", nil, "Place among the alerts of the objective, from 1.") { $0.place + 1 },
    .name("alert", "Name of the alert.") { $0.burn.alert.name },
    .name("severity", "Who is to look: page, ticket, or a word of the user's.") {
      $0.burn.alert.severity
    },
    .real("burn_rate_threshold", "ratio", "Burn rate from which it fires.") {
      $0.burn.alert.burnRate
    }.defined(by: "burn-rate"),
    .real("long_window_s", "s", "Window that says that it matters.") {
      $0.burn.alert.longWindow.inSeconds
    },
    .real("short_window_s", "s", "Window that says that it still goes on; NULL without one.") {
      $0.burn.alert.shortWindow?.inSeconds
    },
    .real("hold_for_s", "s", "How long both must burn before it fires.") {
      $0.burn.alert.holdFor.inSeconds
    },
  ]
}
