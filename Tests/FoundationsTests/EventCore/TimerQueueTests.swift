import EventCore
import Randomness
import Testing

/// The obvious set of timers, slow and short, with which the fast one must agree.
private struct SortedTimers {
  private var entries: [(time: SimTime, timer: Int)] = []

  var next: Int? { entries.first?.timer }
  var nextTime: SimTime { entries.first?.time ?? .never }
  var count: Int { entries.count }

  mutating func set(_ timer: Int, to time: SimTime) {
    cancel(timer)
    let index = entries.firstIndex { $0.time > time } ?? entries.endIndex
    entries.insert((time, timer), at: index)
  }

  mutating func cancel(_ timer: Int) { entries.removeAll { $0.timer == timer } }

  func time(of timer: Int) -> SimTime? { entries.first { $0.timer == timer }?.time }

  var order: [Int] { entries.map(\.timer) }
}

/// Sizes at which a few dozen timers use every part of the structure.
private let tiny = PendingTuning(heapLimit: 6, bucketLimit: 3, keysPerBucket: 1)

@Suite struct TimerQueueTests {
  @Test(arguments: 0..<100)
  func agreesWithSlowTwin(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "timer queue test")
    for shape in TimeShape.allCases {
      let size = Int.random(in: 1...80, using: &random)
      var fast = TimerQueue(timers: size, tuning: seed % 4 == 0 ? PendingTuning() : tiny)
      var slow = SortedTimers()
      var now = SimTime.start
      for step in 0..<400 {
        let timer = Int.random(in: 0..<size, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
          fast.cancel(timer)
          slow.cancel(timer)
        case 1, 2, 3:
          guard let next = fast.next else { break }
          if shape.canAdvance { now = fast.nextTime }
          fast.cancel(next)
          slow.cancel(next)
        default:
          let time = shape.time(now: now, done: Double(step) / 400, using: &random)
          fast.set(timer, to: time)
          slow.set(timer, to: time)
        }
        let agree =
          fast.next == slow.next && fast.nextTime == slow.nextTime && fast.count == slow.count
          && fast.time(of: timer) == slow.time(of: timer)
        #expect(agree, "seed \(seed), \(shape), step \(step)")
        if !agree { return }
      }
      #expect(drain(&fast) == slow.order, "seed \(seed), \(shape)")
    }
  }

  @Test func manyTimersLeaveInOrder() {
    for shape in TimeShape.allCases {
      var random = RandomStream(seed: 1, purpose: "many timers")
      var timers = TimerQueue(timers: 20_000)
      var times: [SimTime] = []
      for timer in 0..<20_000 {
        let done = Double(timer) / 20_000
        times.append(shape.time(now: .start, done: done, using: &random))
        timers.set(timer, to: times[timer])
      }
      let sorted = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
      #expect(drain(&timers) == sorted, "\(shape)")
    }
  }

  @Test func timersThatComeEverEarlierStayInOrder() {
    var fast = TimerQueue(timers: 900, tuning: tiny)
    var slow = SortedTimers()
    for timer in 0..<900 {
      // Each spreading of the heap adds a rung below the others, until there are no more.
      let time = SimTime(nanoseconds: 1 << 60 - Int64(timer * timer) << 30)
      fast.set(timer, to: time)
      slow.set(timer, to: time)
      guard timer % 9 == 8, let next = slow.next else { continue }
      #expect(fast.next == next, "after timer \(timer)")
      fast.cancel(next)
      slow.cancel(next)
    }
    #expect(drain(&fast) == slow.order)
  }

  @Test func ranksAreRenumberedWhenTheyRunOut() {
    for tuning in [PendingTuning(), tiny] {
      var timers = TimerQueue(timers: 40, tuning: tuning, settings: .max - 30)
      // Three instants; the last thirty settings come after the renumbering.
      let order = (0..<60).map { ($0 * 7) % 40 }
      for timer in order { timers.set(timer, to: SimTime(nanoseconds: Int64(timer % 3))) }
      let last = Dictionary(order.enumerated().map { ($1, $0) }) { max($0, $1) }
      let expected = (0..<40).sorted { ($0 % 3, last[$0]!) < ($1 % 3, last[$1]!) }
      #expect(drain(&timers) == expected)
    }
  }

  @Test func timersAtOneInstantGoOffInTheOrderOfSetting() {
    var timers = TimerQueue(timers: 5)
    for timer in [3, 1, 4, 0, 2] { timers.set(timer, to: .start) }
    // Set again: to the end of the line.
    timers.set(1, to: .start)
    #expect(drain(&timers) == [3, 4, 0, 2, 1])
  }

  @Test func shufflingTiesKeepsTheOrderOfTime() {
    var orders: Set<[Int]> = []
    for seed in 0..<20 {
      var timers = TimerQueue(timers: 6, tieBreak: .shuffled(seed: UInt64(seed)))
      for timer in 0..<5 { timers.set(timer, to: SimTime(nanoseconds: 7)) }
      timers.set(5, to: SimTime(nanoseconds: 6))
      let order = drain(&timers)
      #expect(order.first == 5)
      #expect(order.sorted() == [0, 1, 2, 3, 4, 5])
      orders.insert(order)
    }
    #expect(orders.count > 5, "twenty seeds gave \(orders.count) orders")
  }

  private func drain(_ timers: inout TimerQueue) -> [Int] {
    var order: [Int] = []
    while let timer = timers.next {
      order.append(timer)
      timers.cancel(timer)
    }
    return order
  }
}
