import Analysis
import Domain
import EventCore
import Running
import TestSupport
import Testing

/// The nodes that are found for a pattern, against trying every number of them.
@Suite struct SizeHardwareTests {
  private let limits = SizingLimits(
    mostNodes: 100,
    replications: 4,
    confidence: 0.95,
    workers: 2
  )

  /// Two tenants, with more work than two nodes do well.
  private func scenario() -> Scenario {
    var scenario = Fixtures.twoTenants()
    for tenant in 0..<2 {
      scenario.tenants[tenant].services[0].replicas = 4
      scenario.tenants[tenant].services[0].requests[.cpu] = 500
      scenario.tenants[tenant].quota = [:]
    }
    let noisy = scenario.tenants[1].services[0].endpoints[0]
    scenario.tenants[1].services[0].endpoints = [
      Endpoint(
        name: noisy.name,
        arrivals: .renewal(gaps: .poisson, rate: .constant(perSecond: 70)),
        demand: noisy.demand
      )
    ]
    return scenario
  }

  @Test(arguments: [IsolationPattern.sharedNodes, .namespaces, .clusters])
  func theAnswerIsTheSmallestCountThatPasses(pattern: IsolationPattern) async throws {
    let scenario = scenario()
    let sized = try await sizeHardware(of: scenario, under: pattern, limits: limits)
    let record = try #require(sized.record)
    #expect(record.isMet)
    for (index, pool) in record.pools.enumerated() {
      for count in pool.fewest...pool.most {
        var nodes = sized.nodes
        nodes[index].count = count
        let passes = try await passes(scenario, on: nodes, under: pattern)
        let isEnough = count >= pool.nodes
        // What a confirmation has thrown out passed with the first replications.
        let isOverruled = record.trials.contains { trial in
          trial.purpose == .confirmation
            && trial.probes.contains {
              $0.pool == index && $0.nodes == count && $0.outcome != .pass
            }
        }
        #expect(passes == isEnough || isOverruled, "\(pattern) pool \(index): \(count)")
      }
    }
  }

  private func passes(
    _ scenario: Scenario,
    on nodes: [PoolNodes],
    under pattern: IsolationPattern
  ) async throws -> Bool {
    var tried = scenario
    tried.hardware = .fitted(FittedHardware(nodes: nodes))
    var trial = Trial(tried, under: pattern)
    try await trial.extend(to: limits.replications, workers: 2)
    return objectiveSummaries(of: trial.record, in: tried).allSatisfy { $0.verdict == .pass }
  }

  @Test func anyNumberOfWorkersFindsTheSameInTheSameSteps() async throws {
    let scenario = scenario()
    var records: [SizingRecord?] = []
    for workers in [1, 2, 5] {
      var limits = limits
      limits.workers = workers
      let sized = try await sizeHardware(of: scenario, under: .nodePools, limits: limits)
      records.append(sized.record)
    }
    #expect(records[0] != nil && records[0] == records[1] && records[1] == records[2])
  }

  /// Work of 20 ms on average is done within 1 ms for 1 − e^(−1/20) = 4.9 % of requests, not 95 %.
  @Test func whatNoHardwareCanDoIsSaidWithItsReason() async throws {
    var scenario = scenario()
    scenario.objectives[0].threshold = .milliseconds(1)
    let sized = try await sizeHardware(of: scenario, under: .clusters, limits: limits)
    let record = try #require(sized.record)
    #expect(!record.isMet)
    #expect(record.unmet.map(\.objective) == [0])
    #expect(record.unmet[0].reason.contains("takes 20 ms of work"), "\(record.unmet[0].reason)")
    #expect(record.pools.allSatisfy { $0.nodes == $0.fewest })
  }

  /// 70 requests of 0.1 s offer 7 cores; two replicas with one worker each have 2.
  @Test func tooFewReplicasAreNamed() async throws {
    var scenario = scenario()
    scenario.tenants[1].services[0].replicas = 2
    scenario.tenants[1].services[0].runtime = .concurrent(
      workers: 1,
      threadsPerRequest: 1,
      gpuStreams: 1
    )
    scenario.objectives[0].tenants = [TenantID(1)]
    scenario.objectives[0].endpoints = [EndpointID(1)]
    let sized = try await sizeHardware(of: scenario, under: .namespaces, limits: limits)
    let reason = try #require(sized.record?.unmet.first?.reason)
    #expect(
      reason.hasPrefix("replicas, not nodes: the 2 replicas of noisy/bulk are busy"),
      "\(reason)"
    )
  }
}
