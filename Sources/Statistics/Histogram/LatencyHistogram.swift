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

  /// Creates a histogram from buckets in ascending order without repeats.
  public init(buckets: [Bucket]) {
    precondition(
      zip(buckets, buckets.dropFirst()).allSatisfy { $0.index < $1.index },
      "buckets must ascend"
    )
    self.buckets = buckets
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
    var left = buckets[...]
    var right = other.buckets[...]
    while let a = left.first, let b = right.first {
      if a.index == b.index {
        merged.append(Bucket(index: a.index, count: a.count + b.count))
        left.removeFirst()
        right.removeFirst()
      } else if a.index < b.index {
        merged.append(a)
        left.removeFirst()
      } else {
        merged.append(b)
        right.removeFirst()
      }
    }
    merged.append(contentsOf: left)
    merged.append(contentsOf: right)
    buckets = merged
  }

  /// Reads the flat list that `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let flat = try decoder.singleValueContainer().decode([Int64].self)
    buckets = stride(from: 0, to: flat.count - 1, by: 2).map {
      Bucket(index: Int(flat[$0]), count: flat[$0 + 1])
    }
  }

  /// Writes a flat list of index, count, index, count and so on.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(buckets.flatMap { [Int64($0.index), $0.count] })
  }
}
