import Domain
import EventCore
import Serving
import Testing

/// Steps worked out by hand.
@Suite struct BatcherTests {
  /// Prefill 2 ms and 1 ms a token; decode 10 ms, 1 ms a sequence and 0.1 ms a token of context.
  private static let steps = StepTimes(
    prefillBase: .milliseconds(2),
    perPrefillToken: 0.001,
    decodeBase: .milliseconds(10),
    perSequence: 0.001,
    perContextToken: 0.0001
  )

  private func make(
    cache: Int = 1000,
    chunks: Bool = false,
    stepTokens: Int = 100,
    block: Int = 1,
    admission: CacheAdmission = .onDemand,
    scheduling: RequestScheduling = .firstComeFirstServed,
    between: Int = 0,
    weights: [Double] = [1]
  ) -> OneReplica {
    OneReplica(
      BatcherSettings(
        batching: ContinuousBatching(
          steps: Self.steps,
          maxStepTokens: stepTokens,
          chunksPrefill: chunks,
          cacheTokens: cache,
          blockTokens: block,
          admission: admission,
          stepsBetweenAdmissions: between
        ),
        scheduling: scheduling,
        flowWeights: weights
      )
    )
  }

  @Test func prefillGivesTheFirstTokenAndDecodeTheOthers() {
    let replica = make()
    #expect(replica.begin() == nil)
    #expect(replica.enqueue(7, TokenDemand(inputTokens: 20, outputTokens: 3)))
    #expect(replica.begin() == 22e6)  // 2 + 20 × 1
    replica.finish()
    #expect(replica.firstTokens == [7])
    #expect(replica.begin() == 13.1e6)  // 10 + 1 + 21 × 0.1
    replica.finish()
    #expect(replica.completed.count == 0)
    #expect(replica.begin() == 13.2e6)  // the context is a token longer
    replica.finish()
    #expect(replica.completed == [7])
    #expect(replica.cacheTokens == 0)
    #expect(replica.begin() == nil)
  }

  @Test func aPromptInTheCacheNeedsNoReading() {
    let replica = make()
    _ = replica.enqueue(0, TokenDemand(inputTokens: 20, cachedTokens: 15, outputTokens: 1))
    #expect(replica.begin() == 7e6)  // 2 + 5 × 1
    replica.finish()
    #expect(replica.completed == [0])
  }

  @Test func newPromptsStopDecodingUnlessTheyAreReadInParts() {
    let whole = make()
    let parts = make(chunks: true, stepTokens: 8)
    _ = whole.enqueue(0, TokenDemand(inputTokens: 4, outputTokens: 9))
    _ = parts.enqueue(0, TokenDemand(inputTokens: 4, outputTokens: 9))
    #expect(whole.begin() == 6e6)
    #expect(parts.begin() == 6e6)
    whole.finish()
    parts.finish()
    _ = whole.enqueue(1, TokenDemand(inputTokens: 12, outputTokens: 2))
    _ = parts.enqueue(1, TokenDemand(inputTokens: 12, outputTokens: 2))
    #expect(whole.begin() == 14e6)  // 2 + 12: only the prompt
    #expect(parts.begin() == 18.5e6)  // 10 + 1 + 5 × 0.1 + 7: a token leaves room for 7
    parts.finish()
    #expect(parts.firstTokens.count == 0)
    #expect(parts.begin() == 16.6e6)  // 10 + 1 + 6 × 0.1 + 5
    parts.finish()
    #expect(parts.firstTokens == [1])
  }

  @Test func aFullCacheThrowsOutWhoJoinedLast() {
    let replica = make(cache: 12, block: 2)
    _ = replica.enqueue(0, TokenDemand(inputTokens: 5, outputTokens: 6))
    _ = replica.enqueue(1, TokenDemand(inputTokens: 5, outputTokens: 6))
    _ = replica.begin()
    #expect(replica.cacheTokens == 12)  // three blocks each
    replica.finish()
    _ = replica.begin()  // sixth tokens fill the blocks
    replica.finish()
    #expect(replica.preemptions == 0)
    #expect(replica.begin() == 11.7e6)  // 10 + 1 + 7 × 0.1: alone
    #expect(replica.preemptions == 1)
    #expect(replica.waiting == 1)
    replica.finish()
    var completed: [UInt32] = []
    var reread = 0.0
    while let work = replica.begin() {
      if replica.joined.count > 0 { reread = work }
      replica.finish()
      #expect(replica.firstTokens.count == 0)
      completed += replica.completed
    }
    #expect(completed == [0, 1])
    #expect(reread == 9e6)  // 2 + 5 of the prompt + 2 made before
  }

  @Test func whatCanNeverBeCompletedIsRefused() {
    let replica = make(cache: 100, stepTokens: 50)
    #expect(!replica.enqueue(0, TokenDemand(inputTokens: 51, outputTokens: 1)))
    #expect(replica.enqueue(1, TokenDemand(inputTokens: 50, outputTokens: 51)))
    #expect(!replica.enqueue(2, TokenDemand(inputTokens: 50, outputTokens: 52)))
  }

  /// S-LoRA: ten steps of decoding after a prefill, then a look before every step.
  @Test func theQueueIsLookedAtAfterTenSteps() {
    let replica = make(admission: .lookahead, between: 10)
    _ = replica.enqueue(0, TokenDemand(inputTokens: 4, outputTokens: 40))
    _ = replica.begin()
    replica.finish()
    _ = replica.enqueue(1, TokenDemand(inputTokens: 4, outputTokens: 40))
    for _ in 0..<10 {
      _ = replica.begin()
      #expect(replica.joined.count == 0)
      replica.finish()
    }
    _ = replica.begin()
    #expect(replica.joined == [1])
  }

  @Test func theLeastServedFlowJoinsFirst() {
    let replica = make(
      stepTokens: 10,
      scheduling: .virtualTokenCounter(.init()),
      weights: [1, 1]
    )
    for request in 0..<3 {
      _ = replica.enqueue(UInt32(request), TokenDemand(inputTokens: 10, outputTokens: 1))
    }
    _ = replica.enqueue(3, TokenDemand(flow: 1, inputTokens: 10, outputTokens: 1))
    var order: [UInt32] = []
    while replica.begin() != nil {
      order += replica.joined
      replica.finish()
    }
    #expect(order == [0, 3, 1, 2])
  }

  @Test func whoLeavesDuringAStepGoesAtItsEndUnreported() {
    let replica = make()
    _ = replica.enqueue(0, TokenDemand(inputTokens: 4, outputTokens: 1))
    _ = replica.enqueue(1, TokenDemand(inputTokens: 4, outputTokens: 5))
    _ = replica.begin()
    replica.remove(0)
    replica.remove(1)
    #expect(replica.running == 2)
    replica.finish()
    #expect(replica.firstTokens.count == 0)
    #expect(replica.completed.count == 0)
    #expect(replica.running == 0)
    #expect(replica.cacheTokens == 0)
  }

  @Test func resetDropsEverything() {
    let replica = make(cache: 20)
    for request in 0..<3 {
      _ = replica.enqueue(UInt32(request), TokenDemand(inputTokens: 8, outputTokens: 9))
    }
    _ = replica.begin()
    replica.reset()
    #expect(Set(replica.dropped) == [0, 1, 2])
    #expect(replica.begin() == nil)
    #expect(replica.enqueue(1, TokenDemand(inputTokens: 8, outputTokens: 9)))
    #expect(replica.begin() == 10e6)
  }
}
