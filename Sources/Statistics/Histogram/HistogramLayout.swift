/// Where a value falls in a latency histogram: the bucket rule of HdrHistogram.
///
/// The layout is that of `HdrHistogram(lowest: 1 µs, highest: 2⁴⁹ ns, significant digits: 3)` over
/// nanoseconds: 512 ns wide buckets up to 1 ms, then 1,024 buckets for every doubling. A bucket is
/// never wider than max(512 ns, value ÷ 1,024), which bounds the error of every quantile.
public enum HistogramLayout {
  /// Values are counted in units of 2⁹ ns, the largest power of two below one microsecond.
  @usableFromInline static let unitMagnitude = 9
  /// 2¹¹ sub-buckets resolve three significant digits.
  @usableFromInline static let subBucketMagnitude = 11
  /// Decimal digits that a bucket resolves.
  public static let significantDigits = 3
  /// The largest value that is told apart, about 6.5 days in nanoseconds; larger ones count here.
  public static let highestTrackable: Int64 = (1 << 49) - 1

  /// The number of buckets.
  public static let bucketCount = bucket(of: highestTrackable) + 1

  /// Returns the bucket of a value in nanoseconds; negative values count as 0.
  @inlinable
  public static func bucket(of nanoseconds: Int64) -> Int {
    let value = min(max(nanoseconds, 0), highestTrackable)
    let mask: Int64 = ((1 << subBucketMagnitude) - 1) << unitMagnitude
    let magnitude = 64 - (value | mask).leadingZeroBitCount
    let doubling = magnitude - unitMagnitude - subBucketMagnitude
    let subBucket = Int(value >> Int64(doubling + unitMagnitude))
    return (doubling << (subBucketMagnitude - 1)) + subBucket
  }

  /// Returns the smallest value, in nanoseconds, of a bucket.
  public static func lowerBound(of bucket: Int) -> Int64 {
    let half = 1 << (subBucketMagnitude - 1)
    let doubling = max(0, bucket / half - 1)
    return Int64(bucket - doubling * half) << Int64(doubling + unitMagnitude)
  }

  /// Returns the largest value, in nanoseconds, of a bucket.
  public static func upperBound(of bucket: Int) -> Int64 { lowerBound(of: bucket + 1) - 1 }
}
