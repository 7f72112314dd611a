import Foundation
import Statistics
import Testing

@Suite struct StatisticsHistogramTests {
  /// Every bucket begins where the one before ends, and holds its own bounds.
  @Test func bucketsTileTheRange() {
    #expect(HistogramLayout.lowerBound(of: 0) == 0)
    for bucket in 0..<HistogramLayout.bucketCount {
      let low = HistogramLayout.lowerBound(of: bucket)
      let high = HistogramLayout.upperBound(of: bucket)
      #expect(HistogramLayout.bucket(of: low) == bucket)
      #expect(HistogramLayout.bucket(of: high) == bucket)
      #expect(high + 1 == HistogramLayout.lowerBound(of: bucket + 1))
      #expect(high - low < max(512, low / 1024 + 1), "bucket \(bucket) is too wide")
    }
    let last = HistogramLayout.upperBound(of: HistogramLayout.bucketCount - 1)
    #expect(last == HistogramLayout.highestTrackable)
  }

  @Test func valuesOutsideTheRangeCountAtItsEnds() {
    #expect(HistogramLayout.bucket(of: -1) == 0)
    #expect(HistogramLayout.bucket(of: .min) == 0)
    #expect(HistogramLayout.bucket(of: .max) == HistogramLayout.bucketCount - 1)
  }

  /// Brute force: sort the values and take the one of the rank.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func quantilesAreWithinTheirBound(seed: UInt64) throws {
    let values = randomValues(count: 1 + Int(seed) * 700, seed: seed)
    let histogram = histogram(of: values)
    let sorted = values.sorted()
    var last: Int64 = 0
    for probability in [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1] {
      let rank = max(1, Int((probability * Double(values.count)).rounded(.up)))
      let exact = sorted[rank - 1]
      let stated = try #require(histogram.quantile(probability))
      #expect(stated >= exact && stated - exact <= max(512, stated / 1024), "seed \(seed)")
      #expect(stated >= last, "quantiles must not fall, seed \(seed)")
      last = stated
    }
    #expect(LatencyHistogram().quantile(0.5) == nil)
  }

  /// Merging in any order is counting everything at once.
  @Test(arguments: [11, 12, 13] as [UInt64])
  func mergeIsConcatenation(seed: UInt64) {
    let parts = (0..<4).map { randomValues(count: Int($0) * 150, seed: seed &+ $0) }
    let whole = histogram(of: parts.flatMap { $0 })
    var forwards = LatencyHistogram()
    for part in parts { forwards.merge(histogram(of: part)) }
    var backwards = LatencyHistogram()
    for part in parts.reversed() { backwards.merge(histogram(of: part)) }
    #expect(forwards == whole && backwards == whole, "seed \(seed)")
    #expect(whole.count == Int64(parts.reduce(0) { $0 + $1.count }))
  }

  @Test func codableRoundTrip() throws {
    let histogram = histogram(of: randomValues(count: 500, seed: 5))
    let data = try JSONEncoder().encode(histogram)
    #expect(try JSONDecoder().decode(LatencyHistogram.self, from: data) == histogram)
  }

  @Test(arguments: ["[1]", "[2,1,1,1]", "[1,0]", "[-1,1]", "[1,-5]", "[40000,1]"])
  func damagedListsAreRefused(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(LatencyHistogram.self, from: Data(text.utf8))
    }
  }

  /// The bytes are what the Python package `hdrhistogram` 0.10 gives, unzipped, for the same
  /// values.
  @Test func hdrBytesAreThoseOfHdrHistogram() throws {
    let values: [Int64] =
      [0, 511, 512, 1500, 100_000] + Array(repeating: 5_000_000, count: 300)
      + [5_005_000, 612_000_000, (1 << 49) - 1]
    let histogram = histogram(of: values)
    let hex = histogram.hdrEncoded().map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    #expect(hex == Self.golden)
    #expect(histogram.quantile(0.95) == 5_001_215)  // as that package says
    #expect(try LatencyHistogram(hdrEncoded: histogram.hdrEncoded()) == histogram)
  }

  private static let golden =
    "1c849313" + "00000012" + "00000000" + "00000003"  // cookie, 18 bytes follow, offset, digits
    + "00000000000003e8" + "0001ffffffffffff" + "3ff0000000000000"  // 1000, 2^49 - 1, ratio 1.0
    + "04" + "02" + "02"  // 0 and 511 share a bucket; 512; 1500
    + "ff02" + "02"  // 192 empty buckets; 100 µs
    + "ff3f" + "d804"  // 4,096 empty buckets; 300 times 5 ms
    + "02" + "916f" + "02" + "ddbd02" + "02"

  @Test func hdrRoundTrip() throws {
    for seed in 20..<30 {
      let histogram = histogram(of: randomValues(count: seed * 20, seed: UInt64(seed)))
      #expect(try LatencyHistogram(hdrEncoded: histogram.hdrEncoded()) == histogram)
    }
    let many = LatencyHistogram(buckets: [
      .init(index: 0, count: 1), .init(index: 2, count: .max), .init(index: 3, count: 1 << 62),
      .init(index: HistogramLayout.bucketCount - 1, count: 64),
    ])
    #expect(try LatencyHistogram(hdrEncoded: many.hdrEncoded()) == many)
    let empty = LatencyHistogram()
    #expect(try LatencyHistogram(hdrEncoded: empty.hdrEncoded()) == empty)
  }

  @Test func damagedHDRBytesAreRefused() {
    let bytes = histogram(of: randomValues(count: 50, seed: 1)).hdrEncoded()
    func error(_ bytes: [UInt8]) -> LatencyHistogram.HDRError? {
      do throws(LatencyHistogram.HDRError) {
        _ = try LatencyHistogram(hdrEncoded: bytes)
        return nil
      } catch { return error }
    }
    #expect(error([]) == .notAHistogram)
    #expect(error(Array(bytes.dropLast())) == .notAHistogram)
    var otherDigits = bytes
    otherDigits[15] = 2
    #expect(error(otherDigits) == .otherLayout)
    // Payload of one byte that says another follows.
    var cut = Array(bytes.prefix(40))
    cut.replaceSubrange(4..<8, with: [0, 0, 0, 1])
    #expect(error(cut + [0x80]) == .damagedCounts)
    // A run of 2²⁷ empty buckets, then a count.
    cut.replaceSubrange(4..<8, with: [0, 0, 0, 5])
    #expect(error(cut + [0xFF, 0xFF, 0xFF, 0x7F, 0x02]) == .damagedCounts)
  }

  private func histogram(of values: [Int64]) -> LatencyHistogram {
    var counts: [Int: Int64] = [:]
    for value in values { counts[HistogramLayout.bucket(of: value), default: 0] += 1 }
    return LatencyHistogram(
      buckets: counts.keys.sorted().map { .init(index: $0, count: counts[$0] ?? 0) }
    )
  }

  /// Values of every order of magnitude below the largest trackable one.
  private func randomValues(count: Int, seed: UInt64) -> [Int64] {
    var generator = SplitMix64(state: seed)
    return (0..<count).map { _ in
      Int64(generator.next() >> UInt64.random(in: 15...60, using: &generator))
    }
  }
}
