internal import Domain
internal import EventCore

/// An objective whose tenants and endpoints are still names.
struct WrittenObjective {
  /// Where the file says what, for messages.
  struct Places {
    var name: FieldPath
    var tenants: FieldPath
    var service: FieldPath
    var endpoint: FieldPath
    var metric: FieldPath
    var thresholds: FieldPath
    var slice: FieldPath
    var alerts: FieldPath
  }

  var path: FieldPath
  var places: Places
  var objective: Objective
  var subject: WrittenSubject
  var service: String?
  var endpoint: String?
}

/// Whose requests an objective is about.
enum WrittenSubject {
  case tenant(String)
  case selector(TenantSelector)
}

/// Tenants by what they have in common; each condition that is given must hold.
struct TenantSelector {
  var riskTier: RiskTier?
  var serviceTier: ServiceTier?
  var tenants: [String]?
  /// Whether each tenant gets an objective of its own.
  var isEach = true
  /// Whether all of them together get one.
  var isPooled = false
}

/// A service-level objective; each of its `objectives` becomes one of ours, or one a tenant.
func objectiveShape() -> Shape<[WrittenObjective]> {
  object("SLO", "A service-level objective, in OpenSLO's words.") { fields in
    var written = readSubject(&fields)
    written.objective.metric = fields.required(
      "indicator",
      "What is measured.",
      indicatorShape()
    )
    let budget = readBudget(&fields)
    let thresholds = fields.required(
      "objectives",
      "Thresholds and the share of requests to answer within each.",
      list(of: thresholdShape(), atLeast: 1)
    )
    let alerts = fields.optional(
      "alerting",
      "Alerts on the burn rate of the error budget; sloth's four unless given.",
      list(of: alertShape())
    )
    budget.check(thresholds, in: fields)
    checkThresholds(thresholds, of: written.objective.metric, in: fields)
    return written.objectives(thresholds, budget, alerts: alerts)
  }
}

/// Reads what an objective is called and what it covers.
private func readSubject(_ fields: inout Fields) -> WrittenObjective {
  let name = fields.required("name", "Name of the objective.", scalar(name()))
  let displayName = fields.optional("displayName", "For readers.", scalar(prose(atMost: 200)))
  let covered = scalar(ScenarioLoading.name())
  let tenant = fields.optional("tenant", "Whose requests it covers.", covered)
  let selector = fields.optional(
    "selector",
    "Which tenants' requests it covers, in place of `tenant`.",
    tenantSelectorShape()
  )
  fields.exactlyOne(of: "tenant", "selector")
  let service = fields.optional(
    "service",
    "Service it covers; all of the tenant's unless given.",
    covered
  )
  let endpoint = fields.optional(
    "endpoint",
    "Endpoint it covers; all of the service's unless given.",
    covered
  )
  fields.check { place, reading in
    if endpoint != nil, service == nil {
      reading.report("an `endpoint` needs its `service`", at: place.path["endpoint"])
    }
  }
  let path = fields.path
  return WrittenObjective(
    path: path,
    places: WrittenObjective.Places(
      name: path["name"],
      tenants: path[selector == nil ? "tenant" : "selector"],
      service: path["service"],
      endpoint: path["endpoint"],
      metric: path["indicator"]["metric"],
      thresholds: path["objectives"],
      slice: path["timeSliceWindow"],
      alerts: path["alerting"]
    ),
    objective: blankObjective(name, displayName),
    subject: selector.map { .selector($0) } ?? .tenant(tenant ?? ""),
    service: service,
    endpoint: endpoint
  )
}

/// An objective of which no more is known than its name.
func blankObjective(_ name: String, _ displayName: String?) -> Objective {
  Objective(
    name: name,
    displayName: displayName,
    tenants: [],
    endpoints: [],
    threshold: nil,
    target: 0,
    timeWindow: .seconds(1)
  )
}

private func tenantSelectorShape() -> Shape<TenantSelector> {
  object("TenantSelector", "Tenants by what they have in common.") { fields in
    var selector = TenantSelector()
    selector.riskTier = fields.optional(
      "riskTier",
      "Their risk tier.",
      word(of: RiskTier.self, standIn: .low)
    )
    selector.serviceTier = fields.optional(
      "serviceTier",
      "Their service tier.",
      word(of: ServiceTier.self, standIn: .silver)
    )
    selector.tenants = fields.optional(
      "tenants",
      "Their names.",
      list(of: scalar(name()), atLeast: 1)
    )
    let scope = fields.optional(
      "scope",
      "One objective for each tenant, one that pools their requests, or both.",
      scopeWord(),
      default: (true, false)
    )
    (selector.isEach, selector.isPooled) = scope
    fields.check { place, reading in
      if selector.riskTier == nil, selector.serviceTier == nil, selector.tenants == nil {
        let message = "a `selector` needs `riskTier`, `serviceTier` or `tenants`"
        reading.report(message, at: place)
      }
    }
    return selector
  }
}

/// Each, pooled, or both.
func scopeWord() -> Shape<(isEach: Bool, isPooled: Bool)> {
  word(scopeWords, standIn: (true, false))
}

let scopeWords: [(String, (isEach: Bool, isPooled: Bool))] = [
  ("each", (true, false)), ("pooled", (false, true)), ("both", (true, true)),
]

private func indicatorShape() -> Shape<ObjectiveMetric> {
  object("Indicator", "What is measured.") { fields in
    fields.required(
      "metric",
      "Which time of a request, or that it was answered.",
      word(of: ObjectiveMetric.self, standIn: .latency)
    )
  }
}
