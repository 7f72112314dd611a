import Contention
import EventCore
import Randomness
import Testing

/// The obvious node: every rate is worked out anew by water-filling the whole tree, and time goes
/// on from one finish, used-up quota or refill to the next.
private struct SlowNode {
  struct Job {
    var number: UInt32
    var consumer: Int
    var left: Double
  }

  let capacity: Double
  let groupWeights: [Double]
  let consumers: [ConsumerSpec]
  var jobs: [Job] = []
  var now = 0.0
  var used: [Double]
  var left: [Double]
  var periodEnd: [Double]
  var isThrottled: [Bool]
  var throttledFor: [Double]
  var periodsThrottled: [Int]

  init(capacity: Double, groupWeights: [Double], consumers: [ConsumerSpec], firstRefill: [Int64]) {
    self.capacity = capacity
    self.groupWeights = groupWeights
    self.consumers = consumers
    used = consumers.map { _ in 0 }
    throttledFor = used
    left = consumers.map { $0.quota.map { Double($0.quota) } ?? .infinity }
    periodEnd = zip(consumers, firstRefill).map { $0.quota == nil ? .infinity : Double($1) }
    isThrottled = consumers.map { _ in false }
    periodsThrottled = consumers.map { _ in 0 }
  }

  private func count(_ consumer: Int) -> Int { jobs.count { $0.consumer == consumer } }

  /// What each container gets, in cores.
  func shares() -> [Double] {
    func leaf(_ consumer: Int) -> CPUGroup {
      let wanted = Double(count(consumer) * consumers[consumer].threadsPerJob)
      return CPUGroup(
        weight: consumers[consumer].weight,
        demand: isThrottled[consumer] ? 0 : wanted
      )
    }
    let direct = consumers.indices.filter { consumers[$0].group == nil }
    let members = groupWeights.indices.map { group in
      consumers.indices.filter { consumers[$0].group == group }
    }
    // A group without members would count as a leaf.
    let groups = zip(groupWeights, members).filter { !$1.isEmpty }.map { weight, members in
      CPUGroup(weight: weight, children: members.map(leaf))
    }
    let granted = leafShares(of: capacity, among: direct.map(leaf) + groups)
    var shares = consumers.map { _ in 0.0 }
    for (place, consumer) in (direct + members.flatMap { $0 }).enumerated() {
      shares[consumer] = granted[place]
    }
    return shares
  }

  mutating func advance(to time: Double) {
    while true {
      refill()
      let shares = shares()
      let counts = consumers.indices.map(count)
      var next = time
      for consumer in consumers.indices {
        next = min(next, periodEnd[consumer])
        if shares[consumer] > 0 { next = min(next, now + left[consumer] / shares[consumer]) }
      }
      let length = max(0, next - now)
      for index in jobs.indices {
        let consumer = jobs[index].consumer
        jobs[index].left -= length * shares[consumer] / Double(counts[consumer])
      }
      for consumer in consumers.indices {
        used[consumer] += length * shares[consumer]
        left[consumer] -= length * shares[consumer]
        if isThrottled[consumer], counts[consumer] > 0 { throttledFor[consumer] += length }
      }
      now = next
      for consumer in consumers.indices where shares[consumer] > 0 && left[consumer] <= 1e-3 {
        isThrottled[consumer] = true
        left[consumer] = 0
        periodsThrottled[consumer] += 1
      }
      if now >= time { return refill() }
    }
  }

  private mutating func refill() {
    for consumer in consumers.indices where now >= periodEnd[consumer] {
      guard let quota = consumers[consumer].quota else { continue }
      periodEnd[consumer] += Double(quota.period)
      left[consumer] = Double(quota.quota)
      isThrottled[consumer] = false
    }
  }
}

@Suite struct CgroupDevicesTests {
  /// Random programs of jobs on random trees, with and without quotas.
  @Test(arguments: 0..<120)
  func agreesWithSlowTwin(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "cgroup devices test")
    let groupWeights = (0..<Int.random(in: 0...2, using: &random)).map { _ in
      Double(Int.random(in: 1...200, using: &random))
    }
    let hasQuotas = seed % 3 > 0
    let consumers = (0..<Int.random(in: 1...(seed < 80 ? 6 : 20), using: &random)).map { _ in
      let limit = Int64.random(in: 130...3990, using: &random)
      let group = Int.random(in: -1..<groupWeights.count, using: &random)
      return ConsumerSpec(
        weight: Double(Int.random(in: 1...100, using: &random)),
        group: group < 0 ? nil : group,
        quota: hasQuotas && Bool.random(using: &random) ? CFSQuota(limitMilli: limit) : nil,
        threadsPerJob: Int.random(in: 1...4, using: &random),
        jobCapacity: 30
      )
    }
    let cores = Int64.random(in: 1...6, using: &random)
    let firstRefill = consumers.map { _ in Int64.random(in: 1...100_000_000, using: &random) }
    var fast = SharedDevices([
      DeviceSpec(
        capacityMilli: cores * 1000,
        groups: groupWeights.map { .weight($0) },
        consumers: consumers
      )
    ])
    for (consumer, offset) in firstRefill.enumerated() where fast.period(of: consumer) != nil {
      fast.setFirstRefill(of: consumer, after: SimDuration(nanoseconds: offset))
    }
    var slow = SlowNode(
      capacity: Double(cores),
      groupWeights: groupWeights,
      consumers: consumers,
      firstRefill: firstRefill
    )
    let patience = Int64.random(in: 2_000_000...80_000_000, using: &random)
    var now = SimTime.start
    for number in 0..<UInt32(200) {
      let arrival = now + SimDuration(nanoseconds: Int64.random(in: 1...patience, using: &random))
      run(until: arrival, &fast, &slow, seed: seed)
      now = arrival
      slow.advance(to: Double(now.nanoseconds))
      let consumer = Int.random(in: 0..<consumers.count, using: &random)
      if Int.random(in: 0..<20, using: &random) == 0 {
        fast.stopAll(on: consumer, at: now)
        slow.jobs.removeAll { $0.consumer == consumer }
      }
      guard fast.jobs(of: consumer) < 30 else { continue }
      let work = Double(Int.random(in: 1...100_000_000, using: &random))
      fast.start(number, work: work, on: consumer, at: now)
      slow.jobs.append(.init(number: number, consumer: consumer, left: work))
    }
    fast.settleAll(at: now)
    for consumer in consumers.indices {
      let account = fast.account(of: consumer)
      #expect(abs(account.used - slow.used[consumer]) < 20_000, "seed \(seed), \(consumer)")
      let stood = abs(account.limitBound - slow.throttledFor[consumer])
      #expect(stood < 40_000, "seed \(seed), \(consumer)")
    }
  }

  /// Lets the fast one tell what happens, and holds each finish to the slow one.
  private func run(
    until time: SimTime,
    _ fast: inout SharedDevices,
    _ slow: inout SlowNode,
    seed: UInt64
  ) {
    while fast.nextFinish(on: 0) <= time {
      let instant = fast.nextFinish(on: 0)
      let job = fast.nextJob(on: 0)
      slow.advance(to: Double(instant.nanoseconds))
      guard job != SharedDevices.noJob else {
        fast.throttleNext(on: 0, at: instant)
        continue
      }
      fast.finishNext(on: 0, at: instant)
      let left = slow.jobs.first { $0.number == job }?.left
      // Each finish is rounded up to a whole nanosecond, which adds up over a busy period.
      #expect(abs(left ?? .infinity) < 5000, "seed \(seed): job \(job) has \(left ?? -1) ns left")
      slow.jobs.removeAll { $0.number == job }
      #expect(slow.jobs.allSatisfy { $0.left > -5000 }, "seed \(seed): a job was forgotten")
    }
  }

  /// An 8-thread server with a limit of 2 CPUs: 200 ms of quota last 200 ÷ 8 = 25 ms, then it
  /// stands still for 75 ms.
  @Test func eightThreadsWithTwoCPUs() {
    let server = ConsumerSpec(
      quota: CFSQuota(limitMilli: 2000),
      threadsPerJob: 8,
      jobCapacity: 1
    )
    var devices = SharedDevices([
      DeviceSpec(capacityMilli: 16_000, consumers: [server])
    ])
    // 500 ms of work: 200 by 25 ms, 200 more by 125 ms, the last 100 take 12.5 ms from 200 ms on.
    devices.start(1, work: 500e6, on: 0, at: .start)
    var happenings: [Int64] = []
    while devices.nextJob(on: 0) == SharedDevices.noJob {
      let instant = devices.nextFinish(on: 0)
      happenings.append(instant.nanoseconds)
      devices.throttleNext(on: 0, at: instant)
    }
    #expect(happenings == [25_000_000, 100_000_000, 125_000_000, 200_000_000])
    #expect(devices.nextFinish(on: 0) == SimTime(nanoseconds: 212_500_000))
    devices.finishNext(on: 0, at: SimTime(nanoseconds: 212_500_000))
    devices.settleAll(at: SimTime(nanoseconds: 300_000_000))
    let account = devices.account(of: 0)
    #expect(account.used == 500e6)
    #expect(account.limitBindings == 2)
    #expect(account.limitBound == 2 * 75e6)
  }

  /// One thread never uses up two CPUs: nothing happens before it is done, whatever the periods.
  @Test func noEventWithoutThrottling() {
    let server = ConsumerSpec(quota: CFSQuota(limitMilli: 2000), jobCapacity: 8)
    var devices = SharedDevices([
      DeviceSpec(capacityMilli: 16_000, consumers: [server])
    ])
    devices.start(1, work: 60e9, on: 0, at: .start)
    #expect(devices.nextJob(on: 0) == 1)
    #expect(devices.nextFinish(on: 0) == SimTime(nanoseconds: 60_000_000_000))
    devices.settleAll(at: SimTime(nanoseconds: 30_000_000_050))
    // Two more at 30.00000005 s: of 200 ms, 50 ns are gone; at 3 cores the rest lasts 66.67 ms.
    for job in 2...3 {
      devices.start(UInt32(job), work: 60e9, on: 0, at: SimTime(nanoseconds: 30_000_000_050))
    }
    #expect(devices.nextJob(on: 0) == SharedDevices.noJob)
    let expected = (30_000_000_050 + (200_000_000.0 - 50) / 3).rounded(.up)
    #expect(devices.nextFinish(on: 0) == SimTime(nanoseconds: Int64(expected)))
  }

  /// A pod of one core in each of two classes, and a second one beside the burstable: what that one
  /// leaves goes to its sibling first.
  @Test func slackGoesToSiblingsFirst() {
    let one = Double(CPUWeightFormula.linear.weight(shares: 1024))
    func pod(in group: Int?) -> ConsumerSpec {
      ConsumerSpec(weight: one, group: group, requestMilli: 1000, threadsPerJob: 8, jobCapacity: 1)
    }
    var devices = SharedDevices([
      DeviceSpec(
        capacityMilli: 3000,
        groups: [.requests(.linear), .weight(1)],
        consumers: [pod(in: nil), pod(in: 0), pod(in: 0)]
      )
    ])
    // Both burstable pods are there, one is idle: the group has the weight of two cores, 1 + 2046 ×
    // 9999 ÷ 262142 = 79, the guaranteed pod 39.
    for consumer in 0...1 { devices.start(0, work: .infinity, on: consumer, at: .start) }
    devices.settleAll(at: SimTime(nanoseconds: 1000))
    #expect(abs(devices.account(of: 0).used - 3000 * 39 / 118) < 1e-9)
    #expect(abs(devices.account(of: 1).used - 3000 * 79 / 118) < 1e-9)
    // The idle one leaves: 39 to 39.
    devices.setPresence(of: 2, to: false, at: SimTime(nanoseconds: 1000))
    devices.settleAll(at: SimTime(nanoseconds: 2000))
    #expect(abs(devices.account(of: 0).used - (3000 * 39 / 118 + 1500)) < 1e-9)
  }

  /// Requests that start while two of four cores are busy with neighbours take 1 + 0.1 × 2 as long.
  @Test func neighboursSlowWhatStarts() {
    let pod = ConsumerSpec(jobCapacity: 4)
    var devices = SharedDevices([
      DeviceSpec(
        capacityMilli: 4000,
        consumers: [pod, pod],
        slowdownPerNeighbourCore: 0.1
      )
    ])
    for job in 1...2 { devices.start(UInt32(job), work: .infinity, on: 0, at: .start) }
    devices.start(3, work: 1000, on: 1, at: .start)
    #expect(devices.nextFinish(on: 0) == SimTime(nanoseconds: 1200))
  }

  /// A change costs O(log n): a hundred times the containers must not cost twenty times as much.
  @Test func changesAreCheapWithManyContainers() {
    let few = Self.secondsPerChange(containers: 100)
    let many = Self.secondsPerChange(containers: 1000)
    let most = Self.secondsPerChange(containers: 10_000)
    #expect(many < 6 * few, "\(few) s to \(many) s")
    #expect(most < 20 * few, "\(few) s to \(most) s")
  }

  /// The best of several, on a contended tree of two classes with quotas.
  private static func secondsPerChange(containers: Int) -> Double {
    let consumers = (0..<containers).map { number in
      ConsumerSpec(
        weight: Double(1 + number % 40),
        group: number % 3 == 0 ? nil : number % 2,
        quota: CFSQuota(limitMilli: 1500),
        jobCapacity: 4
      )
    }
    let changes = 20_000
    return (0..<5).map { _ in
      var devices = SharedDevices([
        DeviceSpec(
          capacityMilli: Int64(containers) * 700,
          groups: [.weight(100), .weight(60)],
          consumers: consumers
        )
      ])
      for consumer in 0..<containers { devices.start(0, work: .infinity, on: consumer, at: .start) }
      let clock = ContinuousClock()
      let time = clock.measure {
        for change in 0..<changes {
          let consumer = change &* 7919 % containers
          let now = SimTime(nanoseconds: Int64(change))
          if devices.jobs(of: consumer) > 1 {
            devices.stopAll(on: consumer, at: now)
          } else {
            devices.start(0, work: 1e12, on: consumer, at: now)
          }
        }
      }
      return Double(time.components.attoseconds) * 1e-18 / Double(changes)
    }.min() ?? 0
  }
}
