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
    estimate.spread(to: values)
    return estimate
  }

  /// Returns a value that was computed from all sections of a run together, with the interval that
  /// the values of the single sections give it; nil if there are no sections.
  ///
  /// The interval is Student's t around the overall value, with the sections' mean square deviation
  /// from it (sectioning; Asmussen and Glynn, "Stochastic Simulation", III.5a; Nakayama 2014,
  /// "Confidence intervals for quantiles using sectioning"). A quantile of few values is biased by
  /// about one part in their number; the mean of the sections' quantiles keeps that bias however
  /// many sections there are, and its interval misses the truth, while the overall quantile loses
  /// it.
  ///
  /// - Precondition: `0 < confidence < 1`.
  public static func overall(
    _ value: Double,
    sections: [Double],
    confidence: Double
  ) -> Estimate? {
    precondition(confidence > 0 && confidence < 1, "confidence is a share, got \(confidence)")
    guard !sections.isEmpty else { return nil }
    var estimate = Estimate(
      value: value,
      low: nil,
      high: nil,
      confidence: confidence,
      replications: sections.count
    )
    if sections.count > 1 { estimate.spread(to: sections) }
    return estimate
  }

  /// Sets Student's t interval around the value, from the mean square deviation of values from it.
  private mutating func spread(to values: [Double]) {
    let count = Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - value) * ($1 - value) }
    let standardError = (squares / (count - 1) / count).squareRoot()
    let halfWidth = gsl_cdf_tdist_Pinv((1 + confidence) / 2, count - 1) * standardError
    low = value - halfWidth
    high = value + halfWidth
  }

  /// Returns how likely a difference at least this large is if there is none: the two-sided p-value
  /// of Student's t; nil without an interval.
  ///
  /// Where all *n* values agree there is no error to measure by; the p-value is then that of all
  /// *n* falling on one side by chance, 2¹⁻ⁿ, and 1 if they are zero.
  public var pValue: Double? {
    guard let low, let high, replications > 1 else { return nil }
    let freedom = Double(replications - 1)
    let halfWidth = (high - low) / 2
    guard halfWidth > 0 else { return value == 0 ? 1 : smallestSignProbability }
    let standardError = halfWidth / gsl_cdf_tdist_Pinv((1 + confidence) / 2, freedom)
    return min(1, 2 * gsl_cdf_tdist_Q(abs(value) / standardError, freedom))
  }

  private var smallestSignProbability: Double {
    Double(sign: .plus, exponent: 1 - replications, significand: 1)
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
