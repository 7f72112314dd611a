internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

/// When tokens came, for the endpoints of services that answer token by token.
func tokenLatencyTables() -> [Table] { [tokenSummaryTable(), tokenHistogramTable()] }

/// The times that a service has only if it answers token by token.
private enum TokenMetric: String, CaseIterable {
  case timeToFirstToken
  case timePerOutputToken
}

private typealias SummaryRow = (
  source: ResultsSource, variant: Int, latency: LatencySummary, metric: TokenMetric,
  times: TimesSummary
)

private func tokenSummaryTable() -> Table {
  let subject: [Column<SummaryRow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .link("tenant_id", to: "tenant", "The tenant.") { $0.latency.tenant.index },
    .link("endpoint_id", to: "endpoint", "The endpoint.") { $0.latency.endpoint.index },
    .choice("metric", "Which time of a request.") { $0.metric }.defined(by: "token-times"),
    .count("n", "requests", "Answered requests that have it, over all replications.") {
      $0.times.count
    },
  ]
  let basis: [Column<SummaryRow>] = [
    .real("max_ms", "ms", "The longest in any replication.") { $0.times.max?.inMilliseconds },
    .real("confidence", "ratio", "Confidence level of the intervals.") {
      $0.source.scenario.run.confidence
    },
    .prose("note", "Which quantiles are not stated, and what is missing.") {
      missingQuantiles([("p50", $0.times.p50), ("p95", $0.times.p95), ("p99", $0.times.p99)])
    },
  ]
  return Table(
    "token_latency_summary",
    "One row per pattern, endpoint and metric: time to the first token, time per output token.",
    key: ["variant_id", "endpoint_id", "metric"],
    isInDigest: false,
    columns: subject + tokenEstimateColumns() + basis
  ) { source, body in
    for variant in source.variants {
      for latency in variant.summary.latencies {
        // In the order of the key, as SQL gives them.
        if let times = latency.timePerOutputToken {
          try body((source, variant.index, latency, .timePerOutputToken, times))
        }
        if let times = latency.timeToFirstToken {
          try body((source, variant.index, latency, .timeToFirstToken, times))
        }
      }
    }
  }
}

private func tokenEstimateColumns() -> [Column<SummaryRow>] {
  intervalColumns("mean", unit: "ms", "Mean", definition: "token-times") { $0.times.mean }
    + intervalColumns("p50", unit: "ms", "Median", definition: "quantile") {
      $0.times.p50.estimate
    }
    + intervalColumns("p95", unit: "ms", "95th percentile", definition: "quantile") {
      $0.times.p95.estimate
    }
    + intervalColumns("p99", unit: "ms", "99th percentile", definition: "quantile") {
      $0.times.p99.estimate
    }
}

private typealias HistogramRow = (
  replication: ResultsSource.Replication, endpoint: Int, metric: TokenMetric, times: TimesRecord
)

private func tokenHistogramTable() -> Table {
  let columns: [Column<HistogramRow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.replication.variant },
    .count("replication", nil, "Number of the replication.") { $0.replication.record.replication },
    .link("endpoint_id", to: "endpoint", "The endpoint.") { $0.endpoint },
    .choice("metric", "Which time of a request.") { $0.metric }.defined(by: "token-times"),
    .whole("n", "requests", "Answered requests that have it.") { Int64($0.times.count) },
    .real("mean_ms", "ms", "The mean.") {
      $0.times.count == 0 ? nil : $0.times.sum / Double($0.times.count) / 1e6
    },
    .real("max_ms", "ms", "The longest.") {
      $0.times.count == 0 ? nil : $0.times.max.inMilliseconds
    },
    .count("significant_digits", nil, "Decimal digits that a bucket resolves.") { _ in
      HistogramLayout.significantDigits
    },
    .blob("histogram", "Times in ns: HdrHistogram V2 encoding, not compressed.") {
      $0.times.histogram.hdrEncoded()
    },
  ]
  return Table(
    "token_latency_histogram",
    "One row per pattern, replication, endpoint and metric: a histogram that can be merged.",
    key: ["variant_id", "replication", "endpoint_id", "metric"],
    links: [.replication],
    columns: columns
  ) { source, body in
    try source.forEachReplication { replication in
      for (index, facts) in replication.record.endpoints.enumerated() {
        guard let times = facts.tokenTimes else { continue }
        try body((replication, index, .timePerOutputToken, times.perToken))
        try body((replication, index, .timeToFirstToken, times.toFirst))
      }
    }
  }
}
