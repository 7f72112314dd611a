import EventCore
import Serving
import Testing

/// Whose request is next, against a list that is searched from end to end.
@Suite struct FlowSchedulerTests {
  private func at(_ instant: Int) -> SimTime { .start + .milliseconds(Int64(instant)) }

  /// The obvious twin: keeps every tag in an array.
  private struct SlowScheduler {
    let priorities: [Int]?
    let weights: [Double]
    var key: [Double]
    var finish: [Double]
    var head: [SimTime?]
    var virtualTime = 0.0
    var latest = 0.0

    init(priorities: [Int]? = nil, weights: [Double]) {
      self.priorities = priorities
      self.weights = weights
      key = weights.map { _ in 0 }
      finish = key
      head = weights.map { _ in nil }
    }

    var next: Int? {
      let waiting = weights.indices.filter { head[$0] != nil }
      if let priorities {
        return waiting.min { priorities[$0] > priorities[$1] }
      }
      return waiting.min { one, other in
        if key[one] != key[other] { return key[one] < key[other] }
        let (a, b) = (head[one] ?? .never, head[other] ?? .never)
        return a == b ? one < other : a < b
      }
    }

    mutating func charge(_ flow: Int, from start: Double, _ work: Double) {
      finish[flow] = start + work / weights[flow]
      virtualTime = max(virtualTime, start)
      latest = max(latest, finish[flow])
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func agreesWithItsTwin(seed: UInt64) {
    var random = Lehmer(state: seed &* 2 + 1)
    let count = 1 + Int(random.next() % 9)
    let weights = (0..<count).map { _ in Double(1 + random.next() % 4) }
    let isFair = seed % 3 != 0
    // Flows of one priority are one flow, so all differ.
    let priorities = (0..<count).map { ($0 * 7) % 11 - 5 }
    var fast = FlowSchedulers([
      .fair(weights: [1, 1]), isFair ? .fair(weights: weights) : .priority(priorities),
    ])
    var slow = SlowScheduler(priorities: isFair ? nil : priorities, weights: weights)
    var lines = (0..<count).map { _ in [(since: SimTime, work: Double)]() }
    let first = fast.firstFlow(of: 1)
    #expect(first == 2)
    for step in 0..<400 {
      let flow = Int(random.next() % UInt64(count))
      let work = Double(random.next() % 50)
      switch random.next() % 8 {
      case 0..<4:
        lines[flow].append((at(step), work))
        guard lines[flow].count == 1 else { continue }
        fast.begin(first + flow, of: 1, since: at(step))
        slow.head[flow] = at(step)
        slow.key[flow] = max(slow.virtualTime, slow.finish[flow])
      case 4..<6:
        guard let next = slow.next else {
          fast.rest(1)
          slow.virtualTime = slow.latest
          continue
        }
        let served = lines[next].removeFirst()
        let following = lines[next].first?.since
        fast.serve(first + next, of: 1, work: served.work, following: following)
        slow.charge(next, from: slow.key[next], served.work)
        slow.key[next] = slow.finish[next]
        slow.head[next] = following
      case 6 where !lines[flow].isEmpty:
        lines[flow].removeFirst()
        fast.abandon(first + flow, of: 1, following: lines[flow].first?.since)
        slow.head[flow] = lines[flow].first?.since
      default:
        fast.serveAtOnce(first + flow, of: 1, work: work)
        slow.charge(flow, from: max(slow.virtualTime, slow.finish[flow]), work)
      }
      #expect(fast.next(of: 1) == slow.next.map { first + $0 }, "seed \(seed), step \(step)")
      #expect(fast.oldest(of: 1) == slow.head.compactMap(\.self).min(), "seed \(seed)")
      #expect(fast.next(of: 0) == nil)
    }
  }

  /// Goyal, Vin and Cheng, theorem 1: while both wait, |Wf ÷ rf − Wm ÷ rm| ≤ lf ÷ rf + lm ÷ rm.
  @Test(arguments: 0..<50 as Range<UInt64>)
  func serviceDiffersByOneRequestEach(seed: UInt64) {
    var random = Lehmer(state: seed &* 2 + 1)
    let count = 2 + Int(random.next() % 5)
    let weights = (0..<count).map { _ in Double(1 + random.next() % 8) }
    let longest = (0..<count).map { _ in Double(1 + random.next() % 100) }
    var scheduler = FlowSchedulers([.fair(weights: weights)])
    // What went before doesn't matter: some were served at once, as long as workers were free.
    for flow in 0..<count where random.next() % 2 == 0 {
      scheduler.serveAtOnce(flow, of: 0, work: longest[flow])
    }
    for flow in 0..<count { scheduler.begin(flow, of: 0, since: .start) }
    var done = weights.map { _ in 0.0 }
    var marks: [[Double]] = [done]
    for _ in 0..<300 {
      guard let flow = scheduler.next(of: 0) else { return }
      let work = 1 + Double(random.next() % UInt64(longest[flow]))
      scheduler.serve(flow, of: 0, work: work, following: .start)
      done[flow] += work / weights[flow]
      marks.append(done)
    }
    for (start, before) in marks.enumerated() where start.isMultiple(of: 7) {
      for after in marks[start...] {
        for one in 0..<count {
          for other in 0..<one {
            let difference = (after[one] - before[one]) - (after[other] - before[other])
            let bound =
              (longest[one] + 1) / weights[one] + (longest[other] + 1) / weights[other]
            #expect(abs(difference) <= bound, "seed \(seed), from \(start)")
          }
        }
      }
    }
  }

  /// A flow of weight 1 beside one of weight 9 that never ends: at most ⌈9 × 10 ÷ 1⌉ + 1 units of
  /// work go before its request of one unit, for a request of the other is ten units.
  @Test func nobodyStarves() {
    var scheduler = FlowSchedulers([.fair(weights: [9, 1])])
    scheduler.begin(0, of: 0, since: .start)
    scheduler.serve(0, of: 0, work: 10, following: .start)
    scheduler.begin(1, of: 0, since: at(1))
    var others = 0
    while scheduler.next(of: 0) == 0, others < 100 {
      scheduler.serve(0, of: 0, work: 10, following: .start)
      others += 1
    }
    // Its tag is that of the request before it, 0; the next of the other is 10 ÷ 9.
    #expect(others == 0)
    scheduler.serve(1, of: 0, work: 10, following: at(1))
    // Now its tag is 10; those of the other go 10/9, 20/9 … up to 9 × 10/9 = 10, which came first.
    while scheduler.next(of: 0) == 0, others < 100 {
      scheduler.serve(0, of: 0, work: 10, following: at(2))
      others += 1
    }
    #expect(others == 8 || others == 9)
  }

  /// Idle time is not saved up: whoever comes back begins level with the others.
  @Test func restForgetsThePast() {
    var scheduler = FlowSchedulers([.fair(weights: [1, 1])])
    scheduler.serveAtOnce(0, of: 0, work: 1000)
    scheduler.rest(0)
    scheduler.begin(0, of: 0, since: at(1))
    scheduler.begin(1, of: 0, since: at(2))
    #expect(scheduler.next(of: 0) == 0)
  }
}

/// Random numbers that need no seed but one.
private struct Lehmer {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 0x9E37_79B9_7F4A_7C15 &+ 0xD1B5_4A32_D192_ED03
    return (state ^ (state >> 29)) >> 8
  }
}
