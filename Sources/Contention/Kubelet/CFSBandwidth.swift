/// CPU time under `cpu.max` and `cpu.max.burst`, period by period: a fluid model with as many CPUs
/// as there is demand for.
///
/// Source: `Documentation/scheduler/sched-bwc.rst` of Linux. Times are CPU time in microseconds.
package struct CFSBandwidth: Sendable, BitwiseCopyable {
  /// At least 0 each; Kubernetes sets no burst.
  private let quota: Int64
  private let mostSaved: Int64
  /// CPU time left in this period.
  private var runtime: Int64
  /// What was asked for and has not run.
  package private(set) var backlog: Int64 = 0
  /// Periods that ended with work undone (`nr_throttled`).
  package private(set) var periodsThrottled: Int64 = 0

  /// Before the first period, which begins with a quota and nothing saved.
  package init(quota: Int64, burst: Int64 = 0) {
    self.quota = max(0, quota)
    let (sum, overflows) = self.quota.addingReportingOverflow(max(0, burst))
    mostSaved = overflows ? .max : sum
    runtime = self.quota
  }

  /// Runs one period with so much new demand; returns the CPU time it gets.
  package mutating func run(demand: Int64) -> Int64 {
    let (wanted, overflows) = backlog.addingReportingOverflow(max(0, demand))
    let total = overflows ? .max : wanted
    let granted = min(total, runtime)
    backlog = total - granted
    if backlog > 0 { periodsThrottled += 1 }
    let left = runtime - granted
    runtime = left > mostSaved - quota ? mostSaved : left + quota
    return granted
  }
}

/// How long a container with so many running threads runs in each period before it stands still,
/// in microseconds of wall time; the whole period if the quota lasts.
package func runBeforeThrottling(quota: Int64, period: Int64, threads: Int64) -> Int64 {
  threads <= 0 ? period : min(period, quota / threads)
}
