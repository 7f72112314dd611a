/// How often values of each size occurred; merges exactly, and bounds the error of its quantiles.
///
/// Only buckets that hold something are kept, in ascending order.
public struct LatencyHistogram: Hashable, Sendable, Codable {
  /// A bucket and how many values fell into it.
  public struct Bucket: Hashable, Sendable {
    /// The place in `HistogramLayout`.
    public var index: Int
    /// How many values it holds; at least 1.
    public var count: Int64

    /// Creates a bucket with a count.
    public init(index: Int, count: Int64) {
      self.index = index
      self.count = count
    }
  }

  /// The buckets that hold something, ascending.
  public private(set) var buckets: [Bucket]

  /// Creates an empty histogram.
  public init() { buckets = [] }

  /// Creates a histogram from buckets in ascending order, without repeats or empty ones.
  public init(buckets: [Bucket]) {
    precondition(Self.isWellFormed(buckets), "buckets must ascend, each with a count")
    self.buckets = buckets
  }

  /// Whether buckets lie in the layout, ascend, and each hold something.
  static func isWellFormed(_ buckets: [Bucket]) -> Bool {
    buckets.allSatisfy { $0.count > 0 && (0..<HistogramLayout.bucketCount).contains($0.index) }
      && zip(buckets, buckets.dropFirst()).allSatisfy { $0.index < $1.index }
  }

  /// The number of values.
  public var count: Int64 { buckets.reduce(0) { $0 + $1.count } }

  /// Returns a quantile in nanoseconds: the upper bound of the bucket that holds the value of rank
  /// ⌈`probability` × count⌉; nil if there are no values.
  ///
  /// The exact quantile is at most `max(512 ns, quantile ÷ 1,024)` smaller. A caller that knows the
  /// exact maximum should not report more than that.
  public func quantile(_ probability: Double) -> Int64? {
    let total = count
    guard total > 0 else { return nil }
    let rank = max(1, Int64((probability * Double(total)).rounded(.up)))
    var seen: Int64 = 0
    for bucket in buckets {
      seen += bucket.count
      if seen >= rank { return HistogramLayout.upperBound(of: bucket.index) }
    }
    return buckets.last.map { HistogramLayout.upperBound(of: $0.index) }
  }

  /// Adds the values of another histogram.
  ///
  /// - Complexity: O(*n* + *m*) buckets.
  public mutating func merge(_ other: LatencyHistogram) {
    var merged: [Bucket] = []
    merged.reserveCapacity(buckets.count + other.buckets.count)
    var (left, right) = (0, 0)
    while left < buckets.count, right < other.buckets.count {
      let (a, b) = (buckets[left], other.buckets[right])
      if a.index == b.index {
        merged.append(Bucket(index: a.index, count: a.count + b.count))
      } else {
        merged.append(a.index < b.index ? a : b)
      }
      left += a.index <= b.index ? 1 : 0
      right += b.index <= a.index ? 1 : 0
    }
    merged.append(contentsOf: buckets[left...])
    merged.append(contentsOf: other.buckets[right...])
    buckets = merged
  }

  /// Returns the values that came after an earlier state of the same histogram.
  ///
  /// - Precondition: no bucket of `earlier` holds more than here.
  public func subtracting(_ earlier: LatencyHistogram) -> LatencyHistogram {
    var rest: [Bucket] = []
    var next = 0
    for bucket in buckets {
      var count = bucket.count
      if next < earlier.buckets.count, earlier.buckets[next].index == bucket.index {
        count -= earlier.buckets[next].count
        next += 1
      }
      if count != 0 { rest.append(Bucket(index: bucket.index, count: count)) }
    }
    precondition(next == earlier.buckets.count, "not an earlier state")
    return LatencyHistogram(buckets: rest)
  }

  /// Reads the flat list that `encode(to:)` writes; refuses what is not a histogram.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let flat = try container.decode([Int64].self)
    let read = stride(from: 0, to: flat.count - 1, by: 2).map {
      Bucket(index: Int(flat[$0]), count: flat[$0 + 1])
    }
    guard flat.count.isMultiple(of: 2), Self.isWellFormed(read) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "not a histogram: index, count, … with ascending indices"
      )
    }
    buckets = read
  }

  /// Writes a flat list of index, count, index, count and so on.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(buckets.flatMap { [Int64($0.index), $0.count] })
  }
}
