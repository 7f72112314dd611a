internal import Domain
package import Statistics

/// What changed between two runs.
package struct RunComparison: Sendable {
  /// How replications were held against each other.
  package enum Method: String, CaseIterable, Sendable {
    /// Same seed and number: pair by pair, on the same random numbers.
    case paired
    /// Welch's test of independent samples.
    case independent
  }

  package var base: RunMetrics.Origin
  package var head: RunMetrics.Origin
  package var method: Method
  /// In the order of the base.
  package var differences: [MetricDifference]
  /// Metrics that only one of the two has, by name.
  package var added: [MetricKey]
  package var removed: [MetricKey]
  /// What a reader should know before believing it, in sentences.
  package var notes: [String]
  /// How many tests the p-values are corrected for.
  package var tests: Int

  package var regressions: [MetricDifference] {
    differences.filter { $0.outcome == .regressed }
  }

  package func count(_ outcome: MetricDifference.Outcome) -> Int {
    differences.count { $0.outcome == outcome }
  }
}

/// One metric of one subject in two runs.
package struct MetricDifference: Sendable {
  package enum Outcome: String, CaseIterable, Sendable {
    /// Worse beyond the tolerance, for certain.
    case regressed
    /// Better beyond the tolerance, for certain.
    case improved
    /// Not worse beyond the tolerance, for certain.
    case unchanged
    /// Worse beyond the tolerance, or not: the interval allows both.
    case inconclusive
    /// The same to the last digit.
    case equal
    /// Neither can be stated, or only the head.
    case notStated = "not-stated"
  }

  package var key: MetricKey
  package var base: MetricValue
  package var head: MetricValue
  package var tolerance: Tolerance
  package var outcome: Outcome
  /// Head less base, with the interval of this difference alone; nil if it can't be stated.
  package var difference: Estimate?
  /// Of "there is no difference", as it is and corrected for all that were compared; nil where
  /// chance has no part or nothing can be stated.
  package var p: Double?
  package var adjustedP: Double?
  /// Of "it is not worse beyond the tolerance", corrected; nil as above.
  package var adjustedPWorse: Double?
  /// What keeps it from being stated; nil if nothing does.
  package var missing: String?

  /// Whether the two differ at all, after the correction.
  package var isSignificant: Bool {
    guard let adjustedP, let difference else {
      return outcome == .regressed || outcome == .improved
    }
    return adjustedP <= 1 - difference.confidence
  }

  /// Head less base as a share of the base; nil where there is nothing to divide by.
  package var relativeChange: Double? {
    guard let difference, let old = base.estimate?.value, old != 0 else { return nil }
    return difference.value / old
  }
}
