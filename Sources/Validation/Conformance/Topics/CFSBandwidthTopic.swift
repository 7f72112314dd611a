internal import Contention

extension ConformanceTopic {
  /// CPU time under quota and burst, period by period.
  static let cfsBandwidth = ConformanceTopic("cfs_bandwidth") {
    (inputs: BandwidthInputs, expected: BandwidthExpected) in
    var bandwidth = CFSBandwidth(quota: inputs.quotaUs, burst: inputs.burstUs ?? 0)
    let runs = inputs.demandUsPerPeriod.map { bandwidth.run(demand: $0) }
    try expectEqual(runs, expected.runUsPerPeriod, "run per period")
    try expectEqual(bandwidth.periodsThrottled, expected.periodsThrottled, "periods throttled")
    try expectEqual(bandwidth.backlog, expected.backlogUs, "backlog")
  }
}

private struct BandwidthInputs: Decodable {
  var quotaUs: Int64
  /// Says how long a period is; what runs in one does not depend on it.
  var periodUs: Int64
  var burstUs: Int64?
  var demandUsPerPeriod: [Int64]
}

private struct BandwidthExpected: Decodable {
  var runUsPerPeriod: [Int64]
  var periodsThrottled: Int64
  var backlogUs: Int64
}
