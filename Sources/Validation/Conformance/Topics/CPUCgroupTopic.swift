internal import Contention

extension ConformanceTopic {
  /// Requests as shares and weights, limits as CFS quotas.
  static let cpuCgroup = ConformanceTopic(
    "cpu_cgroup",
    kinds: [
      "weight": ConformanceTopic("weight") { (inputs: WeightInputs, expected: WeightExpected) in
        let shares = cpuShares(requestMilli: inputs.cpuRequestMilli)
        try expectEqual(shares, expected.cpuShares, "shares")
        let linear = CPUWeightFormula.linear.weight(shares: shares)
        try expectEqual(linear, expected.cpuWeightLinear, "linear weight")
        let quadratic = CPUWeightFormula.quadratic.weight(shares: shares)
        try expectEqual(quadratic, expected.cpuWeightQuadratic, "quadratic weight")
      },
      "quota": ConformanceTopic("quota") { (inputs: QuotaInputs, expected: QuotaExpected) in
        let quota = cpuQuota(limitMilli: inputs.cpuLimitMilli, periodMicros: inputs.periodUs)
        try expectEqual(quota ?? 0, expected.quotaUs, "quota")
        try expectEqual(quota == nil ? 0 : inputs.periodUs, expected.periodUs, "period")
      },
    ]
  )
}

private struct WeightInputs: Decodable {
  var cpuRequestMilli: Int64
}

private struct WeightExpected: Decodable {
  var cpuShares: Int64
  var cpuWeightLinear: Int64
  var cpuWeightQuadratic: Int64
}

private struct QuotaInputs: Decodable {
  var cpuLimitMilli: Int64
  var periodUs: Int64
}

private struct QuotaExpected: Decodable {
  var quotaUs: Int64
  var periodUs: Int64
}
