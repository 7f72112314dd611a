#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The cgroup v1 shares of a container that requests so much CPU: 1,024 per core, from 2 to
/// 262,144.
///
/// Source: `MilliCPUToShares` in `pkg/kubelet/cm/helpers_linux.go` of Kubernetes.
package func cpuShares(requestMilli milli: Int64) -> Int64 {
  let (product, overflows) = milli.multipliedReportingOverflow(by: 1024)
  if overflows { return milli < 0 ? 2 : 262_144 }
  return min(max(product / 1000, 2), 262_144)
}

/// How a container runtime turns shares into the `cpu.weight` of cgroup v2.
package enum CPUWeightFormula: Sendable {
  /// KEP-2254; runc before 1.3.2, crun before 1.23. One core is 39, below the default of 100.
  case linear
  /// Newer runtimes: the least, the default and the most of both scales meet, one core is 100.
  ///
  /// Source: `ConvertCPUSharesToCgroupV2Value` of opencontainers/cgroups; Kubernetes blog,
  /// 2026-01-30.
  case quadratic

  /// The weight, from 1 to 10,000, of a cgroup with the given shares.
  package func weight(shares: Int64) -> Int64 {
    let shares = min(max(shares, 2), 262_144)
    switch self {
    case .linear: return 1 + (shares - 2) * 9999 / 262_142
    case .quadratic:
      if shares == 2 { return 1 }
      if shares == 262_144 { return 10_000 }
      let power = log2(Double(shares))
      let exponent = (power * power + 125 * power) / 612 - 7.0 / 34
      return Int64(pow(10, exponent).rounded(.up))
    }
  }
}
