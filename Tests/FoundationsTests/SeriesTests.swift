import CGSL
import Randomness
import Statistics
import Testing

@Suite struct SeriesTests {
  /// A constant 10 after 60 values of 100: the cut is where the level changes.
  @Test func mserCutsWhereTheLevelChanges() {
    let values = Array(repeating: 100.0, count: 60) + Array(repeating: 10.0, count: 440)
    #expect(mser5(values) == .first(60))
    #expect(mser5(Array(repeating: 3.0, count: 500)) == .first(0))
    #expect(mser5(Array(repeating: 3.0, count: 99)) == .tooFew)
  }

  /// A line that never ends has no steady state.
  @Test func mserRefusesATrend() {
    #expect(mser5((0..<500).map(Double.init)) == .beyondMiddle)
  }

  /// The slow twin: for every cut the squared standard error by its definition.
  @Test(arguments: 1...20) func mserAgreesWithItsDefinition(seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: "mser")
    let values = (0..<250).map { index in
      stream.exponential(mean: 1) + 8 * gsl_sf_exp(-Double(index) / 20)
    }
    let batches = (0..<50).map { batch in values[batch * 5..<batch * 5 + 5].reduce(0, +) / 5 }
    let errors = (0...45).map { cut in
      let rest = batches[cut...]
      let mean = rest.reduce(0, +) / Double(rest.count)
      let squares = rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return squares / Double(rest.count * rest.count)
    }
    let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    #expect(mser5(values) == (best <= 25 ? .first(best * 5) : .beyondMiddle), "seed \(seed)")
  }

  /// 1, 2, 1, 2 … alternate: lag-1 correlation −(n − 1) ÷ n, and no sign of positive correlation.
  @Test func alternatingValuesAreNegativelyCorrelated() throws {
    let series = (0..<20).map { Double($0 % 2) }
    let correlation = try #require(SerialCorrelation(series))
    #expect(abs(correlation.lag1 + 19.0 / 20) < 1e-9 && correlation.pValue > 0.999)
    #expect(SerialCorrelation([1, 2, 3]) == nil)
    #expect(SerialCorrelation(Array(repeating: 1, count: 10))?.pValue == 1)
  }

  /// Independent series are refused in 5 % of the cases, autoregressive ones with ρ = 0.8 nearly
  /// always.
  @Test func correlationIsFound() {
    func refused(_ memory: Double) -> Int {
      (1...2000).count { number in
        var stream = RandomStream(seed: 5, replication: number, purpose: "series")
        var last = 0.0
        let series = (0..<20).map { _ in
          last = memory * last + gsl_cdf_ugaussian_Pinv(stream.uniform())
          return last
        }
        return (SerialCorrelation(series)?.pValue ?? 0) < 0.05
      }
    }
    #expect((60...140).contains(refused(0)))
    #expect(refused(0.8) > 1700)
  }

  /// By hand: p = 0.01, 0.02, 0.04 of three become 0.03, 0.04, 0.04; ties and order are kept.
  @Test func holmByHand() {
    let adjusted = holmAdjusted([0.04, 0.01, 0.02])
    #expect(zip(adjusted, [0.04, 0.03, 0.04]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(holmAdjusted([0.6, 0.9]) == [1, 1])
    #expect(holmAdjusted([]) == [])
  }

  /// With no difference anywhere, 20 comparisons side by side call one significant in 5 % of 2,000
  /// experiments at most; uncorrected they would in 64 %.
  @Test func holmHoldsTheFamily() {
    var corrected = 0
    var uncorrected = 0
    for number in 1...2000 {
      var stream = RandomStream(seed: 6, replication: number, purpose: "holm")
      let values = (0..<20).map { _ in
        Estimate.mean(
          of: (0..<10).map { _ in gsl_cdf_ugaussian_Pinv(stream.uniform()) },
          confidence: 0.95
        )?.pValue ?? 1
      }
      if values.contains(where: { $0 <= 0.05 }) { uncorrected += 1 }
      if holmAdjusted(values).contains(where: { $0 <= 0.05 }) { corrected += 1 }
    }
    #expect(corrected <= 140, "\(corrected) of 2000")
    #expect(uncorrected > 1100, "\(uncorrected) of 2000")
  }

  /// 2, 4, 6: t = 4 ÷ (2 ÷ √3) = 3.4641 with 2 degrees of freedom, p = 0.07418.
  @Test func pValueByHand() throws {
    let estimate = try #require(Estimate.mean(of: [2, 4, 6], confidence: 0.95))
    #expect(abs(try #require(estimate.pValue) - 0.0741799) < 1e-6)
    #expect(Estimate.mean(of: [3, 3, 3, 3], confidence: 0.95)?.pValue == 0.125)
    #expect(Estimate.mean(of: [0, 0], confidence: 0.95)?.pValue == 1)
    #expect(Estimate.mean(of: [5], confidence: 0.95)?.pValue == nil)
  }
}
