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
    let everyoneAnswered = records.allSatisfy { $0.completed > 0 }
    return LatencySummary(
      tenant: entry.tenant,
      endpoint: EndpointID(index),
      arrived: total(\.arrived),
      completed: total(\.completed),
      refused: total { $0.refused },
      timedOut: total(\.timedOut),
      lost: total(\.lost),
      unfinished: total(\.unfinished),
      mean: everyoneAnswered
        ? .mean(of: records.map(\.meanMilliseconds), confidence: confidence) : nil,
      p50: quantile(0.50, of: records, confidence: confidence),
      p95: quantile(0.95, of: records, confidence: confidence),
      p99: quantile(0.99, of: records, confidence: confidence),
      max: records.filter { $0.completed > 0 }.map(\.latencyMax).max()
    )
  }
}

/// The mean over replications of each one's quantile, stated only if every replication has enough
/// completed requests to bound that quantile.
private func quantile(
  _ probability: Double,
  of records: [EndpointRecord],
  confidence: Double
) -> QuantileSummary {
  let needs = samplesNeeded(forQuantile: probability, confidence: confidence)
  let fewest = records.map(\.completed).min() ?? 0
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
    let ours = records.compactMap { $0.0.quantileMilliseconds(0.95) }
    let theirs = records.compactMap { $0.1.quantileMilliseconds(0.95) }
    guard ours.count == theirs.count else { return nil }
    return Estimate.difference(of: ours, from: theirs, confidence: confidence)
  }
}

extension EndpointRecord {
  /// Must not be asked of a record without completed requests.
  fileprivate var meanMilliseconds: Double { latencySum / Double(completed) / 1e6 }

  /// The histogram gives the end of a bucket, which may lie beyond the exact maximum.
  fileprivate func quantileMilliseconds(_ probability: Double) -> Double? {
    latency.quantile(probability).map { Double(min($0, latencyMax.nanoseconds)) / 1e6 }
  }
}
