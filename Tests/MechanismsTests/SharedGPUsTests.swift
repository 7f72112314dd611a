import Contention
import EventCore
import Randomness
import Testing

/// The obvious time-sliced GPU: one turn, one switch, one finish after the other.
private struct SlowGPU {
  struct Job {
    var number: UInt32
    var context: Int
    var left: Double
  }

  let slice: Int64
  let cost: Int64
  let streams: [Int]
  var jobs: [Job] = []
  var now: Int64 = 0
  var holder: Int?
  var begins: Int64 = 0
  var ends: Int64 = 0
  var used: [Int64]
  var switching: Int64 = 0

  init(slice: Int64, cost: Int64, streams: [Int]) {
    self.slice = slice
    self.cost = cost
    self.streams = streams
    used = streams.map { _ in 0 }
  }

  private func isBusy(_ context: Int) -> Bool { jobs.contains { $0.context == context } }

  func isDone(_ number: UInt32) -> Bool { jobs.contains { $0.number == number && $0.left <= 0 } }

  private func pace(_ context: Int) -> Double {
    let count = jobs.count { $0.context == context }
    return Double(min(streams[context], count)) / Double(count)
  }

  /// Who comes after a context, itself last.
  private func next(after context: Int) -> Int? {
    (1...streams.count).map { (context + $0) % streams.count }.first(where: isBusy)
  }

  /// Decides, as late as possible, who has the GPU from now on.
  private mutating func decide() {
    guard !jobs.isEmpty else { return }
    guard let loaded = holder else {
      holder = next(after: streams.count - 1)
      begins = now
      ends = now + slice
      return
    }
    let turnIsOver = !isBusy(loaded) || now == ends
    guard turnIsOver, let following = next(after: loaded) else { return }
    if following == loaded {
      ends += slice
    } else {
      holder = following
      begins = now + cost
      ends = begins + slice
    }
  }

  /// A context that was idle gets work; on an idle GPU its turn begins.
  mutating func start(_ job: Job) {
    if jobs.isEmpty, let loaded = holder {
      // Work that follows at once goes on with the turn; otherwise a new one begins.
      if loaded != job.context {
        holder = job.context
        begins = now + cost
        ends = begins + slice
      } else if leftAt != now {
        begins = now
        ends = now + slice
      }
    }
    jobs.append(job)
  }

  private var leftAt: Int64 = -1

  mutating func remove(where isGone: (Job) -> Bool) {
    jobs.removeAll(where: isGone)
    if let holder, !isBusy(holder) { leftAt = now }
  }

  /// Goes on until an instant or the first finish, whichever comes first.
  mutating func advance(to time: Int64) {
    while now < time, !jobs.contains(where: { $0.left <= 0 }) {
      decide()
      guard !jobs.isEmpty, let holder else { return now = time }
      if now < begins {
        let step = min(begins, time) - now
        switching += step
        now += step
        continue
      }
      let pace = pace(holder)
      let least = jobs.filter { $0.context == holder }.map(\.left).min() ?? .infinity
      let step = min(ends - now, time - now, Int64((least / pace).rounded(.up)))
      for index in jobs.indices where jobs[index].context == holder {
        jobs[index].left -= Double(step) * pace
      }
      used[holder] += step
      now += step
    }
  }
}

/// Turns of GPU time.
@Suite struct SharedGPUsTests {
  private func gpu(slice: Int64, cost: Int64, streams: [Int], capacity: Int) -> SharedGPUs {
    SharedGPUs([
      GPUSpec(
        sharing: .byTurns(
          slice: SimDuration(nanoseconds: slice),
          switchCost: SimDuration(nanoseconds: cost)
        ),
        contexts: streams.map { ContextSpec(streams: $0, jobCapacity: capacity) }
      )
    ])
  }

  /// Random histories: jobs that come, finish, are followed at once by others, and are stopped.
  ///
  /// Jobs have a stream each, or two share one: all work is then in whole and half nanoseconds, and
  /// every instant must agree.
  @Test(arguments: 0..<200)
  func agreesWithSingleSteps(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "turns test")
    let capacity = seed.isMultiple(of: 2) ? 9 : 2
    let streams = (0..<Int.random(in: 1...6, using: &random)).map { _ in
      capacity == 2 ? 1 : 9
    }
    let slice = Int64.random(in: 1...2_000, using: &random)
    let cost = Bool.random(using: &random) ? Int64.random(in: 0...500, using: &random) : 0
    let patience = Int64.random(in: 500...40_000, using: &random)
    var fast = gpu(slice: slice, cost: cost, streams: streams, capacity: capacity)
    var slow = SlowGPU(slice: slice, cost: cost, streams: streams)
    for number in 0..<UInt32(200) {
      let arrival = slow.now + Int64.random(in: 1...patience, using: &random)
      run(until: arrival, &fast, &slow, seed: seed)
      let context = Int.random(in: 0..<streams.count, using: &random)
      if Int.random(in: 0..<15, using: &random) == 0 {
        fast.stopAll(on: context, at: SimTime(nanoseconds: arrival))
        slow.remove { $0.context == context }
      } else if fast.jobs(of: context) < capacity {
        let work = Double(Int.random(in: 1...30_000, using: &random))
        fast.start(number, work: work, on: context, at: SimTime(nanoseconds: arrival))
        slow.start(.init(number: number, context: context, left: work))
      }
    }
    fast.settleAll(at: SimTime(nanoseconds: slow.now))
    for context in streams.indices {
      #expect(
        fast.account(of: context).used == Double(slow.used[context]),
        "seed \(seed): context \(context)"
      )
    }
  }

  private func run(
    until time: Int64,
    _ fast: inout SharedGPUs,
    _ slow: inout SlowGPU,
    seed: UInt64
  ) {
    while fast.nextFinish(on: 0).nanoseconds <= time {
      let finish = fast.nextFinish(on: 0)
      let job = fast.nextJob(on: 0)
      slow.advance(to: finish.nanoseconds)
      #expect(slow.now == finish.nanoseconds, "seed \(seed): job \(job) at another instant")
      #expect(slow.isDone(job), "seed \(seed): job \(job) is not done")
      guard slow.isDone(job) else { return }
      let context = slow.jobs.first { $0.number == job }?.context ?? 0
      slow.remove { $0.number == job }
      // Some jobs are followed at once by another one: of these, half come after the context was
      // found without work.
      let next = SlowGPU.Job(number: job + 1000, context: context, left: Double(job) * 10 + 1)
      if job < 1000, job.isMultiple(of: 6) {
        fast.finishNext(on: 0, at: finish)
        fast.start(next.number, work: next.left, on: context, at: finish)
        slow.start(next)
      } else if job < 1000, job.isMultiple(of: 3) {
        _ = fast.replaceNext(on: 0, with: next.number, work: next.left, at: finish)
        slow.start(next)
      } else {
        fast.finishNext(on: 0, at: finish)
      }
    }
    slow.advance(to: time)
    #expect(slow.now == time, "seed \(seed): something finishes before \(time)")
  }

  /// Two contexts, 2 ms slices, 0.1 ms to switch.
  @Test func turnsByHand() {
    var gpu = gpu(slice: 2_000_000, cost: 100_000, streams: [1, 1], capacity: 2)
    gpu.start(1, work: 3_000_000, on: 0, at: .start)
    gpu.start(2, work: 1_000_000, on: 1, at: SimTime(nanoseconds: 500_000))
    // The first keeps its slice until 2.0 ms; the second has it from 2.1 to 3.1 ms and is done; the
    // first goes on from 3.2 to 4.2 ms.
    #expect(gpu.nextFinish(on: 0) == SimTime(nanoseconds: 3_100_000))
    #expect(gpu.nextJob(on: 0) == 2)
    gpu.finishNext(on: 0, at: SimTime(nanoseconds: 3_100_000))
    #expect(gpu.nextFinish(on: 0) == SimTime(nanoseconds: 4_200_000))
    gpu.finishNext(on: 0, at: SimTime(nanoseconds: 4_200_000))
    gpu.settleAll(at: SimTime(nanoseconds: 5_000_000))
    #expect(gpu.account(of: 0).used == 3_000_000)
    #expect(gpu.account(of: 1).used == 1_000_000)
    // Both had work from 0.5 to 3.1 ms.
    #expect(gpu.account(of: 0).shareBound == 2_600_000)
    #expect(gpu.account(of: 1).shareBound == 2_600_000)
    #expect(gpu.account(of: 1).shareBindings == 1)
    // The first one's context is still loaded: no switch.
    gpu.start(3, work: 100, on: 0, at: SimTime(nanoseconds: 5_000_000))
    #expect(gpu.nextFinish(on: 0) == SimTime(nanoseconds: 5_000_100))
  }

  /// An hour of work beside endless work takes as many turns as it takes, at no cost to us.
  @Test func jumpsOverAnyNumberOfRounds() {
    var gpu = gpu(slice: 2_000_000, cost: 500_000, streams: [1, 1, 1], capacity: 1)
    for neighbour in 0..<2 { gpu.start(0, work: .infinity, on: neighbour, at: .start) }
    gpu.start(7, work: 3.6e12, on: 2, at: .start)
    // Its 1,800,000 turns begin 2 × 2.5 ms after the start; the last lasts 2 ms, and it has waited
    // for the switch to it 1,800,000 times.
    let rounds: Int64 = 1_800_000
    let last = 2 * 2_500_000 + (rounds - 1) * 3 * 2_500_000 + 2_000_000
    #expect(gpu.nextFinish(on: 0) == SimTime(nanoseconds: last))
    gpu.finishNext(on: 0, at: gpu.nextFinish(on: 0))
    gpu.settleAll(at: SimTime(nanoseconds: last))
    #expect(gpu.account(of: 2).used == 3.6e12)
    // The first had a turn before each of those, the second too.
    #expect(gpu.account(of: 0).used == 3.6e12)
    #expect(gpu.account(of: 1).used == 3.6e12)
  }

  /// As slices become short, turns become processor sharing at slice ÷ (slice + switch cost).
  @Test(arguments: [1_000_000, 100_000, 10_000, 100] as [Int64])
  func shortSlicesAreProcessorSharing(slice: Int64) {
    var gpu = gpu(slice: slice, cost: slice / 4, streams: [1, 1, 1], capacity: 1)
    let works = [100e6, 200e6, 400e6]
    for (context, work) in works.enumerated() {
      gpu.start(UInt32(context), work: work, on: context, at: .start)
    }
    // At 0.8 of the time for all: 3 × 100 ÷ 0.8 = 375 ms, then 2 × 100 ÷ 0.8 = 250 ms for two, then
    // 200 ms alone, without switches.
    let round = 3 * (slice + slice / 4)
    for (context, expected) in [375_000_000, 625_000_000, 825_000_000].enumerated() {
      let finish = gpu.nextFinish(on: 0)
      #expect(gpu.nextJob(on: 0) == UInt32(context))
      #expect(abs(finish.nanoseconds - Int64(expected)) <= 2 * round, "\(finish)")
      gpu.finishNext(on: 0, at: finish)
    }
  }

  /// Seven instances: alone one has a seventh of the GPU, beside six busy ones 98.6 % of that,
  /// beside three half the loss.
  @Test func instancesSlowEachOther() {
    let instance = ContextSpec(
      speed: 1.0 / 7,
      keptBesideOthers: 0.986,
      pressure: 1.0 / 6,
      jobCapacity: 1
    )
    for (others, kept) in [(0, 1), (3, 0.993), (6, 0.986)] {
      var gpu = SharedGPUs([GPUSpec(contexts: Array(repeating: instance, count: 7))])
      for other in 0..<others { gpu.start(9, work: .infinity, on: 1 + other, at: .start) }
      gpu.start(1, work: 1e9, on: 0, at: .start)
      let expected = 7e9 / kept
      let finish = Double(gpu.nextFinish(on: 0).nanoseconds)
      #expect(abs(finish - expected) < 2)
      gpu.finishNext(on: 0, at: gpu.nextFinish(on: 0))
      #expect(abs(gpu.account(of: 0).shareBound - expected * (1 - kept)) < 2)
      #expect(gpu.account(of: 0).shareBindings == (others > 0 ? 1 : 0))
      #expect(abs(gpu.account(of: 0).used - expected / 7) < 2)
    }
  }

  /// Three clients of MPS have 33 % each, whether the others are busy or not.
  @Test func capsHoldOnAnIdleGPU() {
    let client = ContextSpec(speed: 0.33, isCapped: true, jobCapacity: 1)
    var gpu = SharedGPUs([GPUSpec(contexts: [client, client, client])])
    gpu.start(1, work: 33e6, on: 0, at: .start)
    #expect(gpu.nextFinish(on: 0) == SimTime(nanoseconds: 100_000_000))
    gpu.start(2, work: 33e6, on: 1, at: SimTime(nanoseconds: 50_000_000))
    #expect(gpu.nextFinish(on: 0) == SimTime(nanoseconds: 100_000_000))
    gpu.settleAll(at: SimTime(nanoseconds: 100_000_000))
    #expect(gpu.account(of: 0).limitBound == 100e6)
    #expect(gpu.account(of: 1).limitBound == 50e6)
    #expect(gpu.account(of: 0).shareBound == 0)
  }

  /// Streams run side by side; beyond them requests share.
  @Test func streamsAndSlices() {
    let half = ContextSpec(speed: 0.5, streams: 2, jobCapacity: 8)
    var gpu = SharedGPUs([GPUSpec(contexts: [half])])
    for job in 0..<4 { gpu.start(UInt32(job), work: 100, on: 0, at: .start) }
    // Two streams at half speed for four jobs: 0.5 × 2 ÷ 4 = 0.25 each, 100 ÷ 0.25 = 400 ns.
    #expect(gpu.nextFinish(on: 0) == SimTime(nanoseconds: 400))
    gpu.settleAll(at: SimTime(nanoseconds: 400))
    #expect(gpu.account(of: 0).used == 200)
  }
}
