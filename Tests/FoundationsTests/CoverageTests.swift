import CGSL
import Randomness
import Statistics
import Testing

/// Thousands of experiments from known laws: a 95 % interval holds the truth in 93–97 % of them.
@Suite struct CoverageTests {
  private static let experiments = 2000
  private static let accepted = 1860...1940

  /// Counts the experiments whose interval holds the truth.
  private func covered(
    _ truth: Double,
    seed: UInt64,
    _ experiment: (inout RandomStream) -> Estimate?
  ) -> Int {
    (1...Self.experiments).count { number in
      var stream = RandomStream(seed: seed, replication: number, purpose: "coverage")
      guard let estimate = experiment(&stream), let low = estimate.low, let high = estimate.high
      else { return false }
      return low <= truth && truth <= high
    }
  }

  private func quantile(_ probability: Double, of values: [Double]) -> Double {
    let rank = Int((probability * Double(values.count)).rounded(.up))
    return values.sorted()[max(1, rank) - 1]
  }

  /// The p95 of exponential values is −ln 0.05.
  ///
  /// With 60 values a section, the mean of the sections'
  /// quantiles is too small by 5 %, and its interval holds the truth in 20 % of 100-section runs.
  @Test(arguments: [(60, 10), (60, 50), (100, 30), (1000, 10)])
  func overallQuantileCovers(size: Int, sections: Int) {
    let truth = -gsl_sf_log(0.05)
    var ofMeans = 0
    let hits = covered(truth, seed: 11) { stream in
      let values = (0..<sections).map { _ in (0..<size).map { _ in stream.exponential(mean: 1) } }
      let quantiles = values.map { quantile(0.95, of: $0) }
      if let mean = Estimate.mean(of: quantiles, confidence: 0.95), let low = mean.low,
        let high = mean.high, low <= truth, truth <= high
      {
        ofMeans += 1
      }
      let all = quantile(0.95, of: values.flatMap(\.self))
      return Estimate.overall(all, sections: quantiles, confidence: 0.95)
    }
    // A quantile of few values has a skewed law; a point more is allowed above.
    #expect((1860...1960).contains(hits), "covered \(hits) of 2000")
    if size == 60, sections == 50 { #expect(ofMeans < 1600, "means covered \(ofMeans)") }
  }

  /// Ratios of sums over replications: 5 or 10 replications of Poisson-like counts around 400.
  @Test(arguments: [5, 10, 30]) func ratioCovers(sections: Int) {
    let hits = covered(0.9, seed: 12) { stream in
      let totals = (0..<sections).map { _ in
        (400 + 20 * gsl_cdf_ugaussian_Pinv(stream.uniform())).rounded()
      }
      let good = totals.map { total in
        // What is good varies more than by lot alone, as it does in bursts.
        let share = min(1, max(0, 0.9 + 0.05 * gsl_cdf_ugaussian_Pinv(stream.uniform())))
        return share * total
      }
      return Estimate.ratio(of: good, to: totals, confidence: 0.95)
    }
    #expect(Self.accepted.contains(hits), "covered \(hits) of 2000")
  }

  /// Pairs that share most of their noise.
  @Test func pairedDifferenceCovers() {
    let hits = covered(1, seed: 13) { stream in
      let pairs = (0..<10).map { _ in
        let shared = 50 * stream.exponential(mean: 1)
        return (shared + 1 + gsl_cdf_ugaussian_Pinv(stream.uniform()), shared)
      }
      return Estimate.difference(of: pairs.map(\.0), from: pairs.map(\.1), confidence: 0.95)
    }
    #expect(Self.accepted.contains(hits), "covered \(hits) of 2000")
  }

  /// Mean waits of an M/M/1 queue by Lindley's recursion, load 0.7: replications cover, and so do
  /// ten batches of one long path where their halves don't look correlated.
  @Test func meanWaitCovers() {
    let truth = 0.7 / (1 - 0.7)
    let byReplications = covered(truth, seed: 14) { stream in
      let means = (0..<10).map { _ in
        let path = Self.waits(2200, &stream)
        return path.dropFirst(200).reduce(0, +) / 2000
      }
      return Estimate.mean(of: means, confidence: 0.95)
    }
    #expect((1840...1940).contains(byReplications), "replications: \(byReplications)")
    var refused = 0
    let byBatches = covered(truth, seed: 15) { stream in
      let path = Array(Self.waits(20_200, &stream).dropFirst(200))
      let halves = stride(from: 0, to: 20_000, by: 1000).map { start in
        path[start..<start + 1000].reduce(0, +) / 1000
      }
      if (SerialCorrelation(halves)?.pValue ?? 0) < 0.05 { refused += 1 }
      let means = stride(from: 0, to: 20, by: 2).map { (halves[$0] + halves[$0 + 1]) / 2 }
      return Estimate.mean(of: means, confidence: 0.95)
    }
    #expect((1840...1940).contains(byBatches), "batches: \(byBatches), refused \(refused)")
  }

  private static func waits(_ count: Int, _ stream: inout RandomStream) -> [Double] {
    var wait = 0.0
    return (0..<count).map { _ in
      defer {
        let service = stream.exponential(mean: 1)
        wait = max(0, wait + service - stream.exponential(mean: 1 / 0.7))
      }
      return wait
    }
  }

  /// Stopping as soon as the half-width is small enough favours intervals too narrow by chance.
  ///
  /// From 10 replications on, with growth by what is needed, little coverage is lost.
  @Test func stoppedIntervalCovers() {
    var lengths = 0
    let hits = covered(10, seed: 16) { stream in
      var values: [Double] = []
      var count = 10
      while true {
        while values.count < count {
          values.append(10 + 2 * gsl_cdf_ugaussian_Pinv(stream.uniform()))
        }
        let estimate = Estimate.mean(of: values, confidence: 0.95)
        let excess = (estimate?.halfWidth ?? 0) / (0.08 * abs(estimate?.value ?? 1))
        guard excess > 1, count < 200 else {
          lengths += count
          return estimate
        }
        count = max(count + 2, Int((Double(count) * min(2, excess * excess)).rounded(.up)))
      }
    }
    // About (1.96 × 2 ÷ 0.8)² = 24 replications.
    #expect((20...30).contains(lengths / Self.experiments))
    #expect((1840...1940).contains(hits), "covered \(hits) of 2000")
  }
}
