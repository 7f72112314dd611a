internal import CGSL

/// A distribution ready to be drawn from: its parameters are in the form that the draw needs.
public struct Sampler: Sendable {
  private enum Law: Sendable {
    case constant(Double)
    case uniform(low: Double, width: Double)
    case exponential(mean: Double)
    case gamma(shape: Double, scale: Double)
    case weibull(shape: Double, scale: Double)
    case logNormal(logMean: Double, logSigma: Double)
    case empirical([Distribution.QuantilePoint])
  }

  private let law: Law

  /// Prepares a distribution.
  public init(_ distribution: Distribution) {
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
      case .empirical(let points): .empirical(points)
      }
  }

  /// Returns a draw, in the unit of the distribution.
  public func draw(from stream: inout RandomStream) -> Double {
    switch law {
    case .constant(let value): value
    case .uniform(let low, let width): low + width * stream.uniform()
    case .exponential(let mean): stream.exponential(mean: mean)
    case .gamma(let shape, let scale): stream.gamma(shape: shape, scale: scale)
    case .weibull(let shape, let scale): stream.weibull(shape: shape, scale: scale)
    case .logNormal(let logMean, let logSigma):
      stream.logNormal(logMean: logMean, logSigma: logSigma)
    case .empirical(let points): Self.quantile(of: points, at: stream.uniform())
    }
  }

  /// The quantile function made of straight lines between points.
  private static func quantile(
    of points: [Distribution.QuantilePoint],
    at probability: Double
  ) -> Double {
    guard var below = points.first else { return 0 }
    for point in points {
      if point.probability >= probability {
        let width = point.probability - below.probability
        guard width > 0 else { return point.value }
        let share = (probability - below.probability) / width
        return below.value + (point.value - below.value) * share
      }
      below = point
    }
    return below.value
  }
}
