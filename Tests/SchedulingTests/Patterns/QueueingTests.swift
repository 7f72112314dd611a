import Domain
import EventCore
import IsolationPatterns
import Testing

/// Queues of a scenario bind its batch workloads under every pattern with rules.
@Suite struct QueueingTests {
  private static func quotas(_ cores: Int64) -> [FlavorResource: FlavorQuota] {
    [FlavorResource(resource: .cpu): FlavorQuota(nominal: cores * 1000)]
  }

  /// Red has four cores of quota and wants all of them from the 20th second to the 60th; blue owns
  /// none and uses red's from the start; green wants more than there ever is.
  private var scenario: Scenario {
    func tenant(_ name: String, cores: Int64, _ batch: BatchWorkload) -> Tenant {
      let queue = ClusterQueue(
        name: name,
        cohort: "research",
        quotas: Self.quotas(cores),
        preemption: QueuePreemption(reclaimWithinCohort: .any)
      )
      return Tenant(name: name, riskTier: .low, queue: queue, batchWorkloads: [batch])
    }
    func batch(_ name: String, replicas: Int, from: Int64, to: Int64?) -> BatchWorkload {
      BatchWorkload(
        name: name,
        replicas: replicas,
        requests: ResourceList([.cpu: 2000]),
        terms: PodTerms(
          startsAt: .start + .seconds(from),
          endsAt: to.map { .start + .seconds($0) }
        ),
        threads: 1
      )
    }
    var scenario = Small.scenario(
      nodes: 6,
      tenants: [
        tenant("red", cores: 4, batch("train", replicas: 2, from: 20, to: 60)),
        tenant("blue", cores: 0, batch("sweep", replicas: 2, from: 0, to: nil)),
        tenant("green", cores: 0, batch("huge", replicas: 3, from: 0, to: nil)),
      ]
    )
    scenario.run = RunSettings(duration: .seconds(100))
    scenario.cohorts = [Cohort(name: "research")]
    return scenario
  }

  private func deployment(_ pattern: IsolationPattern) throws -> Deployment {
    switch compile(scenario, into: pattern, seed: 1) {
    case .deployment(let deployment): return deployment
    case .infeasible(_, let reason): throw Infeasible(reason: reason)
    }
  }

  private struct Infeasible: Error { var reason: String }

  /// Pods of one tenant: when they are created and deleted, in seconds, and what became of them.
  private func lives(_ tenant: UInt32, _ deployment: Deployment) -> [[String]] {
    zip(deployment.plan.pods, deployment.placements).compactMap { pod, placement in
      guard pod.tenant == TenantID(rawValue: tenant) else { return nil }
      let end = pod.deletedAt.map { "\($0.nanoseconds / 1_000_000_000)" } ?? "–"
      let start = "\(pod.createdAt.nanoseconds / 1_000_000_000)"
      return [start, end, placement.outcome == .unschedulable ? "" : placement.outcome.rawValue]
    }
  }

  @Test func quotaIsLentReclaimedAndLentAgain() throws {
    let deployment = try deployment(.namespaces)
    // Blue goes when red comes, 30 s before red is admitted, and comes back when red has gone.
    #expect(lives(0, deployment).map { $0[0] } == ["50", "50"])
    let blue = lives(1, deployment)
    #expect(blue.map { $0[0] } == ["0", "0", "60", "60"])
    #expect(blue.map { $0[1] } == ["20", "20", "–", "–"])
    #expect(blue.prefix(2).allSatisfy { $0[2] == "preempted" })
    let pods = deployment.plan.pods.filter { $0.tenant == TenantID(rawValue: 1) }
    let first = deployment.plan.pods.firstIndex { $0.tenant == TenantID(rawValue: 1) } ?? 0
    #expect(pods.map(\.replaces) == [nil, nil, PodID(first), PodID(first + 1)])
    let taker = try #require(deployment.placements[first].preemptedBy)
    #expect(deployment.plan.pods[taker.index].tenant == TenantID(rawValue: 0))
  }

  @Test func whatCanNeverBeAdmittedIsSuspended() throws {
    let deployment = try deployment(.namespaces)
    #expect(lives(2, deployment).map { $0[2] } == ["suspended", "suspended", "suspended"])
    let placement = try #require(deployment.placements.last)
    #expect(placement.node == nil)
    #expect(
      placement.reason == "insufficient quota for cpu in flavor default, "
        + "request > maximum capacity (6 > 4) (cohort research)"
    )
    #expect(deployment.placements.count == deployment.plan.pods.count)
  }

  /// Clusters of their own have Kueues of their own: nobody lends across them.
  @Test func quotaIsNotLentAcrossClusters() throws {
    let deployment = try deployment(.clusters)
    #expect(lives(0, deployment).map { $0[0] } == ["20", "20"])
    #expect(lives(1, deployment).map { $0[2] } == ["suspended", "suspended"])
  }

  @Test func theBaselineHasNoQueues() throws {
    let deployment = try deployment(.sharedNodes)
    #expect(!deployment.placements.contains { $0.outcome == .suspended })
    #expect(deployment.plan.pods.allSatisfy { $0.queueing == nil })
  }
}
