internal import Edge
internal import EventCore

extension ConformanceTopic {
  /// When cert-manager renews, and how long it waits after failures.
  static let certificateRenewal = ConformanceTopic(
    "cert_renewal",
    kinds: [
      "renewal": ConformanceTopic("renewal") {
        (inputs: RenewalInputs, expected: RenewalExpected) in
        let renewal = CertificateRenewal(
          renewBefore: try inputs.renewBeforeSeconds.map { try duration(seconds: $0) },
          renewBeforePercentage: inputs.renewBeforePercentage
        )
        let wait = renewal.renewal(lifetime: try duration(seconds: inputs.lifetimeSeconds))
        try expectEqual(wait, try duration(seconds: expected.renewAtSeconds), "renew at")
      },
      "backoff": ConformanceTopic("backoff") {
        (inputs: BackoffInputs, expected: BackoffExpected) in
        let backoff = IssuanceBackoff(
          initial: try duration(seconds: inputs.initialSeconds ?? 3600),
          maximum: try duration(seconds: inputs.maxSeconds ?? 115_200)
        )
        let wait = backoff.wait(
          failedAttempts: inputs.failedAttempts,
          sinceFailure: try duration(seconds: inputs.secondsSinceFailure)
        )
        try expectEqual(wait, try duration(seconds: expected.waitSeconds), "wait")
      },
    ]
  )
}

private struct RenewalInputs: Decodable {
  var lifetimeSeconds: Int64
  var renewBeforeSeconds: Int64?
  var renewBeforePercentage: Int64?
}

private struct RenewalExpected: Decodable {
  var renewAtSeconds: Int64
}

private struct BackoffInputs: Decodable {
  var failedAttempts: Int64
  var secondsSinceFailure: Int64
  var initialSeconds: Int64?
  var maxSeconds: Int64?
}

private struct BackoffExpected: Decodable {
  var waitSeconds: Int64
}
