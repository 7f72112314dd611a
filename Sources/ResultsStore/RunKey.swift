internal import Digests
package import Domain
internal import EventCore

/// What a finished replication depends on besides its pattern and number.
///
/// Neither the number of replications nor the confidence level is part of it: a run that is asked
/// for more replications may use the ones it has.
package struct RunKey: Hashable, Sendable {
  /// SHA-256 in hex.
  package let digest: String

  package init(
    scenarioDigest: String,
    toolVersion: String,
    settings: RunSettings,
    hardware: HardwareRule
  ) {
    // What is found depends on nothing but the rest.
    let warmUp = settings.findsWarmUp ? "auto" : "\(settings.warmUp.nanoseconds)"
    let parts = [
      "bulkhead partial 2", scenarioDigest, toolVersion, "\(settings.seed)",
      "\(settings.duration.nanoseconds)", warmUp, "\(hardware)",
      "\(settings.isAntithetic)", "\(settings.measuresBatches)",
    ]
    digest = SHA256.hex(of: parts.joined(separator: "\n").utf8)
  }

  /// The key at one point of a sweep; that of the first, or of a run without one, is the run's.
  func atPoint(_ point: Int) -> RunKey {
    point == 0 ? self : RunKey(digest: SHA256.hex(of: "\(digest)\npoint \(point)".utf8))
  }

  private init(digest: String) { self.digest = digest }
}
