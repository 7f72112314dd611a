internal import CGSL

/// The shape of a random quantity: a plain value that a scenario states and a `Sampler` draws from.
///
/// Parameters carry the unit of the quantity itself; for a duration that is seconds.
public enum Distribution: Sendable, Hashable, Codable {
  /// Always the same value.
  case constant(Double)
  /// Every value from `low` to `high` is as likely as any other.
  case uniform(low: Double, high: Double)
  /// Memoryless, with the given mean.
  case exponential(mean: Double)
  /// A gamma law, given by its mean and its coefficient of variation (standard deviation ÷ mean).
  case gamma(mean: Double, cv: Double)
  /// A Weibull law, given by its mean and its shape; shapes below 1 have heavy tails.
  case weibull(mean: Double, shape: Double)
  /// A log-normal law: `logMean` and `logSigma` are the mean and deviation of the logarithm.
  case logNormal(logMean: Double, logSigma: Double)
  /// Points of a quantile function, joined by straight lines.
  case empirical([QuantilePoint])

  /// A point of an empirical distribution: `value` is the quantile at `probability`.
  public struct QuantilePoint: Sendable, Hashable, Codable {
    /// A probability from 0 to 1.
    public var probability: Double
    /// The value below which that share of the draws lies.
    public var value: Double

    /// Creates a point of the quantile function.
    public init(probability: Double, value: Double) {
      self.probability = probability
      self.value = value
    }
  }

  /// Returns the log-normal law with the given median and 95th percentile.
  ///
  /// - Precondition: `0 < median <= p95`.
  public static func logNormal(median: Double, p95: Double) -> Self {
    precondition(median > 0 && p95 >= median, "needs 0 < median ≤ p95, got \(median), \(p95)")
    let normal95 = gsl_cdf_ugaussian_Pinv(0.95)
    let logMean = gsl_sf_log(median)
    return .logNormal(logMean: logMean, logSigma: (gsl_sf_log(p95) - logMean) / normal95)
  }

  /// The mean, in the unit of the quantity.
  public var mean: Double {
    switch self {
    case .constant(let value): value
    case .uniform(let low, let high): (low + high) / 2
    case .exponential(let mean), .gamma(let mean, _), .weibull(let mean, _): mean
    case .logNormal(let logMean, let logSigma): gsl_sf_exp(logMean + logSigma * logSigma / 2)
    case .empirical(let points): Self.mean(of: points)
    }
  }

  /// The mean of a quantile function made of straight lines: the area under it.
  private static func mean(of points: [QuantilePoint]) -> Double {
    guard let first = points.first, let last = points.last else { return 0 }
    let inside = zip(points, points.dropFirst()).reduce(0.0) { area, pair in
      area + (pair.1.probability - pair.0.probability) * (pair.0.value + pair.1.value) / 2
    }
    return first.probability * first.value + inside + (1 - last.probability) * last.value
  }
}
