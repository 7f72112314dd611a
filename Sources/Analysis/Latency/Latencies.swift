internal import Domain
internal import EventCore
internal import Statistics

/// Returns the response times of every endpoint, in the order of the roster.
func latencies(
  of variant: VariantRecord,
  _ roster: Roster,
  _ settings: RunSettings
) -> [LatencySummary] {
  roster.endpoints.enumerated().map { index, entry in
    let records = variant.replications.map { $0.endpoints[index] }
    let sections = variant.sections(ofEndpoint: index, settings)
    let confidence = settings.confidence
    func total(_ count: (EndpointRecord) -> Int) -> Int { records.reduce(0) { $0 + count($1) } }
    func summary(_ part: (EndpointRecord) -> TimesRecord?) -> TimesSummary? {
      let whole = records.compactMap(part)
      guard !whole.isEmpty, whole.count == records.count else { return nil }
      return TimesSummary(sections.compactMap(part), whole: whole, confidence: confidence)
    }
    let times = summary(\.responseTimes) ?? TimesSummary([], whole: [], confidence: confidence)
    func tokens(_ part: (TokenTimesRecord) -> TimesRecord) -> TimesSummary? {
      summary { $0.tokenTimes.map(part) }
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
      timePerOutputToken: tokens(\.perToken),
      batchCheck: variant.batchCheck(ofEndpoint: index, settings)
    )
  }
}

extension TimesSummary {
  /// What several independent sections say, which together are the whole of all replications.
  fileprivate init(_ sections: [TimesRecord], whole: [TimesRecord], confidence: Double) {
    let isSilent = sections.isEmpty || sections.contains { $0.count == 0 }
    let mean = Estimate.ratio(
      of: sections.map { $0.sum / 1e6 },
      to: sections.map { Double($0.count) },
      confidence: confidence
    )
    func summary(_ probability: Double) -> QuantileSummary {
      let stated = quantile(probability, of: sections, confidence: confidence)
      // Too short batches give way to the whole replication, which has no interval.
      guard stated.estimate == nil, whole.count < sections.count else { return stated }
      return quantile(probability, of: whole, confidence: confidence)
    }
    self.init(
      count: whole.reduce(0) { $0 + $1.count },
      mean: isSilent ? nil : mean?.clamped(to: 0...Double.infinity),
      p50: summary(0.50),
      p95: summary(0.95),
      p99: summary(0.99),
      max: whole.filter { $0.count > 0 }.map(\.max).max()
    )
  }
}

/// The quantile of all requests together, with the scatter of the sections' quantiles around it;
/// stated only if every section has enough completed requests to bound that quantile.
private func quantile(
  _ probability: Double,
  of sections: [TimesRecord],
  confidence: Double
) -> QuantileSummary {
  let needs = samplesNeeded(forQuantile: probability, confidence: confidence)
  let fewest = sections.map(\.count).min() ?? 0
  let quantiles = sections.compactMap { $0.quantileMilliseconds(probability) }
  guard fewest >= needs, quantiles.count == sections.count, var all = sections.first
  else { return .tooFew(needs: needs, has: fewest) }
  for section in sections.dropFirst() { all.merge(section) }
  guard let value = all.quantileMilliseconds(probability),
    let estimate = Estimate.overall(value, sections: quantiles, confidence: confidence)
  else { return .tooFew(needs: needs, has: fewest) }
  return .estimate(estimate.clamped(to: 0...Double.infinity))
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
