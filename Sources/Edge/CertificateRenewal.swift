package import EventCore

/// When cert-manager renews a certificate.
///
/// Source: `pkg/util/pki/renewaltime.go` of cert-manager at 2d0d7f7.
package struct CertificateRenewal: Sendable {
  /// Before the end; counts if above zero and shorter than the certificate lives.
  package var renewBefore: SimDuration?
  /// In percent of the lifetime, before the end; counts if above 0 and below 100.
  package var renewBeforePercentage: Int64?

  package init(renewBefore: SimDuration? = nil, renewBeforePercentage: Int64? = nil) {
    self.renewBefore = renewBefore
    self.renewBeforePercentage = renewBeforePercentage
  }

  /// From a certificate's `notBefore` to its renewal, in whole seconds.
  ///
  /// By default two thirds of the life that the certificate really has, whatever was asked for.
  package func renewal(lifetime: SimDuration) -> SimDuration {
    let wait = lifetime.nanoseconds - before(lifetime).nanoseconds
    return SimDuration(nanoseconds: wait - wait % 1_000_000_000)
  }

  private func before(_ lifetime: SimDuration) -> SimDuration {
    if let renewBefore, renewBefore > .zero, renewBefore < lifetime { return renewBefore }
    if let percent = renewBeforePercentage, percent > 0, percent < 100 {
      let before = Int128(lifetime.nanoseconds) * Int128(percent) / 100
      return SimDuration(nanoseconds: Int64(clamping: before))
    }
    return SimDuration(nanoseconds: lifetime.nanoseconds / 3)
  }
}

/// How long cert-manager waits after failed issuances; a change of the request cuts it short.
///
/// Source: the trigger controller of cert-manager at 2d0d7f7.
package struct IssuanceBackoff: Sendable {
  package var initial: SimDuration
  package var maximum: SimDuration

  package init(initial: SimDuration = .seconds(3600), maximum: SimDuration = .seconds(115_200)) {
    self.initial = initial
    self.maximum = maximum
  }

  /// What is left to wait; an attempt number of 0 counts as 1.
  package func wait(failedAttempts: Int64, sinceFailure: SimDuration) -> SimDuration {
    let left = Int128(delay(failedAttempts).nanoseconds) - Int128(sinceFailure.nanoseconds)
    return SimDuration(nanoseconds: Int64(clamping: max(0, left)))
  }

  private func delay(_ attempts: Int64) -> SimDuration {
    let doublings = min(max(attempts, 1) - 1, 62)
    let (delay, overflows) = initial.nanoseconds
      .multipliedReportingOverflow(by: Int64(1) << doublings)
    return overflows ? maximum : max(initial, min(SimDuration(nanoseconds: delay), maximum))
  }
}
