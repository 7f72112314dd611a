internal import CGSL

/// Returns how many values are needed to bound a quantile from above, whatever their law.
///
/// The largest of *n* values lies above the quantile `probability` with probability
/// 1 − `probability`ⁿ, so at least ln(1 − `confidence`) ÷ ln(`probability`) values are needed. With
/// fewer, even the maximum says nothing at that confidence. At 0.95: p50 needs 5, p95 59, p99 299.
///
/// - Precondition: `0 <= probability < 1` and `0 < confidence < 1`.
public func samplesNeeded(forQuantile probability: Double, confidence: Double) -> Int {
  precondition(confidence > 0 && confidence < 1, "confidence is a share, got \(confidence)")
  precondition(probability >= 0 && probability < 1, "got probability \(probability)")
  guard probability > 0 else { return 1 }
  return Int((gsl_sf_log_1plusx(-confidence) / gsl_sf_log(probability)).rounded(.up))
}
