import Domain
import EventCore
import Randomness
import Serving
import Testing

/// The bound on unfairness of virtual token counters, on random programs.
///
/// Source: Sheng et al., "Fairness in Serving Large Language Models", OSDI 2024, on flows that both
/// wait throughout an interval: what they are served in it differs by at most
/// 2 max(w_in L_in, w_out M), with the longest prompt L_in and the tokens M that the requests of a
/// batch have in the end. Where the cache is reserved, M is its size; else it can be more, since
/// those who end first make room for the others.
@Suite struct FairnessBoundTests {
  private static let cacheTokens = 400
  private static let longestPrompt = 60

  @Test(arguments: 0..<60)
  func flowsThatWaitAreServedAlike(seed: Int) {
    let (spread, tokens) = spread(seed: seed, weights: [1, 1, 1, 1])
    #expect(spread <= 2 * max(Double(Self.longestPrompt), 2 * Double(tokens)))
    #expect(spread > 0)
  }

  @Test(arguments: 0..<60)
  func weightedFlowsThatWaitAreServedByWeight(seed: Int) {
    let (spread, tokens) = spread(seed: seed, weights: [1, 4, 2, 1])
    // Service for the weight: the smallest weight is 1.
    #expect(spread <= 2 * max(Double(Self.longestPrompt), 2 * Double(tokens)))
    #expect(spread > 0)
  }

  /// Counters without lift promise nothing: who was away catches up at the cost of who was not.
  @Test func withoutLiftTheBoundBreaks() {
    #expect(differenceAfterAbsence(.none) > 2 * 2 * Double(Self.cacheTokens))
    #expect(differenceAfterAbsence(.toWaitingOrLast) <= 2 * 2 * Double(Self.cacheTokens))
  }

  /// How far the difference of what the first two flows have been served strays, and the tokens M.
  ///
  /// Service is divided by weight. The two always wait; the others come and go.
  private func spread(seed: Int, weights: [Double]) -> (spread: Double, tokens: Int) {
    var stream = RandomStream(seed: UInt64(seed), purpose: "fairness-bound")
    func below(_ count: Int) -> Int { Int(stream.uniform() * Double(count)) }
    var batchers = batchers(
      weights: weights,
      lift: .toWaitingOrLast,
      isWeighted: weights != [1, 1, 1, 1],
      admission: CacheAdmission.allCases[seed % 3],
      chunks: below(2) == 0
    )
    var next: UInt32 = 0
    var sizes: [Int] = []
    var running: Set<UInt32> = []
    var most = 0
    var bounds = (low: Double.infinity, high: -Double.infinity)
    let longest = weights.map { _ in (1 + below(Self.longestPrompt), 1 + below(80)) }
    for step in 0..<3000 {
      for flow in weights.indices {
        let isWanted =
          flow < 2
          ? batchers.service(of: flow, at: 0).waiting < 40 : (step / 100 + flow) % 3 == 0
        guard isWanted else { continue }
        let demand = TokenDemand(
          flow: flow,
          inputTokens: 1 + below(longest[flow].0),
          outputTokens: 1 + below(longest[flow].1)
        )
        _ = batchers.enqueue(next, at: 0, demand)
        sizes.append(demand.inputTokens + demand.outputTokens)
        next += 1
      }
      guard batchers.beginStep(at: 0) != nil else { continue }
      running.formUnion(numbers(batchers.joined))
      most = max(most, running.map { sizes[Int($0)] }.reduce(0, +))
      batchers.finishStep(at: 0)
      running.subtract(numbers(batchers.completed))
      guard step > 50 else { continue }
      let difference =
        batchers.service(of: 0, at: 0).counter - batchers.service(of: 1, at: 0).counter
      bounds = (min(bounds.low, difference), max(bounds.high, difference))
    }
    // The last token of a request is never stored.
    if CacheAdmission.allCases[seed % 3] == .reserved { #expect(most <= Self.cacheTokens + 256) }
    return (bounds.high - bounds.low, most)
  }

  /// How much more the first flow is served than the second after it has been away for long.
  private func differenceAfterAbsence(_ lift: RequestScheduling.CounterLift) -> Double {
    var batchers = batchers(
      weights: [1, 1],
      lift: lift,
      isWeighted: false,
      admission: .lookahead,
      chunks: false
    )
    var next: UInt32 = 0
    var atReturn = 0.0
    var most = 0.0
    for step in 0..<4000 {
      for flow in (step < 2000 ? 1 : 0)..<2 where batchers.service(of: flow, at: 0).waiting < 4 {
        _ = batchers.enqueue(
          next,
          at: 0,
          TokenDemand(flow: flow, inputTokens: 20, outputTokens: 40)
        )
        next += 1
      }
      guard batchers.beginStep(at: 0) != nil else { continue }
      batchers.finishStep(at: 0)
      let difference =
        batchers.service(of: 0, at: 0).counter - batchers.service(of: 1, at: 0).counter
      if step <= 2010 { atReturn = difference } else { most = max(most, difference - atReturn) }
    }
    return most
  }

  private func batchers(
    weights: [Double],
    lift: RequestScheduling.CounterLift,
    isWeighted: Bool,
    admission: CacheAdmission,
    chunks: Bool
  ) -> ContinuousBatchers {
    ContinuousBatchers(
      replicas: [0],
      settings: [
        BatcherSettings(
          batching: ContinuousBatching(
            steps: StepTimes(perPrefillToken: 0.001, decodeBase: .milliseconds(10)),
            maxStepTokens: 200,
            chunksPrefill: chunks,
            cacheTokens: Self.cacheTokens,
            blockTokens: 4,
            admission: admission
          ),
          scheduling: .virtualTokenCounter(.init(isWeighted: isWeighted, lift: lift)),
          flowWeights: weights
        )
      ]
    )
  }
}
