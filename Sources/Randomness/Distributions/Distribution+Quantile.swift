internal import CGSL

extension Distribution {
  /// Returns the value below which the given share of the draws lies.
  ///
  /// - Precondition: the probability is above 0 and below 1.
  public func quantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "needs 0 < p < 1, got \(probability)")
    switch self {
    case .constant(let value):
      return value
    case .uniform(let low, let high):
      return low + (high - low) * probability
    case .exponential(let mean):
      return gsl_cdf_exponential_Pinv(probability, mean)
    case .gamma(let mean, let cv):
      guard cv > 0 else { return mean }
      return gsl_cdf_gamma_Pinv(probability, 1 / (cv * cv), mean * cv * cv)
    case .weibull(let mean, let shape):
      return gsl_cdf_weibull_Pinv(probability, mean / gsl_sf_gamma(1 + 1 / shape), shape)
    case .logNormal(let logMean, let logSigma):
      guard logSigma > 0 else { return gsl_sf_exp(logMean) }
      return gsl_cdf_lognormal_Pinv(probability, logMean, logSigma)
    case .empirical(let points):
      return Self.quantile(probability, of: points)
    }
  }

  private static func quantile(_ probability: Double, of points: [QuantilePoint]) -> Double {
    guard let next = points.firstIndex(where: { $0.probability >= probability }) else {
      return points.last?.value ?? 0
    }
    let above = points[next]
    guard next > 0 else { return above.value }
    let below = points[next - 1]
    let width = above.probability - below.probability
    guard width > 0 else { return above.value }
    let share = (probability - below.probability) / width
    return below.value + (above.value - below.value) * share
  }
}
