internal import CGSL

extension Estimate {
  /// Returns the mean of independent values, one per replication, with Student's t interval; nil
  /// if there are no values.
  ///
  /// The interval is exact for normally distributed values and, by the central limit theorem,
  /// close for means and quantiles of many requests.
  ///
  /// - Precondition: `0 < confidence < 1`.
  public static func mean(of values: [Double], confidence: Double) -> Estimate? {
    precondition(confidence > 0 && confidence < 1, "confidence is a share, got \(confidence)")
    guard !values.isEmpty else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    var estimate = Estimate(
      value: mean,
      low: nil,
      high: nil,
      confidence: confidence,
      replications: values.count
    )
    guard values.count > 1 else { return estimate }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let standardError = (squares / (count - 1) / count).squareRoot()
    let halfWidth = gsl_cdf_tdist_Pinv((1 + confidence) / 2, count - 1) * standardError
    estimate.low = mean - halfWidth
    estimate.high = mean + halfWidth
    return estimate
  }

  /// Returns the ratio of two sums over independent replications with Student's t interval; nil if
  /// the denominators add up to nothing.
  ///
  /// The classical ratio estimator: Σa ÷ Σb with the standard error of the residuals a − ratio × b
  /// (Cochran, "Sampling Techniques", 6.4). For denominators that are all alike it is the mean of
  /// the ratios.
  ///
  /// - Precondition: the arrays have one length and `0 < confidence < 1`.
  public static func ratio(
    of numerators: [Double],
    to denominators: [Double],
    confidence: Double
  ) -> Estimate? {
    precondition(numerators.count == denominators.count, "one denominator a numerator")
    let total = denominators.reduce(0, +)
    guard total > 0 else { return nil }
    let ratio = numerators.reduce(0, +) / total
    let meanDenominator = total / Double(denominators.count)
    // The residuals' mean is zero; as values around the ratio they have its standard error.
    let values = zip(numerators, denominators).map { ratio + ($0 - ratio * $1) / meanDenominator }
    return mean(of: values, confidence: confidence).map { estimate in
      var estimate = estimate
      estimate.value = ratio
      return estimate
    }
  }

  /// Returns the mean of the differences `values[i] − baseline[i]` with Student's t interval; nil
  /// if there are none.
  ///
  /// Pairs must have been run on the same random numbers; what they share then cancels out, and
  /// the interval is narrower than that of two independent means.
  ///
  /// - Precondition: the arrays have one length and `0 < confidence < 1`.
  public static func difference(
    of values: [Double],
    from baseline: [Double],
    confidence: Double
  ) -> Estimate? {
    precondition(values.count == baseline.count, "pairs: \(values.count) and \(baseline.count)")
    return mean(of: zip(values, baseline).map { $0 - $1 }, confidence: confidence)
  }
}
