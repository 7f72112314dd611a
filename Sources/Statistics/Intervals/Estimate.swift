/// A mean over independent replications with its confidence interval.
public struct Estimate: Hashable, Sendable, Codable {
  /// The mean over the replications.
  public var value: Double
  /// The lower end of the interval; nil without one, as for a mean over a single replication.
  public var low: Double?
  /// The upper end of the interval; nil exactly where `low` is.
  public var high: Double?
  /// The confidence level, for example 0.95.
  public var confidence: Double
  /// How many replications the mean is taken over.
  public var replications: Int

  /// Creates an estimate from its parts.
  public init(value: Double, low: Double?, high: Double?, confidence: Double, replications: Int) {
    self.value = value
    self.low = low
    self.high = high
    self.confidence = confidence
    self.replications = replications
  }

  /// The larger distance from the value to an end of the interval; nil without an interval.
  public var halfWidth: Double? {
    guard let low, let high else { return nil }
    return max(high - value, value - low)
  }

  /// Whether the interval lies wholly on one side of zero; false without an interval.
  ///
  /// Meant for differences: the two things compared differ at the confidence level.
  public var isSignificant: Bool {
    guard let low, let high else { return false }
    return low > 0 || high < 0
  }

  /// Returns the estimate of `factor` × the quantity + `offset`.
  public func scaled(by factor: Double, plus offset: Double = 0) -> Estimate {
    let ends = [low, high].map { end in end.map { $0 * factor + offset } }
    return Estimate(
      value: value * factor + offset,
      low: factor < 0 ? ends[1] : ends[0],
      high: factor < 0 ? ends[0] : ends[1],
      confidence: confidence,
      replications: replications
    )
  }

  /// Returns the estimate with its interval, not its value, cut to the values that are possible.
  public func clamped(to possible: ClosedRange<Double>) -> Estimate {
    var clamped = self
    clamped.low = low.map { max($0, possible.lowerBound) }
    clamped.high = high.map { min($0, possible.upperBound) }
    return clamped
  }
}
