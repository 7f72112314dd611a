internal import CGSL

/// A distribution ready to be drawn from: its parameters are in the form that the draw needs.
public struct Sampler: Sendable {
  private enum Law: BitwiseCopyable {
    case constant(Double)
    case uniform(low: Double, width: Double)
    case exponential(mean: Double)
    case gamma(shape: Double, scale: Double)
    case weibull(shape: Double, scale: Double)
    case logNormal(logMean: Double, logSigma: Double)
    case empirical
  }

  private let law: Law
  /// Of an empirical law; beside the law, so that a draw copies no array.
  private let points: [Distribution.QuantilePoint]

  /// Prepares a distribution.
  public init(_ distribution: Distribution) {
    if case .empirical(let points) = distribution {
      self.points = points
    } else {
      points = []
    }
    law =
      switch distribution {
      case .constant(let value): .constant(value)
      case .uniform(let low, let high): .uniform(low: low, width: high - low)
      case .exponential(let mean): .exponential(mean: mean)
      // A gamma law of shape k has the coefficient of variation 1/√k.
      case .gamma(let mean, let cv):
        cv > 0 ? .gamma(shape: 1 / (cv * cv), scale: mean * cv * cv) : .constant(mean)
      // The mean of a Weibull law is scale × Γ(1 + 1/shape).
      case .weibull(let mean, let shape):
        .weibull(shape: shape, scale: mean / gsl_sf_gamma(1 + 1 / shape))
      case .logNormal(let logMean, let logSigma):
        .logNormal(logMean: logMean, logSigma: logSigma)
      case .empirical: .empirical
      }
  }

  /// Returns a draw, in the unit of the distribution.
  ///
  /// From one half of an antithetic pair every law is drawn by inversion.
  public func draw(from stream: inout RandomStream) -> Double {
    switch law {
    case .constant(let value): value
    case .uniform(let low, let width): low + width * stream.uniform()
    case .exponential(let mean): stream.exponential(mean: mean)
    case .gamma(let shape, let scale):
      stream.isPaired
        ? Distribution.gammaQuantile(stream.uniform(), shape: shape, scale: scale)
        : stream.gamma(shape: shape, scale: scale)
    case .weibull(let shape, let scale):
      stream.isPaired
        ? gsl_cdf_weibull_Pinv(stream.uniform(), scale, shape)
        : stream.weibull(shape: shape, scale: scale)
    case .logNormal(let logMean, let logSigma):
      stream.isPaired
        ? gsl_sf_exp(logMean + logSigma * gsl_cdf_ugaussian_Pinv(stream.uniform()))
        : stream.logNormal(logMean: logMean, logSigma: logSigma)
    case .empirical: quantile(at: stream.uniform())
    }
  }

  /// The quantile function made of straight lines between points.
  ///
  /// - Complexity: O(log *n*) in the number of points.
  private func quantile(at probability: Double) -> Double {
    var low = 0
    var high = points.count
    // The first point at or above the probability.
    while low < high {
      let middle = (low + high) / 2
      if points[middle].probability < probability { low = middle + 1 } else { high = middle }
    }
    guard low < points.count else { return points.last?.value ?? 0 }
    let above = points[low]
    guard low > 0 else { return above.value }
    let below = points[low - 1]
    let width = above.probability - below.probability
    guard width > 0 else { return above.value }
    return below.value + (above.value - below.value) * (probability - below.probability) / width
  }
}
