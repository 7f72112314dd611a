/// The CFS quota of a CPU limit, in microseconds a period; nil without a limit.
///
/// At least 1 ms, which the kernel demands. Source: `MilliCPUToQuota` in
/// `pkg/kubelet/cm/helpers_linux.go` of Kubernetes.
package func cpuQuota(limitMilli milli: Int64, periodMicros period: Int64 = 100_000) -> Int64? {
  if milli == 0 { return nil }
  return Int64(clamping: max(1000, Int128(milli) * Int128(period) / 1000))
}

/// The quota of a pod's own cgroup: that of the sum of limits, if every container has one.
///
/// Limits are in thousandths of a core, nil or 0 for a container without.
package func podQuota(limitsMilli limits: [Int64?], periodMicros: Int64 = 100_000) -> Int64? {
  var sum: Int128 = 0
  for limit in limits {
    guard let limit, limit > 0 else { return nil }
    sum += Int128(limit)
  }
  return cpuQuota(limitMilli: Int64(clamping: sum), periodMicros: periodMicros)
}
