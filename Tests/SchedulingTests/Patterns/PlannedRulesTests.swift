import Domain
import EventCore
import IsolationPatterns
import TestSupport
import Testing

/// What a scenario says to the scheduler and to admission arrives in the plan of each pattern.
@Suite struct PlannedRulesTests {
  private func scenario() -> Scenario {
    var ann = Small.tenant("ann", .low, replicas: 2)
    ann.services[0].terms = PodTerms(
      rules: SchedulingRules(
        labels: ["tier": "front"],
        podAffinity: PodAffinity(
          preferredAnti: [
            .init(
              weight: 1,
              term: .init(
                topologyKey: NodePool.hostnameLabel,
                selector: LabelSelector(),
                namespaces: ["bob"]
              )
            )
          ]
        )
      ),
      priorityClass: "calm",
      startsAt: SimTime.start + .seconds(10),
      endsAt: SimTime.start + .seconds(50)
    )
    ann.scopedQuotas = [ScopedQuota(name: "few", hard: [.pods: 1], scopes: [.terminating])]
    ann.disruptionBudgets = [
      DisruptionBudgetRule(
        name: "half",
        selector: LabelSelector(matchLabels: [SchedulingRules.workloadLabel: "chat"]),
        bound: .minAvailable(.percent(50))
      )
    ]
    var scenario = Small.scenario(nodes: 5, tenants: [ann, Small.tenant("bob", .high)])
    scenario.priorityClasses.append(PriorityClass(name: "calm", value: -5))
    scenario.nodePools[0].zones = ["a", "b"]
    scenario.nodePools[0].images = ["chat:1": Bytes(1 << 30)]
    scenario.cluster.overrides = [ClusterOverride(tenants: Small.ids(1), version: .minor34)]
    return scenario
  }

  @Test func podsCarryTheirTerms() throws {
    let plan = try Small.deployment(scenario(), .namespaces).plan
    let pod = try #require(plan.pods.first { $0.tenant == TenantID(0) })
    #expect(
      pod.rules.labels == [
        "tier": "front", "app.kubernetes.io/name": "chat", "bulkhead.dev/tenant": "ann",
      ]
    )
    #expect(pod.priority == -5 && pod.priorityClass == "calm")
    #expect(pod.createdAt == SimTime.start + .seconds(10))
    #expect(pod.deletedAt == SimTime.start + .seconds(50))
    #expect(pod.rules.podAffinity.preferredAnti[0].term.namespaces == ["bob"])
    // 50 % of two replicas.
    #expect(plan.namespaces[0].disruptionBudgets.map(\.bound) == [.minAvailable(1)])
    #expect(plan.namespaces[0].scopedQuotas.map(\.name) == ["few"])
  }

  /// The baseline has one namespace without rules; what pods say of themselves stays.
  @Test func theBaselineDropsRulesOfNamespacesOnly() throws {
    let plan = try Small.deployment(scenario(), .sharedNodes).plan
    let pod = try #require(plan.pods.first { $0.tenant == TenantID(0) })
    #expect(plan.namespaces.map(\.disruptionBudgets.count) == [0])
    #expect(plan.namespaces.map(\.scopedQuotas.count) == [0])
    #expect(pod.priority == 0 && pod.priorityClass == nil)
    #expect(pod.rules.labels["bulkhead.dev/tenant"] == "ann")
    #expect(pod.rules.podAffinity.preferredAnti[0].term.namespaces == [])
    #expect(pod.createdAt == SimTime.start + .seconds(10))
  }

  @Test func nodesAreDealtToZonesInTurnAndKnowTheirNames() throws {
    let nodes = try Small.deployment(scenario(), .sharedNodes).plan.nodes
    #expect(nodes.map { $0.labels[NodePool.zoneLabel] } == ["a", "b", "a", "b", "a"])
    #expect(nodes.allSatisfy { $0.labels[NodePool.hostnameLabel] == $0.name })
    #expect(nodes.allSatisfy { $0.images == ["chat:1": Bytes(1 << 30)] })
    // Pools of one cluster go on where the one before left off, so that none has all of a zone.
    let pools = try Small.deployment(scenario(), .nodePools).plan.nodes
    #expect(pools.map { $0.labels[NodePool.zoneLabel] } == ["a", "b", "a", "b", "a"])
  }

  @Test func overridesAreForDedicatedClusters() throws {
    let shared = try Small.deployment(scenario(), .namespaces).plan.clusters
    #expect(shared.map(\.version) == [.minor36])
    let own = try Small.deployment(scenario(), .hybrid).plan.clusters
    #expect(own.map(\.name) == ["shared", "bob"])
    #expect(own.map(\.version) == [.minor36, .minor34])
  }

  /// A selector for a zone is met by some node of the pool.
  @Test func podsFindPoolsByZone() throws {
    var scenario = scenario()
    scenario.tenants[0].services[0].nodeSelector = [NodePool.zoneLabel: "b"]
    let deployment = try Small.deployment(scenario, .namespaces)
    for (pod, placement) in zip(deployment.plan.pods, deployment.placements)
    where pod.tenant == TenantID(0) {
      let node = try #require(placement.node)
      #expect(deployment.plan.nodes[node.index].labels[NodePool.zoneLabel] == "b")
    }
  }
}
