internal import CGSL

/// How far neighbouring values of a series depend on each other.
public struct SerialCorrelation: Hashable, Sendable {
  /// The correlation between each value and the next, about 0 for independent ones.
  public var lag1: Double
  /// How likely so much positive correlation is if there is none: von Neumann's ratio, one-sided.
  public var pValue: Double

  /// Measures a series; nil if it has fewer than 8 values, too few for the normal approximation.
  ///
  /// A series of equal values counts as uncorrelated. Source: von Neumann 1941; Young 1941, who
  /// gives variance (n − 2) ÷ (n² − 1) of the statistic; Fishman 1978, "Grouping observations in
  /// digital simulation".
  public init?(_ values: [Double]) {
    guard values.count >= 8 else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard squares > 0 else {
      (lag1, pValue) = (0, 1)
      return
    }
    let pairs = zip(values, values.dropFirst())
    lag1 = pairs.reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) } / squares
    let steps = pairs.reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
    let statistic = 1 - steps / (2 * squares)
    let deviation = ((count - 2) / (count * count - 1)).squareRoot()
    pValue = gsl_cdf_ugaussian_Q(statistic / deviation)
  }
}
