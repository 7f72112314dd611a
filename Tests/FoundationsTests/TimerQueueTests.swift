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
}

@Suite struct TimerQueueTests {
  @Test(arguments: 0..<200)
  func agreesWithSlowTwin(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "timer queue test")
    let size = Int.random(in: 1...40, using: &random)
    var fast = TimerQueue(timers: size)
    var slow = SortedTimers()
    for step in 0..<600 {
      let timer = Int.random(in: 0..<size, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        fast.cancel(timer)
        slow.cancel(timer)
      default:
        // Few distinct instants, so that ties are common.
        let time = SimTime(nanoseconds: Int64.random(in: 0..<8, using: &random))
        fast.set(timer, to: time)
        slow.set(timer, to: time)
      }
      #expect(fast.next == slow.next, "seed \(seed), step \(step)")
      #expect(fast.nextTime == slow.nextTime, "seed \(seed), step \(step)")
      #expect(fast.count == slow.count, "seed \(seed), step \(step)")
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

@Suite struct DenseTableTests {
  @Test(arguments: 0..<50)
  func agreesWithAnArray(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "dense table test")
    var array = (0..<Int.random(in: 0...20, using: &random)).map { "element \($0)" }
    var table = DenseTable(array)
    for step in 0..<100 {
      if Int.random(in: 0..<10, using: &random) == 0 {
        let growth = Int.random(in: 0...5, using: &random)
        array += Array(repeating: "new \(step)", count: growth)
        table.grow(to: array.count, filling: "new \(step)")
      } else if !array.isEmpty {
        let index = Int.random(in: 0..<array.count, using: &random)
        array[index] += "+\(step)"
        table[index] += "+\(step)"
      }
      #expect(table.count == array.count, "seed \(seed), step \(step)")
    }
    for index in array.indices { #expect(table[index] == array[index], "seed \(seed)") }
  }
}
