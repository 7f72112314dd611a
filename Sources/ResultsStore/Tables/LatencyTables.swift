internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

/// Response times: what they say, and the histograms behind it.
func latencyTables() -> [Table] {
  [latencySummaryTable(), latencyHistogramTable(), latencyBucketTable()] + tokenLatencyTables()
}

private typealias SummaryRow = (source: ResultsSource, variant: Int, latency: LatencySummary)

private func latencySummaryTable() -> Table {
  let subject: [Column<SummaryRow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .link("tenant_id", to: "tenant", "The tenant.") { $0.latency.tenant.index },
    .link("endpoint_id", to: "endpoint", "The endpoint.") { $0.latency.endpoint.index },
  ]
  let counts: [Column<SummaryRow>] = [
    .count("n", "requests", "Answered requests, over all replications.") { $0.latency.completed },
    .count("arrived", "requests", "Arrived requests, over all replications.") {
      $0.latency.arrived
    },
    .count("refused", "requests", "Refused requests, over all replications.") {
      $0.latency.refused
    },
    .count("timed_out", "requests", "Requests given up, over all replications.") {
      $0.latency.timedOut
    },
    .count("lost", "requests", "Requests lost with their replica, over all replications.") {
      $0.latency.lost
    },
    .count("unfinished", "requests", "Requests in the system at the end, over all replications.") {
      $0.latency.unfinished
    },
  ]
  return Table(
    "latency_summary",
    "One row per pattern, tenant and endpoint: response times with their intervals.",
    key: ["variant_id", "tenant_id", "endpoint_id"],
    isInDigest: false,
    columns: subject + counts + estimateColumns() + basisColumns()
  ) { source, body in
    for variant in source.variants {
      for latency in variant.summary.latencies { try body((source, variant.index, latency)) }
    }
  }
}

private func estimateColumns() -> [Column<SummaryRow>] {
  intervalColumns("mean", unit: "ms", "Mean response time", definition: "response-time") {
    $0.latency.mean
  }
    + intervalColumns("p50", unit: "ms", "Median response time", definition: "quantile") {
      $0.latency.p50.estimate
    }
    + intervalColumns("p95", unit: "ms", "95th percentile", definition: "quantile") {
      $0.latency.p95.estimate
    }
    + intervalColumns("p99", unit: "ms", "99th percentile", definition: "quantile") {
      $0.latency.p99.estimate
    } + [
      .real("max_ms", "ms", "Longest response time in any replication.") {
        $0.latency.max?.inMilliseconds
      }
    ]
}

private func basisColumns() -> [Column<SummaryRow>] {
  [
    .whole("replications", "replications", "Replications the estimates are taken over.") {
      Int64($0.latency.anyEstimate?.replications ?? replicationsRun($0))
    },
    .real("confidence", "ratio", "Confidence level of the intervals.") {
      $0.latency.anyEstimate?.confidence ?? $0.source.scenario.run.confidence
    },
    .prose("note", "Which quantiles are not stated, and what is missing.") {
      missingQuantiles($0.latency)
    },
  ]
}

private func replicationsRun(_ row: SummaryRow) -> Int {
  row.source.variants[row.variant].record.replications.count
}

private func missingQuantiles(_ latency: LatencySummary) -> String? {
  missingQuantiles([("p50", latency.p50), ("p95", latency.p95), ("p99", latency.p99)])
}

/// Says which quantiles are not stated; nil if all are.
func missingQuantiles(_ quantiles: [(String, QuantileSummary)]) -> String? {
  let notes = quantiles.compactMap { name, quantile -> String? in
    guard case .tooFew(let needs, let has) = quantile else { return nil }
    return "\(name) needs \(needs) answered requests in each replication, one has \(has)"
  }
  return notes.isEmpty ? nil : notes.joined(separator: "; ")
}

extension LatencySummary {
  fileprivate var anyEstimate: Estimate? { mean ?? p50.estimate ?? p95.estimate ?? p99.estimate }
}

private typealias HistogramRow = (
  variant: Int, replication: Int, tenant: TenantID, endpoint: Int, latency: LatencyHistogram
)

private func latencyHistogramTable() -> Table {
  let columns: [Column<HistogramRow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .count("replication", nil, "Number of the replication.") { $0.replication },
    .link("tenant_id", to: "tenant", "The tenant.") { $0.tenant.index },
    .link("endpoint_id", to: "endpoint", "The endpoint.") { $0.endpoint },
    .whole("n", "requests", "Answered requests.") { $0.latency.count },
    .count("significant_digits", nil, "Decimal digits that a bucket resolves.") { _ in
      HistogramLayout.significantDigits
    },
    .blob("histogram", "Response times in ns: HdrHistogram V2 encoding, not compressed.") {
      $0.latency.hdrEncoded()
    },
  ]
  return Table(
    "latency_histogram",
    "One row per pattern, replication, tenant and endpoint: a histogram that can be merged.",
    key: ["variant_id", "replication", "endpoint_id"],
    links: [.replication],
    columns: columns,
    rows: forEachHistogram
  )
}

private func forEachHistogram(
  of source: ResultsSource,
  _ body: (HistogramRow) throws -> Void
) rethrows {
  try source.forEachReplication { replication in
    for (index, facts) in replication.record.endpoints.enumerated() {
      let tenant = source.roster.endpoints[index].tenant
      let number = replication.record.replication
      try body((replication.variant, number, tenant, index, facts.latency))
    }
  }
}

private typealias BucketRow = (
  variant: Int, endpoint: Int, low: Int64, high: Int64, count: Int64
)

/// The histograms taken apart for people who chart in SQL: replications pooled and 64 buckets put
/// into one, for there is a row per endpoint and bucket; a thousand tenants leave some 150,000.
private func latencyBucketTable() -> Table {
  let columns: [Column<BucketRow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .link("endpoint_id", to: "endpoint", "The endpoint.") { $0.endpoint },
    .real("low_ms", "ms", "Smallest response time of the bucket.") { Double($0.low) / 1e6 },
    .real("high_ms", "ms", "Largest response time of the bucket.") { Double($0.high) / 1e6 },
    .whole("count", "requests", "Answered requests in the bucket, all replications.") { $0.count },
  ]
  return Table(
    "latency_bucket",
    "One row per bucket that holds something: `latency_histogram` pooled and coarsened to 6.25 %.",
    key: ["variant_id", "endpoint_id", "low_ms"],
    isInDigest: false,
    columns: columns
  ) { source, body in
    for variant in source.variants where !variant.record.replications.isEmpty {
      for endpoint in source.roster.endpoints.indices {
        try forEachBucket(of: variant, endpoint: endpoint, body)
      }
    }
  }
}

private func forEachBucket(
  of variant: ResultsSource.Variant,
  endpoint: Int,
  _ body: (BucketRow) throws -> Void
) rethrows {
  let fineBuckets = 64
  var counts = Array(repeating: Int64(0), count: HistogramLayout.bucketCount / fineBuckets + 1)
  for replication in variant.record.replications {
    for bucket in replication.endpoints[endpoint].latency.buckets {
      counts[bucket.index / fineBuckets] += bucket.count
    }
  }
  for (index, count) in counts.enumerated() where count > 0 {
    let low = HistogramLayout.lowerBound(of: index * fineBuckets)
    let high = HistogramLayout.upperBound(of: (index + 1) * fineBuckets - 1)
    try body((variant.index, endpoint, low, high, count))
  }
}
