package import Domain
package import EventCore

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// What the workloads of one LocalQueue have used lately: Kueue's AdmissionFairSharing.
///
/// Sampled every `interval`; what was used earlier counts half as much after each half-life. Among
/// the LocalQueues of one cluster queue the one with the smallest usage ÷ weight goes first.
///
/// Source: kubernetes-sigs/kueue KEP-4136 and `pkg/util/admissionfairsharing`.
package struct LocalQueueUsage: Sendable {
  package struct Settings: Sendable, Hashable {
    /// `usageHalfLifeTime`; 0 forgets what was used before at once.
    package var halfLife: SimDuration
    /// `usageSamplingInterval`; above 0.
    package var interval: SimDuration

    package init(halfLife: SimDuration, interval: SimDuration) {
      self.halfLife = halfLife
      self.interval = interval
    }

    /// The part of a sample that is new: 1 − 2^(−interval ÷ half-life).
    package var alpha: Double {
      guard halfLife > .zero else { return 1 }
      return 1 - exp2(-interval.inSeconds / halfLife.inSeconds)
    }
  }

  /// By resource, in the order of the caller.
  package private(set) var amounts: [Double]

  package init(amounts: [Double]) { self.amounts = amounts }

  /// Takes in what is in use at the end of one sampling interval.
  package mutating func sample(_ used: [Double], _ settings: Settings) {
    let alpha = settings.alpha
    for (index, amount) in used.enumerated() {
      amounts[index] = (1 - alpha) * amounts[index] + alpha * amount
    }
  }

  /// Σ amount × resource weight ÷ the LocalQueue's weight; infinite for a weight of 0.
  package func value(resourceWeights: [Double], weight: FairWeight) -> Double {
    guard !weight.isZero else { return .infinity }
    return zip(amounts, resourceWeights).reduce(0) { $0 + $1.0 * $1.1 } / weight.value
  }
}
