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
