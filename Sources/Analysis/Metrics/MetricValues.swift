package import Domain
internal import Statistics

/// Returns every metric of a run, pattern by pattern, in the order of `Metric`.
///
/// A metric that can't be stated is there without an estimate and says what is missing. One that
/// the run can't have, such as a token's time without tokens, is absent, and so are the metrics of
/// a pattern that can't be built. O(records × buckets).
package func metricValues(of run: RunRecord, _ summary: RunSummary) -> [MetricValue] {
  zip(run.variants, summary.variants).flatMap { variant, summary in
    let scenario = run.scenario(ofPoint: variant.point)
    var values = metricValues(of: variant, summary, in: scenario)
    let point = run.label(ofPoint: variant.point)
    for index in values.indices { values[index].point = point }
    return values
  }
}

/// Returns every metric of one pattern, in the order of `Metric`.
package func metricValues(
  of variant: VariantRecord,
  _ summary: VariantSummary,
  in scenario: Scenario
) -> [MetricValue] {
  guard variant.deployment != nil else { return [] }
  let values =
    endpointMetrics(of: variant, summary, in: scenario)
    + objectiveMetrics(of: variant, summary, in: scenario)
    + costMetrics(of: variant, summary, in: scenario)
    + patternMetrics(of: variant, summary, in: scenario)
  let order = Dictionary(uniqueKeysWithValues: zip(Metric.allCases, 0...))
  // Within a metric the subjects stay as they are: sorting is stable by their places.
  return values.enumerated()
    .sorted { (order[$0.1.metric] ?? 0, $0.0) < (order[$1.1.metric] ?? 0, $1.0) }
    .map(\.1)
}

/// What the plan alone decides, but for egress.
private func patternMetrics(
  of variant: VariantRecord,
  _ summary: VariantSummary,
  in scenario: Scenario
) -> [MetricValue] {
  let run = scenario.run
  func exact(_ metric: Metric, _ value: Double, count: Int) -> MetricValue {
    MetricValue(
      metric: metric,
      pattern: variant.pattern,
      subject: "",
      estimate: Estimate(
        value: value,
        low: value,
        high: value,
        confidence: run.confidence,
        replications: variant.replications.count
      ),
      count: count
    )
  }
  let pods = summary.podCounts.values.reduce(0, +)
  let idle = PlacementOutcome.neverRun.reduce(0) { $0 + (summary.podCounts[$1] ?? 0) }
  let price = summary.costs.map { costs in
    let total = currencyUnits(costs.assetCost * CostSummary.hoursPerMonth)
    var price = exact(.totalCostPerMonth, total, count: variant.replications.count)
    // Without egress the price does not depend on what happens.
    guard scenario.costs.egressPerGiB > .zero else { return price }
    let monthly = run.sectionMeans(
      of: costs.assetsByReplication.map { currencyUnits($0 * CostSummary.hoursPerMonth) }
    )
    price.replications = monthly
    price.estimate = Estimate.overall(total, sections: monthly, confidence: run.confidence)?
      .clamped(to: 0...Double.infinity)
    return price
  }
  return [price, exact(.podsNotRunning, Double(idle), count: pods)].compactMap(\.self)
}

/// An amount of money in whole units of its currency.
func currencyUnits(_ amount: Money) -> Double { Double(amount.micros) / 1e6 }
