import Domain
import EventCore
import Randomness
import Scheduling
import TestSupport
import Testing

@Suite struct DominantResourceFairnessTests {
  private let memory = ResourceName.memory

  /// NSDI 2011, figure 3: A needs <1 CPU, 4 GB> a task, B <3 CPU, 1 GB>, of <9 CPU, 18 GB>.
  @Test func theExampleOfThePaper() throws {
    let division = try DominantResourceFairness(
      capacity: [.cpu: 9, memory: 18],
      users: [
        .init(demand: [.cpu: 3, memory: 1]),  // B, whom the paper serves first
        .init(demand: [.cpu: 1, memory: 4]),
      ]
    )
    #expect(division.tasks == [2, 3])
    #expect(division.order == [0, 1, 1, 0, 1])
    let (b, a) = (division.dominantShare(of: 0), division.dominantShare(of: 1))
    #expect(b.numerator * 3 == 2 * b.denominator)
    #expect(a.numerator * 3 == 2 * a.denominator)
  }

  @Test func impossibleInputsAreErrors() {
    func divide(_ demand: Int64, weight: String = "1", capacity: Int64 = 9) throws {
      _ = try DominantResourceFairness(
        capacity: [.cpu: capacity],
        users: [.init(demand: [.cpu: demand], weight: FairWeight(decimal: weight)!)],
        taskLimit: 1000
      )
    }
    #expect(throws: DominantResourceFairness.Failure.negativeAmount) { try divide(-1) }
    #expect(throws: DominantResourceFairness.Failure.unboundedUser(0)) { try divide(0) }
    #expect(throws: DominantResourceFairness.Failure.unboundedUser(0)) {
      try divide(1, weight: "0")
    }
    #expect(throws: DominantResourceFairness.Failure.tooManyTasks) {
      try divide(1, capacity: .max)
    }
  }

  /// At the end no one could launch another task, and capacity is kept.
  @Test func randomDivisionsAreEfficient() throws {
    for seed in 1...300 as ClosedRange<UInt64> {
      var draws = RandomStream(seed: seed, purpose: "drf")
      func pick(_ range: ClosedRange<Int64>) -> Int64 { .random(in: range, using: &draws) }
      let capacity = [ResourceName.cpu: pick(5...60), memory: pick(5...60)]
      let users = (0..<pick(1...4)).map { _ in
        DominantResourceFairness.User(demand: [.cpu: pick(1...5), memory: pick(1...5)])
      }
      let division = try DominantResourceFairness(capacity: capacity, users: users)
      let used = capacity.keys.map { name in
        (name, users.indices.reduce(0) { $0 + Int64(division.tasks[$1]) * users[$1].demand[name]! })
      }
      for (name, amount) in used { #expect(amount <= capacity[name]!, "seed \(seed)") }
      for (index, user) in users.enumerated() {
        let fits = used.allSatisfy { $0.1 + user.demand[$0.0]! <= capacity[$0.0]! }
        #expect(!fits, "seed \(seed): \(index) could go on")
      }
    }
  }
}

@Suite struct FluidFairnessTests {
  /// <9 CPU, 18 GB>; A <1, 4>, B <3, 1>: NSDI 2011, sections 4 and 6.
  @Test func theExampleOfThePaper() {
    let capacity = [9.0, 18]
    let demands = [[1.0, 4], [3, 1]]
    let asset = FluidFairness.asset(capacity: capacity, demands: demands, weights: [1, 1])
    expectClose(asset, [2.52, 2.16])  // x/3 = 7y/18, x + 3y = 9
    let equilibrium = FluidFairness.competitiveEquilibrium(
      capacity: capacity,
      demands: demands,
      weights: [1, 1]
    )
    expectClose(equilibrium, [45.0 / 11, 18.0 / 11])  // both resources are used up
    let drf = FluidFairness.dominantResource(capacity: capacity, demands: demands, weights: [1, 1])
    expectClose(drf, [3, 2])  // 4x/18 = 3y/9 = 2/3
  }

  /// Asking for more, or for something else, than one needs never gives more of what one needs.
  @Test func lyingDoesNotPayUnderDRF() {
    for seed in 1...300 as ClosedRange<UInt64> {
      var draws = RandomStream(seed: seed, purpose: "strategy")
      func pick() -> Double { .random(in: 0.1...5, using: &draws) }
      let capacity = [pick() * 10, pick() * 10]
      var demands = (0..<3).map { _ in [pick(), pick()] }
      let weights = [pick(), pick(), pick()]
      let honest = FluidFairness.dominantResource(
        capacity: capacity,
        demands: demands,
        weights: weights
      )[0]
      let truth = demands[0]
      demands[0] = [pick(), pick()]
      let lying = FluidFairness.dominantResource(
        capacity: capacity,
        demands: demands,
        weights: weights
      )[0]
      let useful = zip(demands[0], truth).map { lying * $0 / $1 }.min()!
      #expect(useful <= honest * (1 + 1e-9), "seed \(seed)")
    }
  }

  /// Nobody prefers the bundle that another got with the same weight; capacity is kept.
  @Test(arguments: [false, true]) func noneEnviesAnother(byPrices: Bool) {
    for seed in 1...100 as ClosedRange<UInt64> {
      var draws = RandomStream(seed: seed, purpose: "envy")
      func pick() -> Double { .random(in: 0.2...5, using: &draws) }
      let demands = (0..<3).map { _ in [pick(), pick()] }
      let capacity = [pick() * 10, pick() * 10]
      let tasks =
        byPrices
        ? FluidFairness.competitiveEquilibrium(
          capacity: capacity,
          demands: demands,
          weights: [1, 1, 1]
        )
        : FluidFairness.dominantResource(
          capacity: capacity,
          demands: demands,
          weights: [1, 1, 1]
        )
      for resource in 0..<2 {
        let load = (0..<3).reduce(0) { $0 + tasks[$1] * demands[$1][resource] }
        #expect(load <= capacity[resource] * 1.001, "seed \(seed)")
      }
      for user in 0..<3 {
        for other in 0..<3 {
          let envied = (0..<2).map { tasks[other] * demands[other][$0] / demands[user][$0] }.min()!
          #expect(envied <= tasks[user] * 1.001, "seed \(seed)")
        }
      }
    }
  }

  @Test func maxMin() {
    let shares = MaxMinFairness.shares(
      capacity: 10,
      demands: [2, 2.6, 4, 5],
      weights: [1, 1, 1, 1]
    )
    expectClose(shares, [2, 2.6, 2.7, 2.7])  // (10 − 2 − 2.6) ÷ 2
    expectClose(MaxMinFairness.shares(capacity: 9, demands: [9, 9], weights: [2, 1]), [6, 3])
    expectClose(MaxMinFairness.shares(capacity: 9, demands: [9, 9], weights: [0, 1]), [0, 9])
    for seed in 1...200 as ClosedRange<UInt64> {
      var draws = RandomStream(seed: seed, purpose: "max-min")
      let demands = (0..<6).map { _ in Double.random(in: 0...5, using: &draws) }
      let weights = (0..<6).map { _ in Double.random(in: 0.1...3, using: &draws) }
      let shares = MaxMinFairness.shares(capacity: 7, demands: demands, weights: weights)
      expectClose(shares, maxMinShares(of: 7, demands: demands, weights: weights))
    }
  }

  private func expectClose(_ found: [Double], _ expected: [Double]) {
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect((a - b).magnitude < 1e-6, "\(found)") }
  }
}

@Suite struct VolcanoTests {
  private let total = ResourceList([.cpu: 10, .memory: 100])

  @Test func shares() {
    #expect(Volcano.share(of: ResourceList([.cpu: 2, .memory: 50]), in: total) == 0.5)
    #expect(Volcano.share(of: ResourceList([.gpu: 1]), in: total) == 1)
    #expect(Volcano.share(of: ResourceList([.gpu: 0]), in: total) == 0)
    let allocated = [3, 1, 3].map { ResourceList([.cpu: $0]) }
    #expect(Volcano.jobOrder(allocated: allocated, total: total) == [1, 0, 2])
    let deserved = [6, 1, 2].map { ResourceList([.cpu: $0]) }
    #expect(Volcano.queueOrder(allocated: allocated, deserved: deserved) == [0, 1, 2])
  }

  /// Job 0 would have 4 ÷ 10; job 1 has 6 and gives 1 and 1: 5 and 4 ÷ 10, then 3.
  @Test func aTaskMovesUntilBothAreEqual() {
    let task = Volcano.Task(owner: 1, requests: ResourceList([.cpu: 1]))
    let victims = Volcano.preemptable(
      for: Volcano.Task(owner: 0, requests: ResourceList([.cpu: 1])),
      among: [task, task, task],
      allocated: [ResourceList([.cpu: 3]), ResourceList([.cpu: 6])],
      total: total
    )
    #expect(victims == [0, 1])
  }

  @Test func reclaimStopsWhereTheQueueHasWhatItDeserves() {
    let task = Volcano.Task(owner: 0, requests: ResourceList([.cpu: 2]))
    func victims(reclaimable: Bool) -> [Int] {
      Volcano.reclaimable(
        among: [task, task, task],
        allocated: [ResourceList([.cpu: 7])],
        deserved: [ResourceList([.cpu: 4])],
        isReclaimable: [reclaimable]
      )
    }
    #expect(victims(reclaimable: true) == [0, 1])  // 7 > 4, 5 > 4, then 3
    #expect(victims(reclaimable: false).isEmpty)
  }

  @Test func guaranteesAreFloors() {
    func queue(
      _ weight: Double,
      _ request: Double,
      guarantee: Double = 0
    ) -> VolcanoProportion.Queue {
      .init(weight: weight, request: [request], capability: [nil], guarantee: [guarantee])
    }
    let deserved = VolcanoProportion.deserved(
      total: [10],
      queues: [queue(1, 10), queue(1, 10, guarantee: 8)]
    )
    #expect(deserved == [[2], [8]])  // 5 and 8, then 3 too many are taken from the first
    #expect(VolcanoProportion.deserved(total: [10], queues: [queue(0, 5)]) == [[0]])
    #expect(VolcanoProportion.deserved(total: [0], queues: [queue(1, 5)]) == [[0]])
  }

  /// Never more than there is, than is asked for, or than is allowed; and all of it, if asked for.
  @Test func waterFillsToTheBrim() {
    for seed in 1...300 as ClosedRange<UInt64> {
      var draws = RandomStream(seed: seed, purpose: "proportion")
      func pick() -> Double { .random(in: 0...20, using: &draws) }
      let queues = (0..<5).map { _ in
        VolcanoProportion.Queue(
          weight: pick() + 0.1,
          request: [pick()],
          capability: [Bool.random(using: &draws) ? pick() : nil],
          guarantee: [0]
        )
      }
      let deserved = VolcanoProportion.deserved(total: [30], queues: queues).map { $0[0] }
      let bounds = queues.map { min($0.request[0], $0.capability[0] ?? .infinity) }
      for (amount, bound) in zip(deserved, bounds) { #expect(amount <= bound + 1e-9) }
      let expected = maxMinShares(of: 30, demands: bounds, weights: queues.map(\.weight))
      for (a, b) in zip(deserved, expected) { #expect((a - b).magnitude < 1e-6, "seed \(seed)") }
    }
  }

  /// sci/a has 2 of 10 at weight 1, eng/b 3 of 10 at weight 2: 0.2 against 0.15.
  @Test func hierarchyComparesByWeightedShare() {
    typealias Node = VolcanoHierarchy.Node
    let tree = VolcanoHierarchy(
      root: Node(
        name: "root",
        children: [
          Node(name: "sci", children: [Node(name: "a", allocated: [.cpu: 2])]),
          Node(
            name: "eng",
            weight: 2,
            children: [
              Node(name: "b", allocated: [.cpu: 3]),
              Node(name: "c", allocated: [.cpu: 9], isSaturated: true),
            ]
          ),
        ]
      ),
      total: [.cpu: 10]
    )
    #expect(!tree.goesFirst(["eng", "b"], ["sci", "a"]))  // (3 + 9) ÷ 10 ÷ 2 = 0.6
    #expect(tree.goesFirst(["sci", "a"], ["eng", "b"]))
    #expect(tree.goesFirst(["eng", "b"], ["eng", "c"]), "who is saturated comes last")
    #expect(!tree.goesFirst(["nobody"], ["sci"]))
  }
}

@Suite struct YuniKornTests {
  @Test func priorityThenFairAndFairThenPriority() {
    let apps = [
      YuniKorn.Candidate(share: 0.5, priority: 2, submittedAt: SimTime(nanoseconds: 3)),
      YuniKorn.Candidate(share: 0.1, priority: 1, submittedAt: SimTime(nanoseconds: 2)),
      YuniKorn.Candidate(share: 0.1, priority: 2, submittedAt: SimTime(nanoseconds: 1)),
      YuniKorn.Candidate(share: 0.1, priority: 2, submittedAt: SimTime(nanoseconds: 1)),
    ]
    #expect(YuniKorn.order(apps, by: .init(policy: .fair)) == [2, 3, 0, 1])
    #expect(YuniKorn.order(apps, by: .init(policy: .fair, priorityFirst: false)) == [2, 3, 1, 0])
    #expect(YuniKorn.order(apps, by: .init(policy: .fifo)) == [2, 3, 0, 1])
    #expect(YuniKorn.order(apps, by: .init(policy: .fifo, priorityFirst: false)) == [2, 3, 1, 0])
  }
}

@Suite struct LocalQueueUsageTests {
  private let settings = LocalQueueUsage.Settings(halfLife: .seconds(60), interval: .seconds(5))

  /// Twelve samples of 5 s are one half-life of 60 s.
  @Test func usageHalvesInAHalfLife() {
    var usage = LocalQueueUsage(amounts: [8])
    for _ in 0..<12 { usage.sample([0], settings) }
    #expect((usage.amounts[0] - 4).magnitude < 1e-9)
    for _ in 0..<12 { usage.sample([8], settings) }
    #expect((usage.amounts[0] - 6).magnitude < 1e-9)
  }

  @Test func weightedByResourceAndQueue() {
    let usage = LocalQueueUsage(amounts: [8, 2])
    #expect(usage.value(resourceWeights: [1, 10], weight: FairWeight(2)) == (8 + 20) / 2)
    #expect(usage.value(resourceWeights: [1, 1], weight: FairWeight(0)) == .infinity)
    let forgetful = LocalQueueUsage.Settings(halfLife: .zero, interval: .seconds(5))
    #expect(forgetful.alpha == 1)
  }
}
