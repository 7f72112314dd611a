/// A mean over independent replications with its confidence interval.
public struct Estimate: Hashable, Sendable, Codable {
  /// The mean over the replications.
  public var value: Double
  /// The ends of the interval; nil with fewer than two replications.
  public var low: Double?
  /// The upper end of the interval; nil with fewer than two replications.
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
}
