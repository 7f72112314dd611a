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

/// INV-8: the ledger of every pattern adds up to the price of its machines and clusters, and so
/// does every division of it.
func checkMoney(_ summary: RunSummary) throws(RunError) {
  for variant in summary.variants {
    guard let costs = variant.costs else { continue }
    for (what, sum) in costs.divisions where sum != costs.assetCost {
      throw .invariantBroken(
        "INV-8: \(what) of \(variant.pattern.rawValue) adds up to \(sum.micros) millionths an "
          + "hour, its assets cost \(costs.assetCost.micros)"
      )
    }
    var charges = costs.charges.map(\.perHour)
    for line in costs.lines { charges[line.charge] = charges[line.charge] - line.perHour }
    guard let left = charges.first(where: { $0 != .zero }) else { continue }
    throw .invariantBroken(
      "INV-8: a charge of \(variant.pattern.rawValue) differs from its lines by \(left.micros) "
        + "millionths an hour"
    )
  }
}

extension CostSummary {
  /// Everything that must add up to the asset cost.
  fileprivate var divisions: [(what: String, sum: Money)] {
    let tenants = self.tenants.reduce(unallocated) { $0 + $1.perHour }
    return [("the ledger", total), ("what tenants pay", tenants)]
      + CostDimension.allCases.map { dimension in
        let rows = allocations.lazy.filter { $0.dimension == dimension }
        return ("the cost by \(dimension.rawValue)", rows.reduce(.zero) { $0 + $1.perHour })
      }
  }
}
