import EventCore
import Randomness
import Testing

/// The obvious queue, slow and short: a list in the order in which events leave.
private struct SortedEvents {
  private var entries: [(time: SimTime, event: Int)] = []
  private(set) var now = SimTime.start

  var count: Int { entries.count }
  var nextTime: SimTime { entries.first?.time ?? .never }

  mutating func schedule(_ event: Int, at time: SimTime) {
    let index = entries.firstIndex { $0.time > time } ?? entries.endIndex
    entries.insert((time, event), at: index)
  }

  mutating func cancel(_ event: Int) -> Bool {
    guard let index = entries.firstIndex(where: { $0.event == event }) else { return false }
    entries.remove(at: index)
    return true
  }

  func time(of event: Int) -> SimTime? { entries.first { $0.event == event }?.time }

  mutating func popNext(through limit: SimTime) -> (time: SimTime, event: Int)? {
    guard let first = entries.first, first.time <= limit else { return nil }
    now = first.time
    return entries.removeFirst()
  }
}

/// A fast and a slow queue that are told the same.
private struct Twins: ~Copyable {
  var fast: EventQueue<Int>
  var slow = SortedEvents()
  /// Every handle ever given, with its event.
  var handles: [(handle: EventHandle, event: Int)] = []
  var lastAppended = SimTime.start
  var scheduled = 0

  init(_ tuning: PendingTuning, scheduled: UInt32) {
    // Slots are retired after three events, so that the free list is not all there is.
    fast = EventQueue(tuning: tuning, scheduled: scheduled, lastGeneration: 2)
  }

  /// Does something at random; returns whether both answered the same.
  mutating func step(_ shape: TimeShape, done: Double, using random: inout RandomStream) -> Bool {
    let wished = shape.time(now: fast.now, done: done, using: &random)
    let time = max(fast.now, wished)
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1, 2:
      scheduled += 1
      handles.append((fast.schedule(scheduled, at: time), scheduled))
      slow.schedule(scheduled, at: time)
    case 3:
      scheduled += 1
      fast.post(scheduled)
      slow.schedule(scheduled, at: slow.now)
    case 4, 5:
      scheduled += 1
      lastAppended = max(lastAppended, time)
      fast.append(scheduled, at: lastAppended)
      slow.schedule(scheduled, at: lastAppended)
    case 6:
      guard let (handle, event) = handles.randomElement(using: &random) else { break }
      guard fast.isPending(handle) == (slow.time(of: event) != nil) else { return false }
      return fast.cancel(handle) == slow.cancel(event) && !fast.isPending(handle)
    case 7, 8:
      guard let (handle, event) = handles.randomElement(using: &random) else { break }
      guard fast.time(of: handle) == slow.time(of: event) else { return false }
      let wasPending = slow.cancel(event)
      if wasPending { slow.schedule(event, at: time) }
      return fast.reschedule(handle, to: time) == wasPending
    default:
      let limit = Bool.random(using: &random) ? .never : time
      // Where the end of time is near, the clock must not get there too soon.
      if !shape.canAdvance, done < 0.9 { break }
      let (left, right) = (fast.popNext(through: limit), slow.popNext(through: limit))
      return left?.time == right?.time && left?.event == right?.event && fast.now == slow.now
    }
    return fast.count == slow.count && fast.nextTime == slow.nextTime
  }
}

@Suite struct EventQueueTests {
  private static let tiny = PendingTuning(heapLimit: 6, bucketLimit: 3, keysPerBucket: 1)

  @Test(arguments: 0..<60)
  func agreesWithSlowTwin(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "event queue test")
    for shape in TimeShape.allCases {
      // In every third run ranks are renumbered on the way.
      var twins = Twins(
        seed % 4 == 0 ? PendingTuning() : Self.tiny,
        scheduled: seed % 3 == 0 ? .max - 200 : 0
      )
      for step in 0..<600 {
        let agree = twins.step(shape, done: Double(step) / 600, using: &random)
        #expect(agree, "seed \(seed), \(shape), step \(step)")
        if !agree { return }
      }
      while let right = twins.slow.popNext(through: .never) {
        let left = twins.fast.popNext()
        #expect(left?.event == right.event, "seed \(seed), \(shape), at the end")
        #expect(left?.time == right.time, "seed \(seed), \(shape), at the end")
      }
      let left = twins.fast.count
      #expect(left == 0, "seed \(seed), \(shape), at the end")
    }
  }

  @Test func eventsOfOneInstantLeaveInTheOrderOfSchedulingByAnyLane() {
    var queue = EventQueue<Int>()
    queue.schedule(1, at: .start)
    queue.post(2)
    queue.append(3, at: .start)
    let fourth = queue.schedule(0, at: .start)
    queue.post(5)
    queue.schedule(4, at: .start)
    queue.reschedule(fourth, to: .start)
    #expect(drain(&queue) == [1, 2, 3, 5, 4, 0])
  }

  @Test func handlesOfFormerEventsAreRefused() {
    var queue = EventQueue<Int>()
    let old = queue.schedule(1, at: .start)
    let first = queue.popNext()
    #expect(first?.event == 1)
    // The same slot, but not the same handle.
    let new = queue.schedule(2, at: .start)
    #expect(old != new)
    let answers = [queue.cancel(old), queue.reschedule(old, to: .start), queue.isPending(old)]
    #expect(answers == [false, false, false])
    let times = [queue.time(of: old), queue.time(of: new)]
    #expect(times == [nil, .start])
    let cancellations = [queue.cancel(new), queue.cancel(new)]
    #expect(cancellations == [true, false])
  }

  @Test func handlesMeanNothingToAnEmptyQueue() {
    var full = EventQueue<Int>()
    let handles = (0..<100).map { full.schedule($0, at: .start) }
    var empty = EventQueue<Int>()
    let cancelled = handles.filter { empty.cancel($0) }
    #expect(cancelled.isEmpty)
  }

  @Test func shufflingTiesShufflesAllLanes() {
    var orders: Set<[Int]> = []
    for seed in 0..<20 {
      var queue = EventQueue<Int>(tieBreak: .shuffled(seed: UInt64(seed)))
      queue.append(0, at: .start)
      queue.append(1, at: SimTime(nanoseconds: 1))
      queue.post(2)
      queue.schedule(3, at: .start)
      let order = drain(&queue)
      #expect(order.last == 1)
      #expect(order.sorted() == [0, 1, 2, 3])
      orders.insert(order)
    }
    #expect(orders.count == 6, "twenty seeds gave \(orders.count) of the six orders")
  }

  @Test func growsFromNothingToManyAndBack() {
    var random = RandomStream(seed: 1, purpose: "growth")
    var queue = EventQueue<Int>()
    var times: [SimTime] = []
    for event in 0..<100_000 {
      times.append(.start + .seconds(rounding: random.exponential(mean: 1)))
      switch event % 3 {
      case 0: queue.schedule(event, at: times[event])
      case 1: queue.post(event)
      default: queue.append(event, at: SimTime(nanoseconds: Int64(event)))
      }
      if event % 3 == 1 { times[event] = .start }
      if event % 3 == 2 { times[event] = SimTime(nanoseconds: Int64(event)) }
    }
    #expect(drain(&queue) == times.indices.sorted { (times[$0], $0) < (times[$1], $1) })
  }

  @Test func aHandleIsEightBytes() {
    #expect(MemoryLayout<EventHandle>.size == 8)
  }

  private func drain(_ queue: inout EventQueue<Int>) -> [Int] {
    var order: [Int] = []
    while let (_, event) = queue.popNext() { order.append(event) }
    return order
  }
}
