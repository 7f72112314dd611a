import Domain
import EventCore
import IsolationPatterns
import Randomness
import Simulation
import TestSupport
import Testing

@Suite struct DeterminismTests {
  private func record(
    _ scenario: Scenario,
    _ pattern: IsolationPattern,
    replication: Int = 1,
    tieBreak: TimerQueue.TieBreak = .firstSetFirst
  ) throws -> ReplicationRecord {
    guard case .deployment(let deployment) = compile(scenario, into: pattern, seed: 7) else {
      throw SimulationError.invariantBroken("\(pattern) should be feasible")
    }
    return try simulate(
      deployment,
      layout: DeviceLayout(deployment, of: scenario),
      of: scenario,
      replication: replication,
      tieBreak: tieBreak
    )
  }

  @Test(arguments: IsolationPattern.allCases)
  func sameSeedSameRecord(pattern: IsolationPattern) throws {
    let scenario = Fixtures.twoTenants()
    #expect(try record(scenario, pattern) == record(scenario, pattern))
  }

  @Test func replicationsAndSeedsDiffer() throws {
    var scenario = Fixtures.twoTenants()
    let first = try record(scenario, .namespaces)
    let second = try record(scenario, .namespaces, replication: 2)
    scenario.run.seed += 1
    let other = try record(scenario, .namespaces)
    #expect(Set([first, second, other].map(\.workloadDigest)).count == 3)
    #expect(Set([first, second, other].map(\.outcomeDigest)).count == 3)
  }

  /// Common random numbers: every pattern sees the same requests, bit for bit.
  @Test(arguments: 1...3)
  func everyPatternSeesTheSameWorkload(replication: Int) throws {
    let scenario = Fixtures.twoTenants()
    let digests = try IsolationPattern.allCases.map { pattern in
      try record(scenario, pattern, replication: replication).workloadDigest
    }
    #expect(Set(digests).count == 1)
  }

  /// A tenant that joins leaves the requests of the others as they were.
  @Test func aNewTenantLeavesOthersAlone() throws {
    var scenario = Fixtures.twoTenants()
    scenario.nodePools[0].nodeCount = 2
    var more = scenario
    more.nodePools[0].nodeCount = 3
    more.tenants.append(
      Tenant(
        name: "new",
        services: [Fixtures.service(ratePerSecond: 1, work: .constant(0.001))]
      )
    )
    let before = try record(scenario, .sharedNodes)
    let after = try record(more, .sharedNodes)
    // On nodes of its own the new tenant changes nothing at all for the others.
    for endpoint in before.endpoints.indices {
      #expect(before.endpoints[endpoint].arrived == after.endpoints[endpoint].arrived)
    }
    let alone = try record(scenario, .clusters)
    let beside = try record(more, .clusters)
    for endpoint in alone.endpoints.indices {
      #expect(alone.endpoints[endpoint] == beside.endpoints[endpoint])
    }
  }

  /// Continuous laws have no ties that matter: any order of ties gives the same outcome.
  @Test(arguments: 0..<5)
  func shuffledTiesChangeNothingWithoutRealTies(seed: UInt64) throws {
    let scenario = Fixtures.twoTenants()
    let straight = try record(scenario, .sharedNodes)
    let shuffled = try record(scenario, .sharedNodes, tieBreak: .shuffled(seed: seed))
    #expect(shuffled.outcomeDigest == straight.outcomeDigest)
    #expect(shuffled.endpoints == straight.endpoints)
  }

  /// With clockwork arrivals everything happens at once; the order of ties may then choose which of
  /// two equal requests goes first, but not how many there are or what they ask for.
  @Test(arguments: 0..<20)
  func shuffledTiesConserve(seed: UInt64) throws {
    var scenario = Fixtures.twoTenants()
    for tenant in scenario.tenants.indices {
      scenario.tenants[tenant].services[0].endpoints[0].arrivals = .renewal(
        gaps: .deterministic,
        rate: .constant(perSecond: 20)
      )
      scenario.tenants[tenant].services[0].endpoints[0].demand = .time(.constant(0.05))
      scenario.tenants[tenant].services[0].endpoints[0].timeout = .milliseconds(100)
    }
    let straight = try record(scenario, .sharedNodes)
    let shuffled = try record(scenario, .sharedNodes, tieBreak: .shuffled(seed: seed))
    #expect(shuffled.workloadDigest == straight.workloadDigest)
    for (one, other) in zip(straight.endpoints, shuffled.endpoints) {
      #expect(one.arrived == other.arrived)
      let left = other.completed + other.timedOut + other.unfinished
      #expect(other.arrived == left, "seed \(seed)")
    }
  }
}
