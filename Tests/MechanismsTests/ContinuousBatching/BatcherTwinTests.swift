import Domain
import EventCore
import Randomness
import Serving
import Testing

/// The engine against the obvious one, on random programs.
@Suite struct BatcherTwinTests {
  @Test(arguments: 0..<400)
  func stepsAndOutcomesAreThoseOfTheSlowTwin(seed: Int) {
    var stream = RandomStream(seed: UInt64(seed), purpose: "batcher-twin")
    func below(_ count: Int) -> Int { Int(stream.uniform() * Double(count)) }
    let settings = randomSettings(below)
    var fast = ContinuousBatchers(replicas: [0, 0], settings: [settings])
    var slow = SlowBatcher(settings)
    var present: [UInt32] = []
    var next: UInt32 = 0
    for _ in 0..<300 {
      for _ in 0..<below(3) {
        let demand = randomDemand(below, flows: settings.flowWeights.count)
        if fast.enqueue(next, at: 1, demand) {
          slow.enqueue(next, demand)
          present.append(next)
        }
        next += 1
      }
      let isInStep = below(2) == 0
      if !isInStep { removeOne() }
      let work = fast.beginStep(at: 1)
      #expect(work == slow.beginStep(), "seed \(seed)")
      #expect(numbers(fast.joined) == slow.newlyJoined, "seed \(seed)")
      guard work != nil else { continue }
      if isInStep { removeOne() }
      fast.finishStep(at: 1)
      slow.finishStep()
      let completed = numbers(fast.completed)
      #expect(Set(numbers(fast.firstTokens)) == Set(slow.firstTokens), "seed \(seed)")
      #expect(Set(completed) == Set(slow.completed), "seed \(seed)")
      #expect(fast.cacheTokens(at: 1) == slow.usedTokens, "seed \(seed)")
      #expect(fast.preemptions(at: 1) == slow.preemptions, "seed \(seed)")
      #expect(fast.waiting(at: 1) == slow.waiting.count, "seed \(seed)")
      for flow in slow.counters.indices {
        let counter = fast.service(of: flow, at: 1).counter
        #expect(counter == slow.counters[flow], "seed \(seed)")
      }
      present.removeAll { completed.contains($0) }
    }
    func removeOne() {
      guard below(8) == 0, !present.isEmpty else { return }
      let request = present.remove(at: below(present.count))
      fast.remove(request)
      slow.remove(request, duringStep: fast.isStepping(at: 1))
    }
  }

  /// The programs above would prove nothing if nothing happened in them.
  @Test func programsPreemptCompleteAndRunFull() {
    var (preemptions, completed, full, refused) = (0, 0, 0, 0)
    for seed in 0..<100 {
      var stream = RandomStream(seed: UInt64(seed), purpose: "batcher-twin")
      func below(_ count: Int) -> Int { Int(stream.uniform() * Double(count)) }
      let settings = randomSettings(below)
      var batchers = ContinuousBatchers(replicas: [0], settings: [settings])
      for next in UInt32(0)..<300 {
        let demand = randomDemand(below, flows: settings.flowWeights.count)
        if !batchers.enqueue(next, at: 0, demand) { refused += 1 }
        guard batchers.beginStep(at: 0) != nil else { continue }
        batchers.finishStep(at: 0)
        completed += batchers.completed.count
      }
      preemptions += batchers.preemptions(at: 0)
      full += batchers.cacheFullLooks(at: 0)
    }
    #expect(preemptions > 100)
    #expect(completed > 1000)
    #expect(full > 1000)
    #expect(refused > 100)
  }

  /// Cost figures are sums of few powers of two, so that the order of additions does not matter.
  private func randomSettings(_ below: (Int) -> Int) -> BatcherSettings {
    let lifts: [RequestScheduling.CounterLift] = [.none, .toWaiting, .toWaitingOrLast]
    let costs = RequestScheduling.TokenCosts(
      isWeighted: below(2) == 0,
      lift: lifts[below(3)],
      charging: below(3) == 0 ? .expected : .perToken
    )
    let schedulers: [RequestScheduling] = [
      .firstComeFirstServed, .priority, .weightedFair, .virtualTokenCounter(costs),
      .virtualTokenCounter(costs),
    ]
    return BatcherSettings(
      batching: ContinuousBatching(
        steps: StepTimes(
          prefillBase: .milliseconds(16),
          perPrefillToken: 0.25,
          prefillTile: [1, 8][below(2)],
          decodeBase: .milliseconds(32),
          perSequence: 0.5,
          perContextToken: 0.125
        ),
        maxSequences: [3, 8, 64][below(3)],
        maxStepTokens: [16, 24, 64][below(3)],
        chunksPrefill: below(2) == 0,
        cacheTokens: [48, 64, 160][below(3)],
        blockTokens: [1, 4, 16][below(3)],
        admission: CacheAdmission.allCases[below(3)],
        stepsBetweenAdmissions: [0, 0, 1, 5][below(4)],
        adapterTokens: [0, 0, 2][below(3)]
      ),
      scheduling: schedulers[below(5)],
      flowWeights: [[1], [1, 2, 4], [1, 1, 1, 1, 8]][below(3)]
    )
  }

  private func randomDemand(_ below: (Int) -> Int, flows: Int) -> TokenDemand {
    let input = below(24)
    return TokenDemand(
      flow: below(flows),
      priority: below(3),
      inputTokens: input,
      cachedTokens: below(input + 1) / 2,
      outputTokens: 1 + below(24),
      expectedOutputTokens: Double(below(24))
    )
  }
}
