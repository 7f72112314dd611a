import Domain
import IsolationPatterns
import TestSupport
import Testing

/// Which replicas of a shared service each tenant gets, with the division written out.
@Suite struct SharedReplicaTests {
  private func plan(_ scenario: Scenario, _ pattern: IsolationPattern) throws -> DeploymentPlan {
    let compiled = compile(scenario, into: pattern, seed: 1)
    guard case .deployment(let deployment) = compiled else {
      Issue.record("\(compiled)")
      throw CancellationError()
    }
    #expect(deployment.placements.allSatisfy { $0.outcome == .running })
    return deployment.plan
  }

  private func groups(_ plan: DeploymentPlan) -> [[Int]: Int] {
    Dictionary(
      plan.sharedGroups.map { ($0.users.map(\.index), $0.replicas) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// Loads 1 : 2 : 5, eight replicas.
  private var scenario: Scenario {
    Fixtures.sharedScenario(rates: [10, 20, 50], replicas: 8)
  }

  @Test(arguments: [IsolationPattern.sharedNodes, .namespaces])
  func onePlaceIsOneGroup(pattern: IsolationPattern) throws {
    let plan = try plan(scenario, pattern)
    #expect(groups(plan) == [[0, 1, 2]: 8])
    #expect(plan.pods.count == 8)
    #expect(plan.pods.allSatisfy { $0.tenant == nil && $0.sharedGroup == 0 })
    let namespace = try #require(plan.pods[0].namespace)
    #expect(
      plan.namespaces[namespace].name == (pattern == .sharedNodes ? "shared" : "platform")
    )
    #expect(plan.namespaces[namespace].quota.isEmpty)
  }

  /// 8 × 1/8, 8 × 2/8, 8 × 5/8.
  @Test(arguments: [IsolationPattern.nodePools, .clusters, .hybrid])
  func placesShareByLoad(pattern: IsolationPattern) throws {
    let plan = try plan(scenario, pattern)
    #expect(groups(plan) == [[0]: 1, [1]: 2, [2]: 5])
    for (index, pod) in plan.pods.enumerated() where pod.sharedGroup != nil {
      let group = try #require(pod.sharedGroup)
      // The pods of a group are on nodes that serve its users only.
      #expect(plan.sharedGroups[group].pool.isEmpty == false, "pod \(index)")
    }
    let counts = Dictionary(grouping: plan.pods.compactMap(\.sharedGroup)) { $0 }
      .mapValues(\.count)
    #expect(counts == [0: 1, 1: 2, 2: 5])
  }

  /// 7 × 1/8 = 0.875 is less than one: one each for that; of 6, 6 × 2/7 = 1.71 and 6 × 5/7 = 4.29.
  @Test func everyPlaceGetsOne() throws {
    var scenario = scenario
    scenario.sharedServices[0].service.replicas = 7
    #expect(try groups(plan(scenario, .clusters)) == [[0]: 1, [1]: 2, [2]: 4])
    // Fewer replicas than places: one each, more than the scenario has.
    scenario.sharedServices[0].service.replicas = 2
    #expect(try groups(plan(scenario, .clusters)) == [[0]: 1, [1]: 1, [2]: 1])
    #expect(try groups(plan(scenario, .namespaces)) == [[0, 1, 2]: 2])
  }

  /// Tenants of one tier share a pool, and the replicas in it.
  @Test func placesHoldSeveralTenants() throws {
    var scenario = scenario
    scenario.tenants[1].riskTier = .low
    #expect(try groups(plan(scenario, .nodePools)) == [[0, 1]: 3, [2]: 5])
    scenario.isolation.clustersFor = [TenantID(2)]
    let plan = try plan(scenario, .clusters)
    #expect(groups(plan) == [[0, 1]: 3, [2]: 5])
    // A namespace of the platform in each cluster, after those of the tenants.
    #expect(plan.namespaces.map(\.name) == ["ann", "bob", "cat", "platform", "platform"])
    #expect(Set(plan.namespaces.suffix(2).map(\.cluster)) == [0, 1])
    for pod in plan.pods {
      let namespace = try #require(pod.namespace)
      #expect(plan.namespaces[namespace].cluster == pod.cluster)
    }
  }

  /// A tenant that computes in batch and uses a shared service has a place for each.
  @Test func usersWithBatchHaveBothPlaces() throws {
    var scenario = scenario
    scenario.isolation.nodePoolsBy = .workloadClass
    scenario.tenants[0].batchWorkloads = [
      BatchWorkload(
        name: "job",
        replicas: 1,
        requests: Fixtures.resources(cpu: 100),
        threads: 1,
        activity: .always
      )
    ]
    let plan = try plan(scenario, .nodePools)
    #expect(groups(plan) == [[0, 1, 2]: 8])
    #expect(plan.sharedGroups[0].pool == "inference")
  }
}
