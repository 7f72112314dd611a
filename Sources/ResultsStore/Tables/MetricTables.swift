internal import Analysis
internal import Domain
internal import Statistics

/// Every number that decides, by the name under which gates, tolerances and baselines know it.
///
/// They follow from the tables of facts, and their intervals from a mathematical library, so the
/// digest does not cover them.
func metricTables() -> [Table] { [metricValueTable(), metricSampleTable()] }

private typealias ValueRow = (index: Int, variant: Int, value: MetricValue)

private func metricValueTable() -> Table {
  Table(
    "metric_value",
    "One row per pattern, metric and subject: the numbers that gates and comparisons go by.",
    key: ["variant_id", "metric", "subject"],
    isInDigest: false,
    columns: nameColumns() + numberColumns(),
    rows: forEachValue
  )
}

private func nameColumns() -> [Column<ValueRow>] {
  [
    .id("Place among all metrics.") { $0.index },
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .choice("metric", "The metric.") { $0.value.metric },
    .choice("scope", "What it is a number of.") { $0.value.metric.scope },
    .name(
      "subject",
      "Endpoint (`tenant/label`), objective or tenant; empty for the whole pattern."
    ) {
      $0.value.subject
    },
    .optionalName("tenant", "Whose number it is; NULL for the whole pattern.") {
      $0.value.tenant
    },
    .choice("unit", "Unit of the value and its interval.") { $0.value.metric.unit },
  ]
}

private func numberColumns() -> [Column<ValueRow>] {
  [
    .real("value", nil, "The metric, in `unit`; NULL if it can't be stated.") {
      $0.value.estimate?.value
    },
    .real("low", nil, "Lower end of its interval, in `unit`.") { $0.value.estimate?.low }
      .defined(by: "interval"),
    .real("high", nil, "Upper end of its interval, in `unit`.") { $0.value.estimate?.high }
      .defined(by: "interval"),
    .real("confidence", "ratio", "Confidence level of the interval.") {
      $0.value.estimate?.confidence
    },
    .count("replications", "replications", "Replications it is taken over; 0 if not stated.") {
      $0.value.estimate?.replications ?? 0
    },
    .count("n", nil, "Requests, minutes or pods; if not stated, those of the poorest replication.")
    {
      $0.value.count
    },
    .whole("needed", nil, "How many it would need to be stated; NULL if it is.") {
      $0.value.needed.map(Int64.init)
    },
  ]
}

private typealias SampleRow = (value: Int, replication: Int, sample: Double?)

private func metricSampleTable() -> Table {
  let columns: [Column<SampleRow>] = [
    .link("metric_value_id", to: "metric_value", "The metric.") { $0.value },
    .count("replication", nil, "Number of the replication.") { $0.replication },
    .real("value", nil, "Its value, in the metric's unit; NULL if it can't be stated.") {
      $0.sample
    },
  ]
  return Table(
    "metric_sample",
    "One row per metric and replication, but for metrics without chance, such as the total cost.",
    key: ["metric_value_id", "replication"],
    isInDigest: false,
    columns: columns
  ) { source, body in
    try forEachValue(of: source) { row in
      for (index, sample) in row.value.replications.enumerated() {
        try body((row.index, index + 1, sample))
      }
    }
  }
}

private func forEachValue(
  of source: ResultsSource,
  _ body: (ValueRow) throws -> Void
) rethrows {
  var index = 0
  for variant in source.variants {
    for value in variant.metrics {
      try body((index, variant.index, value))
      index += 1
    }
  }
}
