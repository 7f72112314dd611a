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
