package import EventCore

/// How long a proxy waits before a retry: anything from nothing up to a bound that doubles.
///
/// The bound of the *n*-th retry is (2ⁿ − 1) × base, never more than the maximum. Source:
/// `x-envoy-max-retries` in Envoy's router filter documentation.
package struct RetryBackoff: Sendable, BitwiseCopyable {
  package var base: SimDuration
  package var maximum: SimDuration

  /// Envoy's 25 ms, and ten times the base.
  package init(base: SimDuration = .milliseconds(25), maximum: SimDuration? = nil) {
    let (tenfold, overflows) = base.nanoseconds.multipliedReportingOverflow(by: 10)
    self.base = base
    self.maximum = maximum ?? SimDuration(nanoseconds: overflows ? .max : tenfold)
  }

  /// The longest wait before a retry, counted from 1.
  package func longest(retry: Int) -> SimDuration {
    // No base of a nanosecond or more is below any maximum after 63 doublings.
    guard retry < 63 else { return base > .zero ? maximum : .zero }
    let factor = (Int64(1) << max(0, retry)) - 1
    let (bound, overflows) = base.nanoseconds.multipliedReportingOverflow(by: factor)
    return overflows ? maximum : min(SimDuration(nanoseconds: bound), maximum)
  }
}
