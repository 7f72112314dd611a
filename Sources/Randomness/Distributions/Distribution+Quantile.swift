internal import CGSL

/// GSL's own handler of errors ends the process; done once, on first use.
private let hasTamedGSL: Bool = {
  cgsl_never_abort()
  return true
}()

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
      return Self.gammaQuantile(probability, shape: 1 / (cv * cv), scale: mean * cv * cv)
    case .weibull(let mean, let shape):
      return gsl_cdf_weibull_Pinv(probability, mean / gsl_sf_gamma(1 + 1 / shape), shape)
    case .logNormal(let logMean, let logSigma):
      guard logSigma > 0 else { return gsl_sf_exp(logMean) }
      return gsl_cdf_lognormal_Pinv(probability, logMean, logSigma)
    case .empirical(let points):
      return Self.quantile(probability, of: points)
    }
  }

  /// The quantile of a gamma law, by GSL, or by bisection where GSL's search does not converge.
  static func gammaQuantile(_ probability: Double, shape: Double, scale: Double) -> Double {
    _ = hasTamedGSL
    let found = gsl_cdf_gamma_Pinv(probability, shape, scale)
    if found >= 0, found.isFinite { return found }
    var low = 0.0
    var high = shape * scale
    while gsl_cdf_gamma_P(high, shape, scale) < probability { high *= 2 }
    // Halvings down to neighbouring numbers end after some thousand steps at most.
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return middle }
      if gsl_cdf_gamma_P(middle, shape, scale) < probability { low = middle } else { high = middle }
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
