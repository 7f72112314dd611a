internal import Analysis
internal import Domain
internal import EventCore

/// What other tables refer to: points, patterns, tenants, endpoints, objectives.
func scenarioTables() -> [Table] {
  sweepTables() + [variantTable(), tenantTable(), endpointTable(), sloTable(), sloEndpointTable()]
}

/// Whether a pattern could be built.
private enum VariantStatus: String, CaseIterable {
  case complete
  case infeasible
}

/// The name of a hardware rule.
private enum HardwareRuleName: String, CaseIterable {
  case equal
  case needed
  case fitted
}

private typealias VariantRow = ResultsSource.Variant

private func variantTable() -> Table {
  let columns: [Column<VariantRow>] = [
    .id("Place in the run.") { $0.index },
    .link("point_id", to: "sweep_point", "The point of the sweep.") { $0.record.point },
    .choice("pattern", "The isolation pattern.") { $0.record.pattern },
    .optionalName("letter", "The pattern's letter in conversation; NULL for the baseline.") {
      $0.record.pattern.letter
    },
    .optionalChoice("hardware_rule", "What hardware the pattern gets.") {
      HardwareRuleName(rawValue: $0.scenario.hardware.name)
    },
    .real(
      "target_utilization_ratio",
      "ratio",
      "Most that pods may request of a pool under the rule `needed`."
    ) {
      if case .needed(let target) = $0.scenario.hardware { target } else { nil }
    },
    .choice("status", "Whether the pattern could be built.") {
      $0.record.deployment == nil ? VariantStatus.infeasible : .complete
    },
    .prose("infeasible_reason", "Why it couldn't.") {
      $0.record.infeasibleReason ?? $0.summary.infeasibleReason
    },
    .whole("cluster_count", "clusters", "Kubernetes clusters.") {
      $0.record.deployment.map { Int64($0.plan.clusters.count) }
    },
    .whole("node_count", "nodes", "Machines.") {
      $0.record.deployment.map { Int64($0.plan.nodes.count) }
    },
    .whole("asset_cost_per_hour_micros", "1e-6 currency/h", "Nodes and cluster overhead.") {
      $0.summary.costs?.assetCost.micros
    },
    .name("currency", "ISO 4217.") { $0.scenario.costs.currency },
  ]
  return Table(
    "variant",
    "One row per point and pattern of the run.",
    key: ["point_id", "pattern"],
    columns: columns
  ) {
    try $0.variants.forEach($1)
  }
}

private func tenantTable() -> Table {
  let columns: [Column<(offset: Int, element: Tenant)>] = [
    .id("Place in the scenario.") { $0.offset },
    .name("name", "RFC 1123 name.") { $0.element.name },
    .prose("display_name", "Name for people; NULL if none is given.") { $0.element.displayName },
    .choice("risk_tier", "How much harm a breach of isolation would do.") { $0.element.riskTier },
    .choice("service_tier", "The service level the tenant pays for.") { $0.element.serviceTier },
    .count("weight", nil, "Share of what is divided by weight.") { $0.element.weight },
    .optionalName("priority_class", "Scheduling priority.") { $0.element.priorityClass },
  ]
  return Table("tenant", "One row per tenant.", key: ["name"], columns: columns) {
    try $0.scenario.tenants.enumerated().forEach($1)
  }
}

private typealias EndpointRow = (index: Int, entry: Roster.EndpointEntry, service: String)

private func endpointTable() -> Table {
  let columns: [Column<EndpointRow>] = [
    .id("Place in the scenario.") { $0.index },
    .link("tenant_id", to: "tenant", "Its owner.") { $0.entry.tenant.index },
    .name("service", "The inference service.") { $0.service },
    .name("name", "The class of requests to it.") { $0.entry.endpoint.name },
    .name("label", "`service/endpoint`, or the service alone.") { $0.entry.label },
  ]
  return Table(
    "endpoint",
    "One row per class of requests.",
    key: ["tenant_id", "service", "name"],
    columns: columns
  ) {
    for (index, entry) in $0.roster.endpoints.enumerated() {
      try $1((index, entry, $0.roster.services[entry.service.index].service.name))
    }
  }
}

/// The budgeting methods in the words of OpenSLO.
enum BudgetingWord: String, CaseIterable {
  case occurrences = "Occurrences"
  case timeslices = "Timeslices"
  case ratioTimeslices = "RatioTimeslices"

  init(_ method: BudgetingMethod) {
    switch method {
    case .occurrences: self = .occurrences
    case .timeslices: self = .timeslices
    case .ratioTimeslices: self = .ratioTimeslices
    }
  }
}

private func sloTable() -> Table {
  let columns: [Column<(offset: Int, element: Objective)>] = [
    .id("Place in the scenario.") { $0.offset },
    .name("name", "RFC 1123 name.") { $0.element.name },
    .prose("display_name", "Name for people; NULL if none is given.") { $0.element.displayName },
    .optionalLink("tenant_id", to: "tenant", "To whom it is promised; NULL if to several.") {
      $0.element.tenant?.index
    },
    .count("tenants", "tenants", "Whose requests it pools.") { $0.element.tenants.count },
    .choice("metric", "Which time of a request it is about, or that it was answered.") {
      $0.element.metric
    },
    .real("threshold_ms", "ms", "A request is good if that time is at most this.") {
      $0.element.threshold?.inMilliseconds
    },
    .real("target_ratio", "ratio", "The share of good requests or minutes promised.") {
      $0.element.target
    },
    .choice("budgeting_method", "What it counts: requests, or slices of time (OpenSLO).") {
      BudgetingWord($0.element.budgetingMethod)
    },
    .real("time_slice_target_ratio", "ratio", "The share of good requests of a good slice.") {
      if case .timeslices(let target, _) = $0.element.budgetingMethod { target } else { nil }
    },
    .real("time_slice_s", "s", "The length of the slices in which requests are counted.") {
      $0.element.budgetingMethod.slice.inSeconds
    },
    .real("time_window_s", "s", "The window over which the error budget is counted.") {
      $0.element.timeWindow.inSeconds
    },
  ]
  return Table("slo", "One row per objective.", key: ["name"], columns: columns) {
    try $0.scenario.objectives.enumerated().forEach($1)
  }
}

private func sloEndpointTable() -> Table {
  let columns: [Column<(slo: Int, endpoint: EndpointID)>] = [
    .link("slo_id", to: "slo", "The objective.") { $0.slo },
    .link("endpoint_id", to: "endpoint", "An endpoint it covers.") { $0.endpoint.index },
  ]
  return Table(
    "slo_endpoint",
    "One row per objective and endpoint it covers.",
    key: ["slo_id", "endpoint_id"],
    columns: columns
  ) {
    for (index, objective) in $0.scenario.objectives.enumerated() {
      for endpoint in objective.endpoints { try $1((index, endpoint)) }
    }
  }
}
