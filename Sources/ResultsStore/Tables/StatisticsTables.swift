internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

/// How well the numbers are known: differences between patterns, goals of precision, the search for
/// a warm-up, batches of a single replication.
///
/// They follow from the tables of facts, and from a mathematical library; the digest leaves them
/// out.
func statisticsTables() -> [Table] {
  [comparisonTable(), precisionTable(), warmUpTable(), batchTable()]
}

private typealias ComparisonRow = (index: Int, variant: Int, comparison: Comparison)

private func comparisonTable() -> Table {
  let subject: [Column<ComparisonRow>] = [
    .id("Place among all differences.") { $0.index },
    .link("variant_id", to: "variant", "The pattern, less the baseline.") { $0.variant },
    .choice("metric", "The metric.") { $0.comparison.metric },
    .name("subject", "As in metric_value.") { $0.comparison.subject },
    .choice("unit", "Unit of the difference and its interval.") { $0.comparison.metric.unit },
  ]
  let numbers: [Column<ComparisonRow>] = [
    .real("difference", nil, "In `unit`; NULL if a replication can't state it.") {
      $0.comparison.difference?.value
    }.defined(by: "paired-difference"),
    .real("low", nil, "Lower end of its interval, in `unit`.") {
      $0.comparison.difference?.low
    }.defined(by: "interval"),
    .real("high", nil, "Upper end of its interval, in `unit`.") {
      $0.comparison.difference?.high
    }.defined(by: "interval"),
    .count("pairs", nil, "Pairs it is taken over.") {
      $0.comparison.difference?.replications ?? 0
    },
    .real("p_value", "ratio", "Two-sided, of this difference alone; NULL without an interval.") {
      $0.comparison.pValue
    }.defined(by: "p-value"),
    .real("adjusted_p_value", "ratio", "Corrected for all differences of the metric.") {
      $0.comparison.adjustedPValue
    }.defined(by: "adjusted-p-value"),
    .count("is_significant", nil, "1 if it is more than chance after the correction.") {
      $0.comparison.isSignificant ? 1 : 0
    },
  ]
  return Table(
    "comparison",
    "One row per pattern other than the baseline, metric and subject: the paired difference.",
    key: ["variant_id", "metric", "subject"],
    isInDigest: false,
    columns: subject + numbers
  ) { source, body in
    for (index, comparison) in source.comparisons.enumerated() {
      try body((index, source.variant(of: comparison.pattern, at: comparison.point), comparison))
    }
  }
}

private typealias GoalRow = (
  variant: Int, report: PrecisionReport, progress: PrecisionReport.Progress
)

private func precisionTable() -> Table {
  let columns: [Column<GoalRow>] = [
    .count("goal", nil, "Number of the goal in the scenario, from 1.") { $0.progress.goal + 1 },
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .choice("metric", "The metric.") { $0.progress.metric },
    .name("subject", "As in metric_value.") { $0.progress.subject },
    .choice("unit", "Unit of the value and its half-widths.") { $0.progress.metric.unit },
    .real("value", nil, "The metric, in `unit`.") { $0.progress.value },
    .real("half_width", nil, "Half-width of its interval, in `unit`.") { $0.progress.halfWidth }
      .defined(by: "interval"),
    .real("allowed_half_width", nil, "The half-width asked for, in `unit`.") {
      $0.progress.allowed
    },
    .choice("state", "Whether it is reached.") { $0.progress.state },
    .count("replications", "replications", "Replications after which that was so.") {
      $0.report.replications
    },
    .choice("reason", "Why replications ended, for the whole run.") { $0.report.reason },
  ]
  return Table(
    "precision_goal",
    "One row per goal of precision, pattern and subject; empty without `replications: auto`.",
    key: ["goal", "variant_id", "subject"],
    isInDigest: false,
    columns: columns
  ) { source, body in
    guard let report = source.precision else { return }
    for progress in report.progress {
      try body((source.variant(of: progress.pattern, at: progress.point), report, progress))
    }
  }
}

private typealias FindingRow = (variant: Int, finding: WarmUpSearch.Finding, isChanging: Bool)

private func warmUpTable() -> Table {
  let columns: [Column<FindingRow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .name("subject", "The endpoint (`tenant/label`).") { $0.finding.endpoint },
    .real("truncation_s", "s", "Until when the beginning differs; NULL without a steady state.") {
      $0.finding.truncation?.inSeconds
    }.defined(by: "mser-5"),
    .count("is_meant_to_change", nil, "1 if the load of the endpoint is meant to change.") {
      $0.isChanging ? 1 : 0
    },
  ]
  return Table(
    "warm_up_finding",
    "One row per pattern and endpoint with requests enough to say; empty unless `warmup: auto`.",
    key: ["variant_id", "subject"],
    isInDigest: false,
    columns: columns
  ) { source, body in
    guard let search = source.run.warmUpSearch else { return }
    let changing = Set(search.changingLoads)
    for finding in search.findings {
      let variant = source.variant(of: finding.pattern, at: finding.point)
      try body((variant, finding, changing.contains(finding.endpoint)))
    }
  }
}

private typealias BatchRow = (variant: Int, endpoint: Int, check: BatchCheck)

private func batchTable() -> Table {
  let columns: [Column<BatchRow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .link("endpoint_id", to: "endpoint", "The endpoint.") { $0.endpoint },
    .real("lag_1_correlation_ratio", "ratio", "Between neighbouring parts of the window.") {
      $0.check.correlation?.lag1
    },
    .real("p_value", "ratio", "How likely so much correlation is if there is none.") {
      $0.check.correlation?.pValue
    }.defined(by: "von-neumann"),
    .prose("refusal", "Why there is no interval; NULL if batches are used.") { $0.check.refusal },
  ]
  return Table(
    "batch_check",
    "One row per pattern and endpoint of a run with a single replication.",
    key: ["variant_id", "endpoint_id"],
    isInDigest: false,
    columns: columns
  ) { source, body in
    for variant in source.variants {
      for (endpoint, latency) in variant.summary.latencies.enumerated() {
        if let check = latency.batchCheck { try body((variant.index, endpoint, check)) }
      }
    }
  }
}
