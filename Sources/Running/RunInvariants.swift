internal import Analysis
internal import Domain

/// INV-9: every pattern saw the same requests, bit for bit; so did all points of a sweep that have
/// the same traffic.
func checkCommonRandomNumbers(
  _ variants: [PointVariant],
  _ replications: [[ReplicationRecord]]
) throws(RunError) {
  var references: [TrafficKey: [ReplicationRecord]] = [:]
  var key: (point: Int, key: TrafficKey)?
  for (variant, records) in zip(variants, replications) where !records.isEmpty {
    let own = key?.point == variant.point ? key?.key : nil
    let traffic = own ?? TrafficKey(of: variant.scenario)
    key = (variant.point, traffic)
    guard let reference = references[traffic] else {
      references[traffic] = records
      continue
    }
    for (record, expected) in zip(records, reference)
    where record.workloadDigest != expected.workloadDigest {
      throw .invariantBroken(
        "INV-9: replication \(record.replication) of \(record.pattern.rawValue) saw another "
          + "workload than \(expected.pattern.rawValue)"
      )
    }
  }
}

/// Everything that decides which requests come, and what each asks for.
private struct TrafficKey: Hashable {
  private struct Stream: Hashable {
    var arrivals: ArrivalProcess
    var demand: RequestDemand
    /// Of services that work in steps the demand is counted in their times.
    var runtime: ServingRuntime
  }

  private var streams: [Stream]
  private var traces: [RequestTrace]

  init(of scenario: Scenario) {
    let roster = scenario.roster
    streams = roster.endpoints.map { entry in
      Stream(
        arrivals: entry.endpoint.arrivals,
        demand: entry.endpoint.demand,
        runtime: roster.services[entry.service.index].service.runtime
      )
    }
    traces = scenario.traces
  }
}

/// INV-8: the ledger of every pattern adds up to the price of its machines and clusters.
func checkMoney(_ summary: RunSummary) throws(RunError) {
  for variant in summary.variants {
    guard let costs = variant.costs, costs.total != costs.assetCost else { continue }
    throw .invariantBroken(
      "INV-8: the ledger of \(variant.pattern.rawValue) adds up to \(costs.total.micros) "
        + "millionths an hour, its assets cost \(costs.assetCost.micros)"
    )
  }
}
