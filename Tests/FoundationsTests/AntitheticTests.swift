import CGSL
import Randomness
import Statistics
import Testing

@Suite struct AntitheticTests {
  private func pair(_ number: Int) -> (first: RandomStream, second: RandomStream) {
    (
      RandomStream(seed: 1, replication: number, purpose: "pair", half: .first),
      RandomStream(seed: 1, replication: number, purpose: "pair", half: .second)
    )
  }

  @Test func secondHalfMirrorsTheFirst() {
    var (first, second) = pair(1)
    var alone = RandomStream(seed: 1, replication: 1, purpose: "pair")
    for _ in 0..<1000 {
      let number = first.uniform()
      #expect(number + second.uniform() == 1)
      #expect(number == alone.uniform())
    }
  }

  /// Both halves take one number a draw, so that they stay in step whatever the law, and what the
  /// first half draws at u the second draws at 1 − u.
  @Test(arguments: [
    Distribution.exponential(mean: 2), .gamma(mean: 2, cv: 0.5), .gamma(mean: 1, cv: 3),
    .weibull(mean: 1, shape: 0.7), .logNormal(logMean: 0, logSigma: 1), .uniform(low: 1, high: 4),
  ])
  func everyLawIsMirrored(law: Distribution) {
    var (first, second) = pair(2)
    var (twin, mirrored) = pair(2)
    let sampler = Sampler(law)
    for _ in 0..<200 {
      let share = twin.uniform()
      let opposite = mirrored.uniform()
      let (low, high) = (sampler.draw(from: &first), sampler.draw(from: &second))
      guard case .exponential = law else {
        #expect(abs(low - law.quantile(share)) <= 1e-9 * (1 + low), "\(law)")
        #expect(abs(high - law.quantile(opposite)) <= 1e-9 * (1 + high), "\(law)")
        continue
      }
      // Gaps are drawn as −mean × ln u: the same law, from the other end.
      #expect(abs(low - law.quantile(opposite)) <= 1e-6 * (1 + low))
    }
  }

  /// The mean of draws by inversion is that of the law: 20,000 draws, within five standard errors.
  @Test(arguments: [
    (Distribution.gamma(mean: 2, cv: 0.5), 1.0), (.gamma(mean: 1, cv: 3), 3),
    (.weibull(mean: 1, shape: 0.7), 1.5), (.logNormal(logMean: -0.5, logSigma: 1), 1.32),
  ])
  func expectationIsUnchanged(law: Distribution, deviation: Double) {
    var (first, _) = pair(3)
    let sampler = Sampler(law)
    let mean = (0..<20_000).reduce(0) { sum, _ in sum + sampler.draw(from: &first) } / 20_000
    #expect(abs(mean - law.mean) < 5 * deviation / 141.4, "\(mean) of \(law)")
  }

  /// Mean wait of 300 customers of an M/M/1 queue, load 0.5, from empty: pairs of mirrored runs
  /// scatter less than pairs of independent ones, around the same mean.
  @Test func pairsScatterLess() {
    func wait(_ gaps: RandomStream, _ work: RandomStream) -> Double {
      var (gaps, work) = (gaps, work)
      var (wait, sum) = (0.0, 0.0)
      for _ in 0..<300 {
        sum += wait
        wait = max(0, wait + work.exponential(mean: 1) - gaps.exponential(mean: 2))
      }
      return sum / 300
    }
    func run(_ replication: Int, _ half: RandomStream.Half) -> Double {
      wait(
        RandomStream(seed: 9, replication: replication, purpose: "gap", half: half),
        RandomStream(seed: 9, replication: replication, purpose: "size", half: half)
      )
    }
    let mirrored = (1...2000).map { (run($0, .first) + run($0, .second)) / 2 }
    let independent = (1...2000).map { (run($0, .none) + run($0 + 10_000, .none)) / 2 }
    let (a, b) = (mean(mirrored), mean(independent))
    #expect(variance(mirrored) < 0.85 * variance(independent))
    #expect(abs(a - b) < 5 * ((variance(mirrored) + variance(independent)) / 2000).squareRoot())
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private func variance(_ values: [Double]) -> Double {
    let mean = mean(values)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }
}
