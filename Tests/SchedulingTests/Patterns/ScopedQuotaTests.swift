import Domain
import EventCore
import IsolationPatterns
import TestSupport
import Testing

/// Quotas about some of a namespace's pods, and bounds per pod, bind in a scenario.
@Suite struct ScopedQuotaTests {
  /// Reasons of the refused pods of a tenant with two services of two replicas and a batch of two,
  /// each of one core; the second service is of class `calm`, the batch has an end.
  private func refusals(_ change: (inout Tenant) -> Void) throws -> [String] {
    var tenant = Small.tenant("ann", replicas: 2, batch: 2)
    tenant.quota = [:]
    var second = tenant.services[0]
    second.name = "other"
    second.terms.priorityClass = "calm"
    second.terms.rules.podAffinity.preferred = [
      .init(
        weight: 1,
        term: .init(
          topologyKey: NodePool.hostnameLabel,
          selector: LabelSelector(),
          namespaces: ["bob"]
        )
      )
    ]
    tenant.services.append(second)
    tenant.batchWorkloads[0].terms.endsAt = SimTime.start + .seconds(30)
    change(&tenant)
    var scenario = Small.scenario(nodes: 8, tenants: [tenant, Small.tenant("bob")])
    scenario.priorityClasses.append(PriorityClass(name: "calm", value: -5))
    let deployment = try Small.deployment(scenario, .namespaces)
    return zip(deployment.plan.pods, deployment.placements).compactMap { pod, placement in
      placement.outcome == .deniedByQuota || placement.outcome == .deniedByLimitRange
        ? "\(pod.name): \(placement.reason)" : nil
    }
  }

  /// Each row: scopes, and the pod that is one too many for a quota of one.
  @Test(
    arguments: [
      ([.terminating], ["ann-train-1"]),
      ([.notTerminating, .priorityClass(.isOneOf(["urgent"]))], ["ann-chat-1"]),
      ([.priorityClass(.isNoneOf(["urgent"]))], ["ann-other-1"]),
      ([.crossNamespacePodAffinity], ["ann-other-1"]),
      ([.bestEffort], []),
      ([.terminating, .priorityClass(.doesNotExist)], []),
    ] as [([ScopedQuota.Scope], [String])]
  )
  func aQuotaCountsThePodsOfItsScopes(
    _ scopes: [ScopedQuota.Scope],
    _ refused: [String]
  ) throws {
    let found = try refusals { tenant in
      tenant.scopedQuotas = [ScopedQuota(name: "one", hard: [.pods: 1], scopes: scopes)]
    }
    #expect(
      found
        == refused.map {
          "\($0): exceeded quota: one, requested: pods=1, used: pods=1, limited: pods=1"
        }
    )
  }

  @Test func boundsPerPodBind() throws {
    let found = try refusals { tenant in
      tenant.podLimitRange = LimitRange(max: ResourceList([.cpu: 900]))
      tenant.batchWorkloads = []
      tenant.services = [tenant.services[0]]
    }
    #expect(
      found
        == ["ann-chat-0", "ann-chat-1"].map {
          "\($0): maximum cpu usage per Pod is 900m, but limit is 1"
        }
    )
  }
}
