import Domain
import IsolationPatterns
import TestSupport
import Testing

/// What each pattern makes of the same three tenants on six nodes.
@Suite struct PatternTests {
  /// One tenant of each risk tier, each offering the same load, under rules of every kind.
  private func scenario(nodes: Int = 6) -> Scenario {
    Small.scenario(
      nodes: nodes,
      tenants: [
        Small.tenant("ann", .low, .bronze, replicas: 2, batch: 1),
        Small.tenant("bob", .medium, .silver, replicas: 2),
        Small.tenant("cat", .high, .gold, replicas: 2),
      ]
    )
  }

  @Test func sharedNodesHasOneOfEverythingAndNoRules() throws {
    let plan = try Small.deployment(scenario(), .sharedNodes).plan
    #expect(plan.clusters.map(\.name) == ["shared"])
    #expect(plan.namespaces.map(\.name) == ["shared"])
    #expect(plan.namespaces.allSatisfy { $0.quota.isEmpty && $0.limitRange == nil })
    #expect(plan.nodes.map(\.name) == (1...6).map { "shared-cpu-\($0)" })
    #expect(plan.pods.allSatisfy { $0.limits.isEmpty && $0.namespace ?? 0 == 0 })
    #expect(plan.pods.filter { $0.tenant != nil }.allSatisfy { $0.priority == 0 })
    #expect(!plan.enforcesRateLimits)
  }

  @Test func namespacesAddsRulesToTheSameNodes() throws {
    let plan = try Small.deployment(scenario(), .namespaces).plan
    #expect(plan.clusters.map(\.name) == ["shared"])
    #expect(plan.namespaces.map(\.name) == ["ann", "bob", "cat"])
    #expect(plan.namespaces.map { $0.quota[.pods] } == [10, 10, 10])
    #expect(plan.nodes.allSatisfy { $0.taints.isEmpty && $0.tenants == Small.ids(0, 1, 2) })
    #expect(plan.pods.filter { $0.tenant != nil }.allSatisfy { $0.limits[.cpu] == 1000 })
    #expect(plan.pods.filter { $0.tenant == TenantID(2) }.allSatisfy { $0.priority == 100 })
    #expect(plan.enforcesRateLimits)
  }

  @Test func podsComeByTenantThenServicesThenBatchThenReplica() throws {
    let plan = try Small.deployment(scenario(), .namespaces).plan
    #expect(
      plan.pods.map(\.name) == [
        "shared-ingress-0", "ann-chat-0", "ann-chat-1", "ann-train-0",
        "bob-chat-0", "bob-chat-1", "cat-chat-0", "cat-chat-1",
      ]
    )
    let addOn = try #require(plan.pods.first)
    #expect(addOn.tenant == nil && addOn.namespace == nil)
    #expect(addOn.tolerations == [Toleration(key: "", comparison: .exists)])
  }

  @Test(arguments: [
    (IsolationChoices.PoolKey.tenant, ["ann", "bob", "cat"]),
    (.riskTier, ["low", "medium", "high"]),
    (.serviceTier, ["bronze", "silver", "gold"]),
    (.workloadClass, ["inference", "batch"]),
  ])
  func nodePoolsAreDedicated(by key: IsolationChoices.PoolKey, pools: [String]) throws {
    var scenario = scenario()
    scenario.isolation.nodePoolsBy = key
    let deployment = try Small.deployment(scenario, .nodePools)
    let plan = deployment.plan
    #expect(plan.clusters.map(\.name) == ["shared"])
    #expect(Small.distinct(plan.nodes.map(\.pool)) == pools)
    for node in plan.nodes {
      let taint = Taint(key: "bulkhead.dev/pool", value: node.pool, effect: .noSchedule)
      #expect(node.taints == [taint])
      #expect(
        node.labels == [
          "bulkhead.dev/pool": node.pool, "disk": "ssd", "kubernetes.io/hostname": node.name,
        ]
      )
    }
    for (pod, placement) in zip(plan.pods, deployment.placements) {
      guard let tenant = pod.tenant, let node = placement.node else { continue }
      #expect(plan.nodes[node.index].tenants.contains(tenant))
      #expect(plan.nodes[node.index].pool == pod.nodeSelector["bulkhead.dev/pool"])
    }
  }

  @Test func clustersGivesEachTenantItsOwnWithAddOns() throws {
    let deployment = try Small.deployment(scenario(), .clusters)
    let plan = deployment.plan
    #expect(plan.clusters.map(\.name) == ["ann", "bob", "cat"])
    #expect(plan.pods.filter { $0.tenant == nil }.map(\.cluster) == [0, 1, 2])
    #expect(plan.namespaces.map(\.cluster) == [0, 1, 2])
    for (pod, placement) in zip(plan.pods, deployment.placements) {
      let node = try #require(placement.node)
      #expect(plan.nodes[node.index].cluster == pod.cluster)
    }
  }

  @Test func clustersForSomeLeavesTheOthersTogether() throws {
    var scenario = scenario()
    scenario.isolation.clustersFor = [TenantID(1)]
    let plan = try Small.deployment(scenario, .clusters).plan
    #expect(plan.clusters.map(\.name) == ["shared", "bob"])
    #expect(plan.clusters.map(\.tenants) == [Small.ids(0, 2), Small.ids(1)])
  }

  @Test func hybridSeparatesByRisk() throws {
    let plan = try Small.deployment(scenario(), .hybrid).plan
    #expect(plan.clusters.map(\.name) == ["shared", "cat"])
    #expect(Small.distinct(plan.nodes.map(\.pool)) == ["shared", "bob", "cat"])
    let tainted = plan.nodes.filter { !$0.taints.isEmpty }
    #expect(Set(tainted.map(\.pool)) == ["bob"])
    #expect(plan.nodes.filter { $0.cluster == 1 }.allSatisfy { $0.pool == "cat" })
  }

  @Test(arguments: IsolationPattern.allCases)
  func namesAreUniqueAndEverythingRuns(under pattern: IsolationPattern) throws {
    let deployment = try Small.deployment(scenario(), pattern)
    let plan = deployment.plan
    #expect(Set(plan.nodes.map(\.name)).count == plan.nodes.count)
    #expect(Set(plan.pods.map(\.name)).count == plan.pods.count)
    #expect(plan.nodes.count == 6)
    #expect(deployment.placements.allSatisfy { $0.outcome == .running })
  }

  @Test func daemonsTakeTheirsFromEveryNode() throws {
    var scenario = scenario()
    scenario.cluster.reservedPerNode = ResourceList([.cpu: 500, .memory: 1 << 60, .gpu: 1])
    for tenant in scenario.tenants.indices {
      scenario.tenants[tenant].services[0].requests[.memory] = 0
    }
    scenario.tenants[0].batchWorkloads[0].requests[.memory] = 0
    scenario.cluster.addOns = []
    let node = try #require(Small.deployment(scenario, .namespaces).plan.nodes.first)
    #expect(node.allocatable.amount(.cpu) == 4000 - 500)
    #expect(node.allocatable.amount(.memory) == 0)
    #expect(node.allocatable[.gpu] == nil)
  }

  @Test func aTenantMayBeCalledShared() throws {
    var scenario = scenario()
    scenario.tenants[2].name = "shared"
    let plan = try Small.deployment(scenario, .hybrid).plan
    #expect(plan.clusters.map(\.name) == ["shared", "shared-2"])
    #expect(Set(plan.nodes.map(\.name)).count == 6)
  }

  @Test func sameSeedSamePlacement() throws {
    let first = try Small.deployment(scenario(), .namespaces, seed: 3)
    let second = try Small.deployment(scenario(), .namespaces, seed: 3)
    #expect(first.placements == second.placements)
  }

  @Test(arguments: IsolationPattern.allCases)
  func twoTenantsRunUnderEveryPattern(_ pattern: IsolationPattern) throws {
    let deployment = try Small.deployment(Fixtures.twoTenants(), pattern)
    #expect(deployment.plan.nodes.count == 2)
    #expect(deployment.placements.count == 4)
    #expect(deployment.placements.allSatisfy { $0.outcome == .running })
  }

  @Test(
    arguments: IsolationPattern.allCases,
    [HardwareRule.equal, .needed(targetUtilization: 0.7)]
  )
  func compilesAThousandTenants(under pattern: IsolationPattern, on hardware: HardwareRule) throws {
    var tenants: [Tenant] = []
    for index in 0..<1000 {
      let risk = RiskTier.allCases[index % 3]
      let load = Double(1 + index % 7)
      let cpu = Int64(100 + index % 5 * 50)
      tenants.append(Small.tenant("tenant-\(index)", risk, replicas: 8, cpu: cpu, load: load))
    }
    var scenario = Small.scenario(nodes: 2000, hardware: hardware, tenants: tenants)
    scenario.isolation.nodePoolsBy = .tenant
    let time = try ContinuousClock().measure {
      let deployment = try Small.deployment(scenario, pattern)
      #expect(deployment.placements.allSatisfy { $0.outcome == .running })
    }
    print("1,000 tenants, \(pattern), \(hardware): \(time)")
  }
}
