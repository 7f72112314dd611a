import Contention
import Randomness
import TestSupport
import Testing

/// cgroup arithmetic beyond the conformance cases.
@Suite struct CgroupTests {
  @Test func oneCoreInBothFormulas() {
    #expect(cpuShares(requestMilli: 1000) == 1024)
    #expect(CPUWeightFormula.linear.weight(shares: 1024) == 39)
    #expect(CPUWeightFormula.quadratic.weight(shares: 1024) == 100)
    for formula in [CPUWeightFormula.linear, .quadratic] {
      #expect(formula.weight(shares: 0) == 1)
      #expect(formula.weight(shares: .max) == 10_000)
    }
    #expect(cpuShares(requestMilli: .max) == 262_144)
    #expect(cpuShares(requestMilli: .min) == 2)
  }

  @Test func bothFormulasGrow() {
    for formula in [CPUWeightFormula.linear, .quadratic] {
      let weights = (2...262_144).map { formula.weight(shares: $0) }
      #expect(zip(weights, weights.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  @Test func aPodIsLimitedOnlyIfAllItsContainersAre() {
    #expect(podQuota(limitsMilli: [500, 250]) == 75_000)
    #expect(podQuota(limitsMilli: [500, nil]) == nil)
    #expect(podQuota(limitsMilli: [500, 0]) == nil)
  }

  @Test func eightThreadsOnTwoCoresStandStill() {
    // 200 ms of quota are gone after 200 ÷ 8 = 25 ms; 75 ms of standing still follow.
    #expect(runBeforeThrottling(quota: 200_000, period: 100_000, threads: 8) == 25_000)
    #expect(runBeforeThrottling(quota: 200_000, period: 100_000, threads: 2) == 100_000)
  }

  @Test func burstIsSavedAndBounded() {
    var bandwidth = CFSBandwidth(quota: 10, burst: 5)
    // 10, then min(0 + 10, 15), and after two idle periods 15, never more.
    #expect([10, 10, 0, 0, 99].map { bandwidth.run(demand: $0) } == [10, 10, 0, 0, 15])
    #expect(bandwidth.backlog == 84)
    #expect(bandwidth.periodsThrottled == 1)
    var endless = CFSBandwidth(quota: .max, burst: .max)
    #expect([Int64.max, .max].map { endless.run(demand: $0) } == [.max, .max])
  }

  @Test func groupsWithinGroups() {
    // Guaranteed 100 beside burstable 100 of two pods 3 : 1, best effort 1; one core of 1005.
    let groups = [
      CPUGroup(weight: 100, demand: 1000),
      CPUGroup(
        weight: 100,
        children: [CPUGroup(weight: 3, demand: 1000), CPUGroup(weight: 1, demand: 1000)]
      ),
      CPUGroup(weight: 1, demand: 1000),
    ]
    #expect(leafShares(of: 1005, among: groups) == [500, 375, 125, 5])
    // With a limit of 100 the guaranteed pod leaves 905 to 100 : 1.
    var limited = groups
    limited[0].limit = 101
    let shares = leafShares(of: 1010, among: limited)
    #expect(shares == [101, 675, 225, 9])
  }

  @Test func siblingsAgreeWithTheSlowTwin() {
    for seed in 1...200 {
      var stream = RandomStream(seed: UInt64(seed), purpose: "siblings")
      let groups = (0..<6).map { _ in
        CPUGroup(
          weight: Double(1 + stream.next() % 100),
          demand: Double(stream.next() % 1000)
        )
      }
      let found = cpuShares(of: 1500, among: groups)
      let twin = maxMinShares(
        of: 1500,
        demands: groups.map(\.demand),
        weights: groups.map(\.weight)
      )
      for (left, right) in zip(found, twin) {
        #expect(abs(left - right) < 1e-9, "seed \(seed)")
      }
    }
  }

  @Test func sharesOfClasses() {
    let shares = QoSGroupShares(allocatableMilli: 4000, burstableRequestsMilli: [500, 1500])
    // 4 × 1024, 2 × 1024, and the least there is.
    #expect((shares.kubepods, shares.burstable, shares.bestEffort) == (4096, 2048, 2))
  }
}
