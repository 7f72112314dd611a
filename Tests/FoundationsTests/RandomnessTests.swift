import CGSL
import Randomness
import Testing

@Suite struct RandomStreamTests {
  /// The first outputs of xoshiro256++ 1.0 for the state 1, 2, 3, 4, worked out by hand from the
  /// reference description: rotl(1 + 4, 23) + 1 = 5 × 2²³ + 1 = 41,943,041.
  @Test func theCTwinBeginsAsTheReferenceDoes() {
    var state: (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)
    let first = unsafe withUnsafeMutablePointer(to: &state) { tuple in
      unsafe tuple.withMemoryRebound(to: UInt64.self, capacity: 4) { words in
        unsafe cgsl_xoshiro_next(words)
      }
    }
    #expect(first == 41_943_041)
    // s2 = 3 ^ 1 = 2, s3 = 4 ^ 2 = 6, s1 = 2 ^ s2 = 0, s0 = 1 ^ s3 = 7,
    // s2 ^= 2 << 17 makes 262,146, s3 = rotl(6, 45).
    let sixShifted: UInt64 = 6 << 45
    #expect([state.0, state.1, state.2, state.3] == [7, 0, 262_146, sixShifted])
  }

  /// After as many draws, both sides of the bridge to GSL stand at the same place.
  ///
  /// A Weibull draw takes one uniform.
  @Test(arguments: 0..<20)
  func gslDrawsAdvanceTheStreamAsOurOwnDo(seed: UInt64) {
    var direct = RandomStream(seed: seed, purpose: "bridge")
    var bridged = direct
    for _ in 0..<100 {
      _ = direct.next()
      _ = bridged.weibull(shape: 1.5, scale: 2)
      #expect(direct.next() == bridged.next(), "seed \(seed)")
    }
  }

  @Test func streamsDifferByEveryPartOfTheirKey() {
    func first(_ seed: UInt64, _ replication: Int, _ owner: [String]) -> UInt64 {
      var stream = RandomStream(seed: seed, replication: replication, owner: owner, purpose: "gap")
      return stream.next()
    }
    let base = first(1, 1, ["a", "b"])
    #expect(base == first(1, 1, ["a", "b"]))
    let others = [
      first(2, 1, ["a", "b"]), first(1, 2, ["a", "b"]), first(1, 1, ["a", "c"]),
      first(1, 1, ["ab"]), first(1, 1, ["b", "a"]),
    ]
    #expect(Set(others + [base]).count == 6)
  }
}

@Suite struct SamplerTests {
  struct Law: Sendable {
    var distribution: Distribution
    var mean: Double
    var variance: Double
  }

  /// Mean and variance in closed form.
  @Test(arguments: [
    Law(distribution: .constant(3), mean: 3, variance: 0),
    Law(distribution: .uniform(low: 1, high: 5), mean: 3, variance: 16.0 / 12),
    Law(distribution: .exponential(mean: 2), mean: 2, variance: 4),
    Law(distribution: .gamma(mean: 3, cv: 0.5), mean: 3, variance: 2.25),
    Law(distribution: .gamma(mean: 3, cv: 2), mean: 3, variance: 36),
    // Shape 1 is exponential.
    Law(distribution: .weibull(mean: 2, shape: 1), mean: 2, variance: 4),
    // Shape 2 (Rayleigh): variance ÷ mean² = 4 ÷ π − 1.
    Law(distribution: .weibull(mean: 2, shape: 2), mean: 2, variance: 4 * (4 / .pi - 1)),
    Law(
      distribution: .empirical([
        .init(probability: 0, value: 0), .init(probability: 0.5, value: 2),
        .init(probability: 1, value: 4),
      ]),
      mean: 2,
      variance: 16.0 / 12
    ),
  ])
  func drawsHaveTheMomentsOfTheLaw(law: Law) {
    let count = 200_000
    let sampler = Sampler(law.distribution)
    var stream = RandomStream(seed: 11, purpose: "moments")
    let draws = (0..<count).map { _ in sampler.draw(from: &stream) }
    let mean = draws.reduce(0, +) / Double(count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    // Four standard errors of the mean.
    let error = 4 * (law.variance / Double(count)).squareRoot()
    #expect(abs(mean - law.mean) <= error, "mean \(mean)")
    #expect(abs(law.distribution.mean - law.mean) < 1e-9, "stated mean")
    // Heavy tails make the variance slow to settle; 8 % is three standard errors at cv 2.
    #expect(abs(variance - law.variance) <= 0.08 * law.variance, "variance \(variance)")
  }

  @Test func logNormalHasItsMedianAndItsTail() {
    let distribution = Distribution.logNormal(median: 400, p95: 2400)
    let sampler = Sampler(distribution)
    var stream = RandomStream(seed: 12, purpose: "log-normal")
    let count = 200_000
    let draws = (0..<count).map { _ in sampler.draw(from: &stream) }
    let belowMedian = Double(draws.count { $0 <= 400 }) / Double(count)
    let below95 = Double(draws.count { $0 <= 2400 }) / Double(count)
    // Four standard errors of a proportion.
    #expect(abs(belowMedian - 0.5) < 4 * (0.25 / Double(count)).squareRoot())
    #expect(abs(below95 - 0.95) < 4 * (0.0475 / Double(count)).squareRoot())
  }
}
