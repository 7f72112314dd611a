internal import Analysis
internal import Domain

/// Who pays what.
func costTables() -> [Table] { [costLineTable(), costSummaryTable()] }

private let perHour = "1e-6 currency/h"
private let perMonth = "1e-6 currency/month"

private struct LineRow {
  var index: Int
  var source: ResultsSource
  var variant: ResultsSource.Variant
  var line: CostLine

  var clusterName: String? {
    let clusters = variant.record.deployment?.plan.clusters ?? []
    return clusters.indices.contains(line.cluster) ? clusters[line.cluster].name : nil
  }

  var nodePoolName: String? {
    let pools = source.scenario.nodePools
    return line.nodePool.flatMap { pools.indices.contains($0) ? pools[$0].name : nil }
  }
}

private func costLineTable() -> Table {
  let columns: [Column<LineRow>] = [
    .id("Place in the ledger.") { $0.index },
    .link("variant_id", to: "variant", "The pattern.") { $0.variant.index },
    .choice("kind", "What the money was for.") { $0.line.kind },
    .optionalLink("tenant_id", to: "tenant", "Who pays; NULL if nobody shares the cost.") {
      $0.line.tenant?.index
    },
    .optionalName("cluster", "The Kubernetes cluster.") { $0.clusterName },
    .name("pool", "The pattern's pool, or the name of the overhead.") { $0.line.pool },
    .optionalName("node_pool", "The scenario's node pool; NULL for cluster overhead.") {
      $0.nodePoolName
    },
    .name("resource", "What was paid for.") { $0.line.resource },
    .real("quantity", nil, "Mean amount, in `unit`.") { $0.line.quantity },
    .name("unit", "Unit of `quantity` (FOCUS ConsumedUnit).") { $0.line.unit },
    .whole("cost_per_hour_micros", perHour, "Cost of one hour (FOCUS EffectiveCost).") {
      $0.line.perHour.micros
    },
    .name("currency", "ISO 4217 (FOCUS BillingCurrency).") { $0.source.scenario.costs.currency },
    .name("method", "How the cost was divided (FOCUS AllocatedMethodId).") { $0.line.method },
  ]
  return Table(
    "cost_line",
    "The ledger; the lines of a pattern add up to its asset cost exactly.",
    columns: columns
  ) { source, body in
    var index = 0
    for variant in source.variants {
      for line in variant.summary.costs?.lines ?? [] {
        try body(LineRow(index: index, source: source, variant: variant, line: line))
        index += 1
      }
    }
  }
}

private typealias TenantRow = (variant: Int, cost: TenantCost, currency: String)

private func costSummaryTable() -> Table {
  let columns: [Column<TenantRow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .link("tenant_id", to: "tenant", "The tenant.") { $0.cost.tenant.index },
    .whole("cost_per_hour_micros", perHour, "All that the tenant pays.") {
      $0.cost.perHour.micros
    },
    .whole("cost_per_month_micros", perMonth, "All that the tenant pays in a month.") {
      $0.cost.perMonth.micros
    }.defined(by: "month"),
    .whole("usage_micros", perHour, "For what it requested or used, whichever is more.") {
      $0.cost.usage.micros
    },
    .whole("idle_micros", perHour, "Its part of capacity that nobody requested or used.") {
      $0.cost.idle.micros
    },
    .whole("shared_micros", perHour, "Its part of the add-ons of clusters.") {
      $0.cost.shared.micros
    },
    .whole("overhead_micros", perHour, "Its part of fixed prices and daemons.") {
      $0.cost.overhead.micros
    },
    .real("cost_per_thousand_requests", "currency", "NULL where nothing was answered.") {
      $0.cost.perThousandRequests
    }.defined(by: "cost-per-thousand-requests"),
    .real("cost_per_million_tokens", "currency", "NULL for requests without tokens.") {
      $0.cost.perMillionTokens
    }.defined(by: "cost-per-million-tokens"),
    .name("currency", "ISO 4217.") { $0.currency },
  ]
  return Table(
    "cost_summary",
    "One row per pattern and tenant: what the tenant pays.",
    key: ["variant_id", "tenant_id"],
    columns: columns
  ) { source, body in
    for variant in source.variants {
      for cost in variant.summary.costs?.tenants ?? [] {
        try body((variant.index, cost, source.scenario.costs.currency))
      }
    }
  }
}
