import Domain
import EventCore
import IsolationPatterns
import Simulation
import TestSupport
import Testing

@Suite struct ObjectiveSliceTests {
  /// The same requests counted in slices of several lengths; 140 s are measured.
  private func objectives(_ seconds: [Int64]) throws -> [ObjectiveRecord] {
    var scenario = Fixtures.twoTenants()
    scenario.run.duration = .seconds(200)
    let whole = scenario.objectives[0]
    scenario.objectives = seconds.map { length in
      var objective = whole
      objective.budgetingMethod = .ratioTimeslices(slice: .seconds(length))
      return objective
    }
    return try record(of: scenario).objectives
  }

  private func record(of scenario: Scenario) throws -> ReplicationRecord {
    guard case .deployment(let deployment) = compile(scenario, into: .sharedNodes, seed: 7) else {
      throw SimulationError.invariantBroken("the scenario should be feasible")
    }
    return try simulate(
      deployment,
      layout: DeviceLayout(deployment, of: scenario),
      of: scenario,
      replication: 1
    )
  }

  /// Seconds added up to slices of 7, 45, 60, 90 and 3600 seconds are those slices.
  @Test func slicesOfAnyLengthHoldTheSameRequests() throws {
    let lengths: [Int64] = [1, 7, 45, 60, 90, 3600]
    let records = try objectives(lengths)
    let seconds = records[0].slices
    #expect(seconds.count > 100)
    for (length, record) in zip(lengths, records) {
      var sums: [Int32: (bad: Int32, total: Int32)] = [:]
      for second in seconds {
        sums[second.index / Int32(length), default: (0, 0)].bad += second.bad
        sums[second.index / Int32(length), default: (0, 0)].total += second.total
      }
      #expect(record.slices.map(\.index) == sums.keys.sorted(), "\(length) s")
      for slice in record.slices {
        #expect(slice.bad == sums[slice.index]?.bad, "\(length) s")
        #expect(slice.total == sums[slice.index]?.total, "\(length) s")
      }
      #expect(record.good == records[0].good && record.total == records[0].total)
      // Minutes are minutes, whatever the slices.
      #expect(record.minutes == 3 && record.badMinutes == records[0].badMinutes)
    }
  }

  /// Whoever is answered is available; refused, late and unanswered requests are not.
  ///
  /// Pooled over
  /// both tenants it is the sum over their endpoints.
  @Test func availabilityCountsAnswers() throws {
    var scenario = Fixtures.twoTenants()
    scenario.tenants[1].services[0].endpoints[0].timeout = .milliseconds(150)
    scenario.objectives = [[0], [1], [0, 1]].map { endpoints in
      Objective(
        name: "o\(endpoints)",
        tenants: endpoints.map { TenantID($0) },
        endpoints: endpoints.map { EndpointID($0) },
        metric: .availability,
        threshold: nil,
        target: 0.9,
        timeWindow: .seconds(86_400)
      )
    }
    let record = try record(of: scenario)
    for index in 0...1 {
      #expect(record.objectives[index].good == record.endpoints[index].completed)
      #expect(record.objectives[index].total == record.endpoints[index].arrived)
    }
    #expect(record.endpoints[1].timedOut > 0)
    #expect(record.objectives[2].good == record.objectives[0].good + record.objectives[1].good)
    #expect(record.objectives[2].total == record.objectives[0].total + record.objectives[1].total)
  }
}
