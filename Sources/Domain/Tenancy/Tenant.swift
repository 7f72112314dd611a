/// A client of the platform: the key of every table.
package struct Tenant: Hashable, Sendable {
  /// RFC 1123 name, unique in the scenario; also the tenant's namespace.
  package var name: String
  package var displayName: String?
  package var riskTier: RiskTier
  package var serviceTier: ServiceTier
  /// Share of what is divided by weight (costs, fair sharing); at least 1.
  package var weight: Int
  package var priorityClass: String?
  /// Hard limits of the namespace, keyed as in a Kubernetes ResourceQuota (`requests.cpu`, …).
  package var quota: [QuotaKey: Int64]
  /// Further quotas of the namespace, beside the first.
  package var scopedQuotas: [ScopedQuota]
  /// Bounds and defaults per container.
  package var limitRange: LimitRange?
  /// Bounds per pod.
  package var podLimitRange: LimitRange?
  package var disruptionBudgets: [DisruptionBudgetRule]
  /// Where its batch workloads wait for quota, named as the tenant; nil starts them at once.
  package var queue: ClusterQueue?
  /// What all its requests may come to in a minute, whatever they are for.
  package var limits: UsageLimits?
  package var services: [InferenceService]
  /// Services of the platform that it uses; each at most once.
  package var uses: [SharedUse]
  package var batchWorkloads: [BatchWorkload]

  package init(
    name: String,
    displayName: String? = nil,
    riskTier: RiskTier = .low,
    serviceTier: ServiceTier = .silver,
    weight: Int = 1,
    priorityClass: String? = nil,
    quota: [QuotaKey: Int64] = [:],
    scopedQuotas: [ScopedQuota] = [],
    limitRange: LimitRange? = nil,
    podLimitRange: LimitRange? = nil,
    disruptionBudgets: [DisruptionBudgetRule] = [],
    queue: ClusterQueue? = nil,
    limits: UsageLimits? = nil,
    services: [InferenceService] = [],
    uses: [SharedUse] = [],
    batchWorkloads: [BatchWorkload] = []
  ) {
    self.name = name
    self.displayName = displayName
    self.riskTier = riskTier
    self.serviceTier = serviceTier
    self.weight = weight
    self.priorityClass = priorityClass
    self.quota = quota
    self.scopedQuotas = scopedQuotas
    self.limitRange = limitRange
    self.podLimitRange = podLimitRange
    self.disruptionBudgets = disruptionBudgets
    self.queue = queue
    self.limits = limits
    self.services = services
    self.uses = uses
    self.batchWorkloads = batchWorkloads
  }
}

/// How much harm a breach of isolation would do; pattern D isolates by it.
package enum RiskTier: String, CaseIterable, Sendable, Codable {
  case low
  case medium
  case high
}

/// The service level a tenant pays for.
package enum ServiceTier: String, CaseIterable, Sendable, Codable {
  case bronze
  case silver
  case gold
  case platinum
}

/// A named scheduling priority; higher values go first.
package struct PriorityClass: Hashable, Sendable {
  package var name: String
  package var value: Int

  package init(name: String, value: Int) {
    self.name = name
    self.value = value
  }
}
