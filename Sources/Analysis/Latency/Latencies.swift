internal import Domain
internal import EventCore
internal import Statistics

/// Returns the response times of every endpoint, in the order of the roster.
func latencies(
  of replications: [ReplicationRecord],
  _ roster: Roster,
  confidence: Double
) -> [LatencySummary] {
  roster.endpoints.enumerated().map { index, entry in
    let records = replications.map { $0.endpoints[index] }
    func total(_ count: (EndpointRecord) -> Int) -> Int { records.reduce(0) { $0 + count($1) } }
    let times = TimesSummary(records.map(\.responseTimes), confidence: confidence)
    func tokens(_ part: (TokenTimesRecord) -> TimesRecord) -> TimesSummary? {
      let given = records.compactMap { $0.tokenTimes.map(part) }
      guard !given.isEmpty, given.count == records.count else { return nil }
      return TimesSummary(given, confidence: confidence)
    }
    return LatencySummary(
      tenant: entry.tenant,
      endpoint: EndpointID(index),
      arrived: total(\.arrived),
      completed: total(\.completed),
      refused: total(\.refused),
      timedOut: total(\.timedOut),
      lost: total(\.lost),
      unfinished: total(\.unfinished),
      mean: times.mean,
      p50: times.p50,
      p95: times.p95,
      p99: times.p99,
      max: times.max,
      timeToFirstToken: tokens(\.toFirst),
      timePerOutputToken: tokens(\.perToken)
    )
  }
}

extension TimesSummary {
  /// What several replications say.
  fileprivate init(_ records: [TimesRecord], confidence: Double) {
    let means = records.compactMap(\.meanMilliseconds)
    self.init(
      count: records.reduce(0) { $0 + $1.count },
      mean: means.count == records.count ? .mean(of: means, confidence: confidence) : nil,
      p50: quantile(0.50, of: records, confidence: confidence),
      p95: quantile(0.95, of: records, confidence: confidence),
      p99: quantile(0.99, of: records, confidence: confidence),
      max: records.filter { $0.count > 0 }.map(\.max).max()
    )
  }
}

/// The mean over replications of each one's quantile, stated only if every replication has enough
/// completed requests to bound that quantile.
private func quantile(
  _ probability: Double,
  of records: [TimesRecord],
  confidence: Double
) -> QuantileSummary {
  let needs = samplesNeeded(forQuantile: probability, confidence: confidence)
  let fewest = records.map(\.count).min() ?? 0
  let quantiles = records.compactMap { $0.quantileMilliseconds(probability) }
  guard fewest >= needs, quantiles.count == records.count,
    let estimate = Estimate.mean(of: quantiles, confidence: confidence)
  else { return .tooFew(needs: needs, has: fewest) }
  return .estimate(estimate.clamped(to: 0...Double.infinity))
}

/// Returns, for each endpoint, how much longer the 95th percentile is than under another pattern,
/// in milliseconds.
///
/// Replications are paired by number: both patterns serve the same requests in them. The array is
/// empty if the two are one.
func p95Differences(
  of variant: VariantRecord,
  from baseline: VariantRecord,
  endpoints: Int,
  _ confidence: Double
) -> [Estimate?] {
  guard variant.pattern != baseline.pattern else { return [] }
  let pairs = variant.replications.compactMap { replication in
    baseline.replications.first { $0.replication == replication.replication }
      .map { (replication, $0) }
  }
  let needs = samplesNeeded(forQuantile: 0.95, confidence: confidence)
  return (0..<endpoints).map { endpoint in
    let records = pairs.map { ($0.0.endpoints[endpoint], $0.1.endpoints[endpoint]) }
    guard records.allSatisfy({ min($0.completed, $1.completed) >= needs }) else { return nil }
    let ours = records.compactMap { $0.0.responseTimes.quantileMilliseconds(0.95) }
    let theirs = records.compactMap { $0.1.responseTimes.quantileMilliseconds(0.95) }
    guard ours.count == theirs.count else { return nil }
    return Estimate.difference(of: ours, from: theirs, confidence: confidence)
  }
}

extension EndpointRecord {
  var responseTimes: TimesRecord {
    TimesRecord(histogram: latency, sum: latencySum, max: latencyMax)
  }
}

extension TimesRecord {
  /// Nil if there is none.
  var meanMilliseconds: Double? { count > 0 ? sum / Double(count) / 1e6 : nil }

  /// The histogram gives the end of a bucket, which may lie beyond the exact maximum.
  func quantileMilliseconds(_ probability: Double) -> Double? {
    histogram.quantile(probability).map { Double(min($0, max.nanoseconds)) / 1e6 }
  }
}
