import Domain
import EventCore
import Serving
import Testing

@Suite struct ServingTests {
  private func point(_ items: Double, _ milliseconds: Int64) -> ServingRuntime.LatencyPoint {
    ServingRuntime.LatencyPoint(items: items, latency: .milliseconds(milliseconds))
  }

  @Test func latencyCurveJoinsAndContinuesItsPoints() {
    let curve = LatencyCurve([point(1, 8), point(4, 14), point(8, 30)])
    #expect(curve.nanoseconds(items: 0.5) == 8e6)
    #expect(curve.nanoseconds(items: 1) == 8e6)
    #expect(curve.nanoseconds(items: 2) == 10e6)  // 8 + (14 − 8) ÷ 3
    #expect(curve.nanoseconds(items: 4) == 14e6)
    #expect(curve.nanoseconds(items: 6) == 22e6)  // 14 + 2 × 4
    #expect(curve.nanoseconds(items: 10) == 38e6)  // 30 + 2 × 4
  }

  @Test func oneMeasuredPointIsAConstant() {
    #expect(LatencyCurve([point(1, 8)]).nanoseconds(items: 100) == 8e6)
  }

  struct Row: Sendable {
    var queued: Int
    var now: Int64
    var decision: BatchDecision
  }

  @Test(arguments: [
    Row(queued: 0, now: 0, decision: .rest),
    Row(queued: 3, now: 4, decision: .wait(until: SimTime(nanoseconds: 5_000_000))),
    Row(queued: 3, now: 5, decision: .start(3)),
    Row(queued: 8, now: 0, decision: .start(8)),
    Row(queued: 20, now: 0, decision: .start(8)),
  ])
  func batches(_ row: Row) {
    let decision = BatchDecision(
      queued: row.queued,
      oldestQueuedAt: .start,
      now: SimTime(nanoseconds: row.now * 1_000_000),
      maxBatch: 8,
      maxQueueDelay: .milliseconds(5)
    )
    #expect(decision == row.decision)
  }
}
