package import EventCore

/// When a proxy takes a host out of rotation, and for how long.
///
/// Source: `source/common/upstream/outlier_detection_impl.cc` of Envoy at 00c7146; the values are
/// its defaults. Counts and ejections are those of one proxy only.
package struct OutlierDetection: Sendable {
  package var consecutive5xx = 5
  package var interval = SimDuration.seconds(10)
  package var baseEjectionTime = SimDuration.seconds(30)
  package var maxEjectionTime = SimDuration.seconds(300)
  /// Most hosts that may be out, in percent.
  package var maxEjectionPercent = 10
  /// Newer proxies may take out one host of any number; older ones always did.
  package var alwaysEjectsOne = false
  /// Hosts that the success rate needs, and requests of each in an interval.
  package var successRateMinimumHosts = 5
  package var successRateRequestVolume = 100
  /// Standard deviations below the mean that are too many.
  package var successRateDeviations = 1.9

  package init() {}

  /// Whether a row of failures condemns a host.
  package func condemns(consecutiveFailures: Int) -> Bool {
    consecutiveFailures >= consecutive5xx
  }

  /// Whether one more host may go.
  package func allowsEjection(hosts: Int, ejected: Int) -> Bool {
    if alwaysEjectsOne && ejected == 0 { return true }
    let percent = 100 * (Int128(ejected) + 1)
    return hosts > 0 && percent <= Int128(maxEjectionPercent) * Int128(hosts)
  }

  /// How long a host stays out the *n*-th time; jitter comes on top.
  ///
  /// The number grows with each ejection and shrinks by one for each healthy interval.
  package func ejectionTime(timesEjected: Int) -> SimDuration {
    let (time, overflows) = baseEjectionTime.nanoseconds
      .multipliedReportingOverflow(by: Int64(timesEjected))
    return overflows ? maxEjectionTime : min(SimDuration(nanoseconds: time), maxEjectionTime)
  }

  /// The success rate below which a host is an outlier, from the rates of the hosts with enough
  /// requests; nil if they are too few.
  package func successRateThreshold(of hosts: [HostResults]) -> Double? {
    let rates = hosts.filter { $0.requests >= successRateRequestVolume }.map(\.successRate)
    guard rates.count >= successRateMinimumHosts, !rates.isEmpty else { return nil }
    let mean = rates.reduce(0, +) / Double(rates.count)
    let squares = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return mean - successRateDeviations * (squares / Double(rates.count)).squareRoot()
  }
}

/// What a host answered within an interval.
package struct HostResults: Sendable {
  package var requests: Int
  package var successes: Int

  package init(requests: Int, successes: Int) {
    self.requests = requests
    self.successes = successes
  }

  /// In percent.
  package var successRate: Double { 100 * Double(successes) / Double(requests) }
}

/// Whether a load balancer ignores health: fewer healthy hosts than the threshold (Envoy's
/// `healthy_panic_threshold`).
package func isPanicking(healthy: Int, hosts: Int, thresholdPercent: Double = 50) -> Bool {
  100 * Double(healthy) < thresholdPercent * Double(hosts)
}
