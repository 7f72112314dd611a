internal import CGSL

/// How far the mean of one sample lies from a multiple of another's, and how well that is known.
public struct MeanContrast: Sendable {
  /// mean(head) − factor × mean(base).
  public let value: Double
  /// Zero if nothing varies.
  public let standardError: Double
  /// Of Student's law for value ÷ standard error.
  public let degreesOfFreedom: Double
  /// The smallest p-value that exchanging labels can give: 2 ÷ (ways to exchange them).
  ///
  /// It stands in for Student's where nothing varies and the law is a lattice: a handful of
  /// counts that happen to agree prove little.
  public let exchangeFloor: Double

  /// Pairs run on the same random numbers: what they share cancels out.
  ///
  /// Nil for fewer than two pairs.
  ///
  /// - Precondition: the arrays have one length.
  public init?(paired head: [Double], _ base: [Double], factor: Double = 1) {
    precondition(head.count == base.count, "pairs: \(head.count) and \(base.count)")
    guard head.count >= 2 else { return nil }
    let moments = Moments(zip(head, base).map { $0 - factor * $1 })
    value = moments.mean
    standardError =
      negligible(moments.variance, beside: head + base)
      ? 0 : (moments.variance / moments.count).squareRoot()
    degreesOfFreedom = moments.count - 1
    exchangeFloor = 2 * (0..<min(head.count, 1000)).reduce(1) { power, _ in power / 2 }
  }

  /// Independent samples, by Welch's approximation of the degrees of freedom.
  ///
  /// Nil if either has fewer than two values.
  ///
  /// Source: B. L. Welch, "The generalization of Student's problem", Biometrika 34 (1947).
  public init?(independent head: [Double], _ base: [Double], factor: Double = 1) {
    guard head.count >= 2, base.count >= 2 else { return nil }
    let ours = Moments(head)
    let theirs = Moments(base.map { $0 * factor })
    value = ours.mean - theirs.mean
    let parts = [ours, theirs].map { part in
      negligible(part.variance, beside: head + base) ? 0 : part.variance / part.count
    }
    let variance = parts[0] + parts[1]
    standardError = variance.squareRoot()
    let spread =
      parts[0] * parts[0] / (ours.count - 1) + parts[1] * parts[1] / (theirs.count - 1)
    degreesOfFreedom = spread > 0 ? variance * variance / spread : ours.count + theirs.count - 2
    exchangeFloor =
      2 * gsl_sf_exp(-gsl_sf_lnchoose(UInt32(head.count + base.count), UInt32(head.count)))
  }

  /// The p-value of "not above the limit".
  public func pAbove(_ limit: Double, isLattice: Bool = false) -> Double {
    guard standardError > 0 else {
      guard value > limit else { return 1 }
      return isLattice ? min(1, exchangeFloor / 2) : 0
    }
    return gsl_cdf_tdist_Q((value - limit) / standardError, degreesOfFreedom)
  }

  /// The p-value of "not below the limit".
  public func pBelow(_ limit: Double, isLattice: Bool = false) -> Double {
    guard standardError > 0 else {
      guard value < limit else { return 1 }
      return isLattice ? min(1, exchangeFloor / 2) : 0
    }
    return gsl_cdf_tdist_P((value - limit) / standardError, degreesOfFreedom)
  }

  /// The contrast with its interval.
  public func estimate(confidence: Double, replications: Int) -> Estimate {
    let halfWidth =
      standardError > 0
      ? gsl_cdf_tdist_Pinv((1 + confidence) / 2, degreesOfFreedom) * standardError : 0
    return Estimate(
      value: value,
      low: value - halfWidth,
      high: value + halfWidth,
      confidence: confidence,
      replications: replications
    )
  }
}

private struct Moments {
  var count: Double
  var mean: Double
  /// Unbiased.
  var variance: Double

  init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    self.count = count
    self.mean = mean
    variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
  }
}

/// What is left of a subtraction of equal numbers is rounding, not chance.
private func negligible(_ variance: Double, beside values: [Double]) -> Bool {
  let scale = values.reduce(0) { max($0, $1.magnitude) }
  return variance <= (1e-9 * scale) * (1e-9 * scale)
}
