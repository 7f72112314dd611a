internal import Domain

/// A client of the platform.
func tenantShape() -> Shape<Tenant> {
  object("Tenant", "A client of the platform, with a namespace of its own name.") { fields in
    var tenant = Tenant(
      name: fields.required("name", "Name of the tenant and its namespace.", scalar(name())),
      displayName: fields.optional("displayName", "Name for readers.", scalar(prose(atMost: 200))),
      riskTier: fields.optional(
        "riskTier",
        "How much harm a breach of isolation would do.",
        word(of: RiskTier.self, standIn: .low),
        default: .low
      ),
      serviceTier: fields.optional(
        "serviceTier",
        "The service level the tenant pays for.",
        word(of: ServiceTier.self, standIn: .silver),
        default: .silver
      ),
      weight: fields.optional(
        "weight",
        "Share of what is divided by weight.",
        quantity(wholeNumber(1...1_000_000)),
        default: 1
      ),
      priorityClass: fields.optional(
        "priorityClass",
        "Name of a priority class.",
        scalar(name())
      ),
      limits: fields.optional(
        "limits",
        "What all its requests may come to in a minute.",
        usageLimitsShape()
      ),
      services: fields.optional(
        "services",
        "Models the tenant serves.",
        list(of: serviceShape()),
        default: []
      ),
      uses: fields.optional(
        "uses",
        "Shared services the tenant sends requests to.",
        list(of: sharedUseShape()),
        default: []
      ),
      batchWorkloads: fields.optional(
        "batch",
        "Workloads that compute rather than serve.",
        list(of: batchShape()),
        default: []
      )
    )
    fields.readNamespaceRules(of: &tenant)
    return tenant
  }
}

extension Fields {
  /// Reads what binds in the tenant's namespace.
  fileprivate mutating func readNamespaceRules(of tenant: inout Tenant) {
    tenant.quota = optional("quota", "Hard limits of the namespace.", quotaShape(), default: [:])
    tenant.scopedQuotas = optional(
      "quotas",
      "Further quotas of the namespace.",
      list(of: scopedQuotaShape()),
      default: []
    )
    tenant.limitRange = optional(
      "limitRange",
      "Bounds and defaults per container.",
      limitRangeShape()
    )
    tenant.podLimitRange = optional("podLimitRange", "Bounds per pod.", podLimitRangeShape())
    tenant.disruptionBudgets = optional(
      "podDisruptionBudgets",
      "How many pods must stay when others take their place.",
      list(of: disruptionBudgetShape()),
      default: []
    )
    tenant.queue = optional("queue", "Where batch workloads wait for quota.", queueShape())
    tenant.queue?.name = tenant.name
  }
}
