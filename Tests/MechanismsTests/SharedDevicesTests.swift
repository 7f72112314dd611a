import Contention
import EventCore
import Randomness
import TestSupport
import Testing

/// The obvious device: every job keeps its remaining work, and every rate is worked out anew at
/// every instant by the textbook water-filling.
private struct SlowDevice {
  struct Job {
    var number: UInt32
    var consumer: Int
    var left: Double
  }

  let capacity: Double
  let consumers: [ConsumerSpec]
  var jobs: [Job] = []
  var now = 0.0
  var used: [Double]
  /// Time during which each container had less than it wanted within its limit.
  var short: [Double]

  init(capacity: Double, consumers: [ConsumerSpec]) {
    self.capacity = capacity
    self.consumers = consumers
    used = consumers.map { _ in 0 }
    short = used
  }

  private func rates() -> (perJob: [Double], shares: [Double], isShort: [Bool]) {
    let counts = consumers.indices.map { consumer in jobs.count { $0.consumer == consumer } }
    let demands = zip(consumers, counts).map { spec, count in
      min(
        Double(count * spec.threadsPerJob),
        spec.limitMilli.map { Double($0) / 1000 } ?? .infinity
      )
    }
    let shares = maxMinShares(of: capacity, demands: demands, weights: consumers.map(\.weight))
    let perJob = zip(shares, counts).map { $1 > 0 ? $0 / Double($1) : 0 }
    return (perJob, shares, zip(shares, demands).map { $0 < $1 * (1 - 1e-9) })
  }

  /// The time of the next finish, and the jobs that finish then or within a nanosecond after.
  func nextFinish() -> (time: Double, jobs: [UInt32])? {
    let rate = rates().perJob
    let times = jobs.map { ($0.number, now + $0.left / rate[$0.consumer]) }
    guard let first = times.map(\.1).min() else { return nil }
    return (first, times.filter { $0.1 <= first + 2000 }.map(\.0))
  }

  mutating func advance(to time: Double) {
    let (perJob, shares, isShort) = rates()
    for index in jobs.indices { jobs[index].left -= perJob[jobs[index].consumer] * (time - now) }
    for index in used.indices {
      used[index] += shares[index] * (time - now)
      if isShort[index] { short[index] += time - now }
    }
    now = time
  }
}

@Suite struct SharedDevicesTests {
  /// Random histories of jobs that come, finish and are stopped on one contended node: few
  /// containers or many, of a few shapes or each of its own, a little or far too much work.
  @Test(arguments: 0..<150)
  func agreesWithSlowTwin(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "shared devices test")
    let most = seed < 100 ? 5 : 60
    let weights = (0..<Int.random(in: 1...most, using: &random)).map { _ in
      Double(Int.random(in: 1...2000, using: &random))
    }
    let patience = Int64.random(in: 400_000...40_000_000, using: &random)
    let consumers = (0..<Int.random(in: 1...most, using: &random)).map { _ in
      ConsumerSpec(
        weight: weights.randomElement(using: &random) ?? 1,
        limitMilli: Bool.random(using: &random)
          ? Int64.random(in: 200...3000, using: &random) : nil,
        threadsPerJob: Int.random(in: 1...3, using: &random),
        jobCapacity: 40
      )
    }
    let cores = Int64.random(in: 1...6, using: &random)
    var fast = SharedDevices([
      DeviceSpec(capacityMilli: cores * 1000, consumers: consumers)
    ])
    var slow = SlowDevice(capacity: Double(cores), consumers: consumers)
    var now = SimTime.start
    for number in 0..<UInt32(300) {
      let arrival = now + SimDuration(nanoseconds: Int64.random(in: 1...patience, using: &random))
      now = finishUntil(arrival, &fast, &slow, seed: seed)
      let consumer = Int.random(in: 0..<consumers.count, using: &random)
      if Int.random(in: 0..<20, using: &random) == 0 {
        fast.stopAll(on: consumer, at: now)
        slow.advance(to: Double(now.nanoseconds))
        slow.jobs.removeAll { $0.consumer == consumer }
      }
      guard fast.jobs(of: consumer) < 40 else { continue }
      let work = Double(Int.random(in: 1...100_000_000, using: &random))
      fast.start(number, work: work, on: consumer, at: now)
      slow.advance(to: Double(now.nanoseconds))
      slow.jobs.append(.init(number: number, consumer: consumer, left: work))
    }
    fast.settleAll(at: now)
    slow.advance(to: Double(now.nanoseconds))
    for consumer in consumers.indices {
      let used = fast.account(of: consumer).used
      // Each finish is rounded up to a whole nanosecond, which books at most a few core-ns more.
      #expect(abs(used - slow.used[consumer]) < 10_000 + 1e-6 * used, "seed \(seed)")
      let short = fast.account(of: consumer).shareBound
      #expect(abs(short - slow.short[consumer]) < 10_000, "seed \(seed)")
    }
  }

  private func finishUntil(
    _ time: SimTime,
    _ fast: inout SharedDevices,
    _ slow: inout SlowDevice,
    seed: UInt64
  ) -> SimTime {
    while fast.nextFinish(on: 0) <= time {
      let finish = fast.nextFinish(on: 0)
      let job = fast.nextJob(on: 0)
      // Every third of the jobs has one waiting for it, which begins at the same instant.
      let successor = SlowDevice.Job(
        number: job + 1000,
        consumer: slow.jobs.first { $0.number == job }?.consumer ?? 0,
        left: Double(job) * 100_000
      )
      let isReplaced = job.isMultiple(of: 3) && job < 1000
      if isReplaced {
        let (number, work) = (successor.number, successor.left)
        let plan = fast.replaceNext(on: 0, with: number, work: work, at: finish)
        #expect(plan.nextFinish == fast.nextFinish(on: 0))
      } else {
        fast.finishNext(on: 0, at: finish)
      }
      let expected = slow.nextFinish()
      // Among those that finish within the rounding of this instant.
      #expect(expected?.jobs.contains(job) == true, "seed \(seed): job \(job) finished")
      // Rounding up to whole nanoseconds adds up over a busy period.
      let drift = abs(Double(finish.nanoseconds) - (expected?.time ?? 0))
      #expect(drift < 2000, "seed \(seed): off by \(drift) ns")
      slow.advance(to: Double(finish.nanoseconds))
      slow.jobs.removeAll { $0.number == job }
      if isReplaced { slow.jobs.append(successor) }
    }
    return time
  }

  /// After hours of contention the fair clock is as fine as at the start.
  ///
  /// A neighbour of the least weight has the device to itself for so long that its clock runs up to
  /// 16,000 ÷ 2 ticks a nanosecond; then a container of great weight works on endless and on short
  /// jobs. Both always want more than there is, so between them they get exactly all of it.
  @Test(arguments: [0.1, 1, 24, 168], [15_360.0, 65_536])
  func longContentionLosesNothing(quietHours: Double, weight: Double) {
    let neighbour = ConsumerSpec(weight: 2, threadsPerJob: 64, jobCapacity: 1)
    let service = ConsumerSpec(weight: weight, threadsPerJob: 64, jobCapacity: 100_000)
    var devices = SharedDevices([
      DeviceSpec(capacityMilli: 16_000, consumers: [neighbour, service])
    ])
    devices.start(0, work: .infinity, on: 0, at: .start)
    let begin = SimTime(nanoseconds: Int64(quietHours * 3.6e12))
    devices.settleAll(at: begin)
    let before = devices.account(of: 0).used
    #expect(before == 16 * Double(begin.nanoseconds))
    devices.start(1, work: .infinity, on: 1, at: begin)
    var now = begin
    for step in 0..<UInt32(20_000) {
      let arrival = now + SimDuration(nanoseconds: 1000)
      while devices.nextFinish(on: 0) <= arrival {
        devices.finishNext(on: 0, at: devices.nextFinish(on: 0))
      }
      now = arrival
      devices.start(2 + step, work: 14_400, on: 1, at: now)
    }
    devices.settleAll(at: now)
    let used = (devices.account(of: 0).used - before) + devices.account(of: 1).used
    let available = 16 * Double((now - begin).nanoseconds)
    // The account of a week is a sum of 10¹⁶, which tells no less than 2 core-ns apart.
    #expect(abs(used - available) < 1e-9 * available + 4)
    // Weights 2 and w: the neighbour keeps 2 ÷ (2 + w), up to how finely a sum of 10¹⁶ can tell.
    let kept = (devices.account(of: 0).used - before) / available
    #expect(abs(kept - 2 / (2 + weight)) < 1e-6)
  }

  /// A limit below the wish binds, and the time it binds is booked.
  @Test func limitsAndSharesAreBooked() {
    let limited = ConsumerSpec(weight: 1, limitMilli: 500, jobCapacity: 4)
    let greedy = ConsumerSpec(weight: 3, threadsPerJob: 4, jobCapacity: 4)
    var devices = SharedDevices([
      DeviceSpec(capacityMilli: 1000, consumers: [limited, greedy])
    ])
    devices.start(1, work: 1000, on: 0, at: .start)
    devices.settleAll(at: SimTime(nanoseconds: 100))
    #expect(devices.account(of: 0).limitBound == 100)
    #expect(devices.account(of: 0).shareBound == 0)
    // Weights 1 : 3 on one core give 0.25 and 0.75; both are short of 0.5 and 4.
    devices.start(2, work: 1000, on: 1, at: SimTime(nanoseconds: 100))
    devices.settleAll(at: SimTime(nanoseconds: 300))
    #expect(devices.account(of: 0).shareBound == 200)
    #expect(devices.account(of: 1).shareBound == 200)
    #expect(devices.account(of: 0).used == 0.5 * 100 + 0.25 * 200)
    #expect(devices.account(of: 1).used == 0.75 * 200)
  }
}
