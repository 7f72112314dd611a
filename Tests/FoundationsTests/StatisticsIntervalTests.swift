import CGSL
import Statistics
import Testing

@Suite struct StatisticsIntervalTests {
  /// 2, 4, 6: mean 4, s = 2, t(0.975, 2 df) = 4.302653, half-width = 4.302653 × 2 ÷ √3.
  @Test func studentIntervalByHand() throws {
    let estimate = try #require(Estimate.mean(of: [2, 4, 6], confidence: 0.95))
    let halfWidth = 4.302652729911275 * 2 / 3.0.squareRoot()
    #expect(estimate.value == 4)
    #expect(abs(try #require(estimate.low) - (4 - halfWidth)) < 1e-9)
    #expect(abs(try #require(estimate.halfWidth) - halfWidth) < 1e-9)
    #expect(estimate.replications == 3)
  }

  @Test func oneValueHasNoIntervalAndNoneNoEstimate() throws {
    let one = try #require(Estimate.mean(of: [7], confidence: 0.9))
    #expect(one.value == 7 && one.low == nil && one.high == nil && one.halfWidth == nil)
    #expect(!one.isSignificant)
    #expect(Estimate.mean(of: [], confidence: 0.9) == nil)
  }

  /// What the pairs share cancels out: the differences are 1, 1, 2 although the values are far
  /// apart.
  @Test func pairedDifference() throws {
    let values = [101.0, 501, 902]
    let baseline = [100.0, 500, 900]
    let paired = try #require(
      Estimate.difference(of: values, from: baseline, confidence: 0.9)
    )
    #expect(abs(paired.value - 4.0 / 3) < 1e-9)
    #expect(paired.isSignificant)
    let same = try #require(Estimate.difference(of: [1, 2], from: [2, 1], confidence: 0.9))
    #expect(same.value == 0 && !same.isSignificant)
  }

  @Test func scalingByLessThanZeroSwapsTheEnds() {
    let ratio = Estimate(value: 0.9, low: 0.8, high: 0.95, confidence: 0.95, replications: 3)
    let burnt = ratio.scaled(by: -10, plus: 10)
    #expect(abs(burnt.value - 1) < 1e-9)
    #expect((burnt.low ?? 0) < burnt.value && burnt.value < (burnt.high ?? 0))
    #expect(ratio.clamped(to: 0.85...0.9).low == 0.85)
  }

  /// 2,000 experiments of 8 normal values each: the 95 % interval holds the true mean in 93–97 %.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func studentIntervalCoversAsOftenAsItSays(seed: UInt64) {
    var generator = SplitMix64(state: seed)
    var covered = 0
    for _ in 0..<2000 {
      let values = (0..<8).map { _ in 10 + 3 * gsl_cdf_ugaussian_Pinv(generator.unit()) }
      let estimate = Estimate.mean(of: values, confidence: 0.95)
      if let low = estimate?.low, let high = estimate?.high, low <= 10, 10 <= high { covered += 1 }
    }
    #expect((1860...1940).contains(covered), "covered \(covered) of 2000, seed \(seed)")
  }

  /// 0 of n has the closed form [0, 1 − (α/2)^(1/n)]; n of n mirrors it.
  @Test(arguments: [1, 10, 59, 1000, 1_000_000])
  func clopperPearsonAtTheEdges(trials: Int) {
    let none = clopperPearsonInterval(successes: 0, trials: trials, confidence: 0.95)
    let all = clopperPearsonInterval(successes: trials, trials: trials, confidence: 0.95)
    let expected = -gsl_sf_exp(gsl_sf_log(0.025) / Double(trials)) + 1
    #expect(none.lowerBound == 0 && all.upperBound == 1)
    #expect(abs(none.upperBound - expected) < 1e-9 * max(expected, 1e-3))
    #expect(abs(all.lowerBound - (1 - expected)) < 1e-9)
  }

  /// Published: 5 of 10 at 95 % is 0.1871 to 0.8129 (Clopper and Pearson 1934).
  @Test func clopperPearsonByTheBook() {
    let half = clopperPearsonInterval(successes: 5, trials: 10, confidence: 0.95)
    #expect(abs(half.lowerBound - 0.187086) < 1e-6 && abs(half.upperBound - 0.812914) < 1e-6)
    #expect(clopperPearsonInterval(successes: 0, trials: 0, confidence: 0.95) == 0...1)
  }

  /// The tail probabilities at the ends are what they should be, by GSL's binomial where it can.
  @Test func clopperPearsonEndsHaveTheirTails() {
    for (hits, trials) in [(1, 7), (30, 31), (950, 1000), (281, 400), (9_990, 10_000)] {
      let ends = clopperPearsonInterval(successes: hits, trials: trials, confidence: 0.9)
      let above = gsl_cdf_binomial_Q(UInt32(hits - 1), ends.lowerBound, UInt32(trials))
      let below = gsl_cdf_binomial_P(UInt32(hits), ends.upperBound, UInt32(trials))
      #expect(abs(above - 0.05) < 1e-8, "\(hits) of \(trials): \(above)")
      #expect(abs(below - 0.05) < 1e-8, "\(hits) of \(trials): \(below)")
    }
  }

  /// Where GSL's inverse fails, the interval still agrees with the normal approximation.
  @Test(arguments: [(5_000, 10_000), (950_000, 1_000_000), (99_000_000, 100_000_000)])
  func clopperPearsonOfManyTrials(hits: Int, trials: Int) {
    let ends = clopperPearsonInterval(successes: hits, trials: trials, confidence: 0.95)
    let ratio = Double(hits) / Double(trials)
    let halfWidth = 1.959964 * (ratio * (1 - ratio) / Double(trials)).squareRoot()
    #expect(abs(ends.lowerBound - (ratio - halfWidth)) < 0.02 * halfWidth)
    #expect(abs(ends.upperBound - (ratio + halfWidth)) < 0.02 * halfWidth)
  }

  @Test(arguments: [(0.5, 5), (0.95, 59), (0.99, 299), (0.999, 2995), (0, 1)])
  func samplesForAQuantile(probability: Double, needed: Int) {
    #expect(samplesNeeded(forQuantile: probability, confidence: 0.95) == needed)
  }
}

/// Small, seeded, the same everywhere (Steele, Lea and Flood 2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number above 0 and below 1.
  mutating func unit() -> Double { (Double(next() >> 11) + 0.5) / 9_007_199_254_740_992 }
}
