internal import Analysis
package import Domain
internal import EventCore
internal import Running
package import Statistics

/// The classic table of isolation, measured: one row.
package struct IsolationMeasures: Sendable {
  /// By how many times a victim's p95 is longer with the neighbour than without.
  package struct Slowdown: Sendable {
    package var endpoint: EndpointID
    package var estimate: Estimate
    /// Completed requests of the victim beside the neighbour, over all replications.
    package var count: Int
  }

  /// Index into the candidates.
  package var candidate: Int
  /// Of the victim that is slowed most; nil if none has requests enough, or there is nobody else.
  package var worst: Slowdown?
  package var objects: CountedObjects
  /// Of nodes and overhead, in currency units per 1,000 requests that met their objectives.
  package var costPerThousandGood: Estimate?
  package var goodRequests: Int
  /// The share of the price that pays for capacity nobody asked for or used.
  package var idleShare: Double?
}

/// Measures a candidate beside and without a neighbour, on the same nodes and random numbers.
func measureIsolation(
  of candidate: Candidate,
  numbered number: Int,
  beside neighbour: TenantID?,
  with runner: TrialRunner
) async throws(RunError) -> IsolationMeasures? {
  guard let deployment = candidate.outcome.deployment else { return nil }
  var worst: IsolationMeasures.Slowdown?
  if let neighbour {
    let alone = try await runner.outcome(of: candidate.key.without([neighbour]))
    worst = slowdowns(of: candidate.outcome, against: alone, sparing: neighbour, runner.scenario)
      .max { $0.estimate.value < $1.estimate.value }
  }
  let good = candidate.outcome.replications.map { $0.endpoints.reduce(0) { $0 + $1.good } }
  let costs = candidate.outcome.summary.costs
  let idle = costs?.lines.filter { $0.kind == .idle }.reduce(Money.zero) { $0 + $1.perHour }
  let total = costs?.assetCost ?? .zero
  return IsolationMeasures(
    candidate: number,
    worst: worst,
    objects: CountedObjects(deployment.plan),
    costPerThousandGood: unitCost(good, costing: total, runner.scenario),
    goodRequests: good.reduce(0, +),
    idleShare: total > .zero ? idle.map { Double($0.micros) / Double(total.micros) } : nil
  )
}

/// Every endpoint of the others: the mean over replications of p95 ÷ p95 without the neighbour.
func slowdowns(
  of beside: TrialOutcome,
  against alone: TrialOutcome,
  sparing neighbour: TenantID,
  _ scenario: Scenario
) -> [IsolationMeasures.Slowdown] {
  let confidence = scenario.run.confidence
  let needed = samplesNeeded(forQuantile: 0.95, confidence: confidence)
  return scenario.roster.endpoints.enumerated().compactMap { index, entry in
    guard entry.tenant != neighbour else { return nil }
    let pairs = zip(beside.replications, alone.replications).map {
      ($0.endpoints[index], $1.endpoints[index])
    }
    guard pairs.allSatisfy({ min($0.0.completed, $0.1.completed) >= needed }) else { return nil }
    let ratios = pairs.compactMap { pair -> Double? in
      guard let with = pair.0.p95Nanoseconds, let without = pair.1.p95Nanoseconds, without > 0
      else { return nil }
      return with / without
    }
    guard ratios.count == pairs.count,
      let estimate = Estimate.mean(
        of: scenario.run.sectionMeans(of: ratios),
        confidence: confidence
      )
    else { return nil }
    return IsolationMeasures.Slowdown(
      endpoint: EndpointID(index),
      estimate: estimate.clamped(to: 0...Double.infinity),
      count: pairs.reduce(0) { $0 + $1.0.completed }
    )
  }
}

private func unitCost(
  _ good: [Int],
  costing perHour: Money,
  _ scenario: Scenario
) -> Estimate? {
  guard perHour > .zero, !good.isEmpty, good.allSatisfy({ $0 > 0 }) else { return nil }
  let price = Double(perHour.micros) / 1e6 * scenario.run.window.inSeconds / 3600
  return Estimate.mean(
    of: scenario.run.sectionMeans(of: good.map { price / Double($0) * 1000 }),
    confidence: scenario.run.confidence
  )
}

extension EndpointRecord {
  /// The histogram gives the end of a bucket, which may lie beyond the exact maximum.
  fileprivate var p95Nanoseconds: Double? {
    latency.quantile(0.95).map { Double(min($0, latencyMax.nanoseconds)) }
  }
}
