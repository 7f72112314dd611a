import EventCore
import Randomness
import Testing

/// That no distribution of times makes the ladder do more than constant work an operation.
///
/// Counted, not timed: `work` is the keys moved between heap and buckets and the buckets stepped
/// over. What is not counted is sifting in the heap, which takes at most log₄ *n* steps.
@Suite struct PendingCostTests {
  @Test(arguments: TimeShape.allCases)
  func costsConstantWorkPerOperation(shape: TimeShape) {
    let pending = 30_000
    let operations = 300_000
    var random = RandomStream(seed: 1, purpose: "cost")
    var timers = TimerQueue(timers: pending)
    for timer in 0..<pending {
      let done = Double(timer) / Double(pending + operations)
      // Some shapes are only what they are when the clock moves on from timer to timer.
      let now = SimTime(nanoseconds: shape.canAdvance ? Int64(timer) * 33_333 : 0)
      timers.set(timer, to: shape.time(now: now, done: done, using: &random))
    }
    var now = SimTime.start
    for operation in 0..<operations {
      guard let timer = timers.next else { break }
      if shape.canAdvance { now = timers.nextTime }
      let done = Double(pending + operation) / Double(pending + operations)
      timers.set(timer, to: shape.time(now: now, done: done, using: &random))
    }
    let work = Double(timers.work) / Double(pending + operations)
    #expect(work < 8, "\(shape): \(work) moves per operation")
  }

  @Test func massCancellationCostsNoMoreThanSetting() {
    var random = RandomStream(seed: 2, purpose: "cost")
    var timers = TimerQueue(timers: 50_000)
    var operations = 0
    for _ in 0..<10 {
      for timer in 0..<50_000 {
        timers.set(timer, to: .start + .seconds(rounding: random.exponential(mean: 1)))
      }
      for timer in 0..<49_990 { timers.cancel(timer) }
      while let timer = timers.next { timers.cancel(timer) }
      operations += 100_000
    }
    #expect(timers.work < 8 * operations, "\(timers.work) moves for \(operations) operations")
  }

  @Test func populationsThatGrowAndShrinkCostConstantWork() {
    var random = RandomStream(seed: 3, purpose: "cost")
    var timers = TimerQueue(timers: 100_000)
    var now = SimTime.start
    var operations = 0
    for round in 0..<6 {
      // Each round lives on a scale a hundred times finer than the one before.
      let mean = 1e3 / [1, 1e2, 1e4, 1e6, 1e8, 1e10][round]
      for timer in 0..<100_000 {
        timers.set(timer, to: now + .seconds(rounding: random.exponential(mean: mean)))
      }
      while let timer = timers.next, timers.count > 100 {
        now = timers.nextTime
        timers.cancel(timer)
      }
      operations += 200_000
    }
    #expect(timers.work < 8 * operations, "\(timers.work) moves for \(operations) operations")
  }

  @Test func entriesAreSmall() {
    #expect(TimerQueue.bytesPerEntry == 16)
  }
}
