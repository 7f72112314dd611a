internal import Analysis
internal import Domain

/// INV-9: every pattern saw the same requests, bit for bit.
func checkCommonRandomNumbers(_ variants: [[ReplicationRecord]]) throws(RunError) {
  let reference = variants.first { !$0.isEmpty } ?? []
  for records in variants {
    for (record, expected) in zip(records, reference)
    where record.workloadDigest != expected.workloadDigest {
      throw .invariantBroken(
        "INV-9: replication \(record.replication) of \(record.pattern.rawValue) saw another "
          + "workload than \(expected.pattern.rawValue)"
      )
    }
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
