internal import Domain
internal import EventCore
internal import Statistics

/// Facts, one replication at a time.
func replicationTables() -> [Table] {
  [
    replicationTable(), endpointResultTable(), sloCountTable(), usageSampleTable(),
  ]
}

private func replicationTable() -> Table {
  let columns: [Column<ResultsSource.Replication>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .count("number", nil, "From 1.") { $0.record.replication },
    .name("seed", "Seed of the run; a replication's streams follow from it and its number.") {
      String($0.record.seed)
    },
    .whole("events", "events", "Events handled, warm-up included.") {
      Int64(clamping: $0.record.events)
    },
    .name("workload_digest", "Hash of every arrival and demand: equal under every pattern.") {
      hexadecimal($0.record.workloadDigest)
    },
    .name("outcome_digest", "Hash of every departure: equal for equal runs.") {
      hexadecimal($0.record.outcomeDigest)
    },
  ]
  return Table(
    "replication",
    "One row per pattern and replication.",
    key: ["variant_id", "number"],
    columns: columns
  ) { try $0.forEachReplication($1) }
}

private func hexadecimal(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

private typealias EndpointRow = (
  replication: ResultsSource.Replication, index: Int, facts: EndpointRecord
)

private func endpointResultTable() -> Table {
  let columns: [Column<EndpointRow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.replication.variant },
    .count("replication", nil, "Number of the replication.") { $0.replication.record.replication },
    .link("endpoint_id", to: "endpoint", "The endpoint.") { $0.index },
    .count("arrived", "requests", "Requests that arrived in the measured window.") {
      $0.facts.arrived
    },
    .count("completed", "requests", "Answered.") { $0.facts.completed },
    .count("cache_hits", "requests", "Those of them that a cache answered.") {
      $0.facts.cacheHits
    },
    .count("rate_limited", "requests", "Refused by the rate limit at the edge.") {
      $0.facts.rateLimited
    },
    .count("request_limited", "requests", "Refused by a limit on requests per minute.") {
      $0.facts.requestLimited
    },
    .count("token_limited", "requests", "Refused by a limit on tokens per minute.") {
      $0.facts.tokenLimited
    },
    .count("queue_full", "requests", "Refused by a full replica queue.") { $0.facts.queueFull },
    .count("no_replica", "requests", "Refused because no replica ran.") { $0.facts.noReplica },
    .count("too_long", "requests", "Refused because the key-value cache can't hold them.") {
      $0.facts.tooLong
    },
    .count("timed_out", "requests", "Given up by the client.") { $0.facts.timedOut },
    .count("lost", "requests", "In service when their replica's pod ended.") { $0.facts.lost },
    .count("unfinished", "requests", "Still in the system at the end.") { $0.facts.unfinished },
  ]
  return Table(
    "endpoint_result",
    "One row per pattern, replication and endpoint: what became of its requests.",
    key: ["variant_id", "replication", "endpoint_id"],
    links: [.replication],
    columns: columns + endpointLatencyColumns()
  ) { source, body in
    try source.forEachReplication { replication in
      for (index, facts) in replication.record.endpoints.enumerated() {
        try body((replication, index, facts))
      }
    }
  }
}

private func endpointLatencyColumns() -> [Column<EndpointRow>] {
  func quantile(_ name: String, _ share: Double, _ percent: String) -> Column<EndpointRow> {
    Column.real(name, "ms", "\(percent) % of the answered requests took at most this.") {
      quantileInMilliseconds(share, of: $0.facts)
    }.defined(by: "quantile")
  }
  return [
    .real("mean_ms", "ms", "Mean response time of the answered requests.") {
      $0.facts.completed == 0 ? nil : $0.facts.latencySum / Double($0.facts.completed) / 1e6
    }.defined(by: "response-time"),
    quantile("p50_ms", 0.5, "50"),
    quantile("p95_ms", 0.95, "95"),
    quantile("p99_ms", 0.99, "99"),
    .real("max_ms", "ms", "Longest response time.") {
      $0.facts.completed == 0 ? nil : $0.facts.latencyMax.inMilliseconds
    },
    .whole("input_tokens", "tokens", "Input tokens of the answered requests.") {
      $0.facts.inputTokens
    },
    .whole("output_tokens", "tokens", "Output tokens of the answered requests.") {
      $0.facts.outputTokens
    },
  ]
}

/// The histogram knows only the bucket, so its answer may lie above the largest value.
private func quantileInMilliseconds(_ share: Double, of facts: EndpointRecord) -> Double? {
  facts.latency.quantile(share).map { Double(min($0, facts.latencyMax.nanoseconds)) / 1e6 }
}

private typealias SLORow = (
  replication: ResultsSource.Replication, index: Int, facts: ObjectiveRecord, objective: Objective
)

private func sloCountTable() -> Table {
  let columns: [Column<SLORow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.replication.variant },
    .count("replication", nil, "Number of the replication.") { $0.replication.record.replication },
    .link("slo_id", to: "slo", "The objective.") { $0.index },
    .count("good", "requests", "Answered as promised.") { $0.facts.good },
    .count("total", "requests", "Arrived; refused and unanswered ones count.") { $0.facts.total },
    .count("minutes", "min", "Minutes in which a request arrived.") { $0.facts.minutes },
    .count("bad_minutes", "min", "Minutes whose share of good requests missed the target.") {
      $0.facts.badMinutes
    },
    .count("slices", "slices", "The objective's slices in which a request arrived.") {
      $0.facts.slices.count
    },
    .count("bad_slices", "slices", "Slices whose share of good requests missed the target.") {
      row in row.facts.slices.count { $0.goodRatio < row.objective.sliceTarget }
    },
  ]
  return Table(
    "slo_count",
    "One row per pattern, replication and objective: good and all requests and minutes.",
    key: ["variant_id", "replication", "slo_id"],
    links: [.replication],
    columns: columns
  ) { source, body in
    try source.forEachReplication { replication in
      for (index, facts) in replication.record.objectives.enumerated() {
        try body((replication, index, facts, source.scenario.objectives[index]))
      }
    }
  }
}

private typealias UsageRow = (variant: Int, replication: Int, sample: UsageSample)

private func usageSampleTable() -> Table {
  let columns: [Column<UsageRow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .count("replication", nil, "Number of the replication.") { $0.replication },
    .count("minute", "min", "Minute of simulated time, from 0, warm-up included.") {
      $0.sample.minute
    },
    .link("tenant_id", to: "tenant", "The tenant.") { $0.sample.tenant.index },
    .count("arrived", "requests", "Arrived in the minute.") { $0.sample.arrived },
    .count("completed", "requests", "Answered in the minute.") { $0.sample.completed },
    .count("refused", "requests", "Refused in the minute.") { $0.sample.refused },
    .count("timed_out", "requests", "Given up by the client in the minute.") {
      $0.sample.timedOut
    },
    .count("lost", "requests", "Lost with their replica in the minute.") { $0.sample.lost },
    .real("p95_ms", "ms", "95 % of the requests answered in the minute took at most this.") {
      $0.sample.latencyP95?.inMilliseconds
    }.defined(by: "quantile"),
    .count("queued", "requests", "Waiting at replicas when the minute ended.") {
      $0.sample.queued
    },
    .real("cpu_cores", "cores", "Mean CPU in use.") { $0.sample.cpuCores },
    .real("gpu_count", "GPUs", "Mean GPU in use, as whole GPUs at full speed.") { $0.sample.gpus },
  ]
  let pods: [Column<UsageRow>] = [
    .whole(
      "memory_requested_bytes",
      "bytes",
      "Memory requested by its pods, and its part of shared ones, at the end."
    ) {
      $0.sample.memoryRequested.value
    },
    .whole("memory_used_bytes", "bytes", "Memory in use by its pods as the minute ended.") {
      $0.sample.memoryUsed.value
    },
    .count("restarts", nil, "Times its containers died, or its pods were evicted, in the minute.") {
      $0.sample.restarts
    },
    .count("replicas", "pods", "Pods that took its requests when the minute ended.") {
      $0.sample.replicas
    },
  ]
  return Table(
    "usage_sample",
    "One row per pattern, replication, minute and tenant.",
    key: ["variant_id", "replication", "minute", "tenant_id"],
    links: [.replication],
    columns: columns + pods
  ) { source, body in
    try source.forEachReplication { replication in
      for sample in replication.record.usage {
        try body((replication.variant, replication.record.replication, sample))
      }
    }
  }
}
