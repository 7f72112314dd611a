internal import Domain
internal import Statistics

/// Returns the times and the fates of every endpoint's requests, in the order of the roster.
func endpointMetrics(
  of variant: VariantRecord,
  _ summary: VariantSummary,
  in scenario: Scenario
) -> [MetricValue] {
  zip(scenario.roster.endpoints.enumerated(), summary.latencies).flatMap { entry, latency in
    let tenant = scenario.tenants[entry.element.tenant.index].name
    let metrics = EndpointMetrics(
      pattern: variant.pattern,
      tenant: tenant,
      subject: "\(tenant)/\(entry.element.label)",
      records: variant.replications.map { $0.endpoints[entry.offset] },
      confidence: scenario.run.confidence
    )
    return metrics.responseTimes(latency) + metrics.tokenTimes(latency) + metrics.fates
  }
}

private struct EndpointMetrics {
  var pattern: IsolationPattern
  var tenant: String
  var subject: String
  /// One per replication.
  var records: [EndpointRecord]
  var confidence: Double

  func responseTimes(_ latency: LatencySummary) -> [MetricValue] {
    let times = records.map(\.responseTimes)
    let mean = value(
      .mean,
      latency.mean,
      latency.mean == nil ? times.map(\.count).min() ?? 0 : latency.completed,
      needed: 1,
      times.map(\.meanMilliseconds)
    )
    return [
      mean, quantile(.p50, 0.50, latency.p50, times), quantile(.p95, 0.95, latency.p95, times),
      quantile(.p99, 0.99, latency.p99, times),
    ]
  }

  /// Empty unless the service works token by token.
  func tokenTimes(_ latency: LatencySummary) -> [MetricValue] {
    guard let first = latency.timeToFirstToken, let each = latency.timePerOutputToken
    else { return [] }
    let times = records.compactMap(\.tokenTimes)
    return [
      quantile(.timeToFirstTokenP95, 0.95, first.p95, times.map(\.toFirst)),
      quantile(.timePerOutputTokenP95, 0.95, each.p95, times.map(\.perToken)),
    ]
  }

  var fates: [MetricValue] {
    [
      share(.availability, \.completed), share(.refusedRatio, \.refused),
      share(.timedOutRatio, \.timedOut), share(.lostRatio, \.lost),
    ]
  }

  private func quantile(
    _ metric: Metric,
    _ probability: Double,
    _ stated: QuantileSummary,
    _ times: [TimesRecord]
  ) -> MetricValue {
    let needs = samplesNeeded(forQuantile: probability, confidence: confidence)
    let samples = times.map { $0.count >= needs ? $0.quantileMilliseconds(probability) : nil }
    switch stated {
    case .estimate(let estimate):
      return value(metric, estimate, times.reduce(0) { $0 + $1.count }, needed: needs, samples)
    case .tooFew(let needs, let has):
      return value(metric, nil, has, needed: needs, samples)
    }
  }

  /// The requests with a fate ÷ those that arrived.
  private func share(_ metric: Metric, _ count: (EndpointRecord) -> Int) -> MetricValue {
    let tallies = records.map { Tally(good: count($0), total: $0.arrived) }
    return value(
      metric,
      goodRatio(of: tallies, confidence: confidence),
      tallies.reduce(0) { $0 + $1.total },
      needed: 1,
      tallies.map(\.ratio)
    )
  }

  private func value(
    _ metric: Metric,
    _ estimate: Estimate?,
    _ count: Int,
    needed: Int,
    _ samples: [Double?]
  ) -> MetricValue {
    MetricValue(
      metric: metric,
      pattern: pattern,
      subject: subject,
      tenant: tenant,
      estimate: estimate,
      count: count,
      needed: estimate == nil ? needed : nil,
      replications: samples
    )
  }
}

extension Tally {
  /// Nil if there is nothing to count.
  var ratio: Double? { total > 0 ? Double(good) / Double(total) : nil }
}
