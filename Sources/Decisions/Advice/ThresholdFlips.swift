internal import Analysis
package import Domain
package import EventCore
internal import Statistics

/// The shortest threshold at which an objective that is not met would be.
package struct ThresholdFlip: Sendable, Equatable {
  /// Index into `Scenario.objectives`.
  package var objective: Int
  package var today: SimDuration
  /// Nil if no threshold would do: too many requests are refused, lost or never answered.
  package var threshold: SimDuration?
}

/// Finds, for each objective that a trial does not show to pass, the threshold at which it would
/// have, from the histograms of its requests.
///
/// Thresholds are ends of histogram buckets, at most 0.1 % too long. Objectives that count time
/// slices are left out, for which slice a request fell into is not kept; so is availability, which
/// has no threshold.
package func thresholdFlips(
  of outcome: TrialOutcome,
  in scenario: Scenario
) -> [ThresholdFlip] {
  outcome.summary.objectives.filter { $0.verdict != .pass }.compactMap { summary in
    let objective = scenario.objectives[summary.objective]
    guard objective.budgetingMethod == .occurrences, let today = objective.threshold
    else { return nil }
    return ThresholdFlip(
      objective: summary.objective,
      today: today,
      threshold: passingThreshold(of: objective, from: today, summary.objective, outcome, scenario)
    )
  }
}

private func passingThreshold(
  of objective: Objective,
  from today: SimDuration,
  _ index: Int,
  _ outcome: TrialOutcome,
  _ scenario: Scenario
) -> SimDuration? {
  func passes(_ threshold: Int64) -> Bool {
    let tallies = outcome.replications.map { record in
      let good = Set(objective.endpoints).reduce(0) { sum, endpoint in
        let record = record.endpoints[endpoint.index]
        return sum + record.answered(by: objective.metric, within: threshold)
      }
      return Tally(good: good, total: record.objectives[index].total)
    }
    let ratio = goodRatio(of: tallies, confidence: scenario.run.confidence)
    let total = tallies.reduce(0) { $0 + $1.total }
    return judge(ratio, against: objective.target, trials: total, counting: "requests").verdict
      == .pass
  }
  var low = HistogramLayout.bucket(of: today.nanoseconds)
  var high = HistogramLayout.bucketCount - 1
  guard passes(HistogramLayout.upperBound(of: high)) else { return nil }
  while low < high {
    let middle = (low + high) / 2
    if passes(HistogramLayout.upperBound(of: middle)) { high = middle } else { low = middle + 1 }
  }
  return SimDuration(nanoseconds: HistogramLayout.upperBound(of: low))
}

extension EndpointRecord {
  /// Completed requests whose time was at most a threshold, in nanoseconds, to the end of its
  /// histogram bucket.
  func answered(by metric: ObjectiveMetric, within threshold: Int64) -> Int {
    let histogram: LatencyHistogram?
    if metric == .timeToFirstToken {
      histogram = tokenTimes?.toFirst.histogram
    } else if metric == .timePerOutputToken {
      histogram = tokenTimes?.perToken.histogram
    } else {
      histogram = latency
    }
    // A request that is not in the histogram, such as one of a single token, has no time at all.
    guard let histogram else { return completed }
    let last = HistogramLayout.bucket(of: threshold)
    let late = histogram.buckets.reduce(Int64(0)) { $0 + ($1.index > last ? $1.count : 0) }
    return completed - Int(late)
  }
}
