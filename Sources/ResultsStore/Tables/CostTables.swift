internal import Analysis
internal import Domain

/// Who pays what.
func costTables() -> [Table] {
  [
    costChargeTable(), costLineTable(), costSummaryTable(), costAllocationTable(), unitCostTable(),
    isolationPriceTable(),
  ]
}

private let perHour = "1e-6 currency/h"
private let perMonth = "1e-6 currency/month"

/// A charge or a line, and the pattern that pays it.
private struct LedgerRow<Content> {
  var index: Int
  /// Among those of its pattern, from 1.
  var number = 1
  var source: ResultsSource
  var variant: ResultsSource.Variant
  var content: Content

  func clusterName(_ index: Int?) -> String? {
    let clusters = variant.record.deployment?.plan.clusters ?? []
    return index.flatMap { clusters.indices.contains($0) ? clusters[$0].name : nil }
  }

  func nodePoolName(_ index: Int?) -> String? {
    let pools = source.scenario.nodePools
    return index.flatMap { pools.indices.contains($0) ? pools[$0].name : nil }
  }
}

private func costChargeTable() -> Table {
  let columns: [Column<LedgerRow<CostCharge>>] = [
    .id("Place among the charges.") { $0.index },
    .link("variant_id", to: "variant", "The pattern.") { $0.variant.index },
    .count("number", nil, "Place among the pattern's charges, from 1.") { $0.number },
    .choice("kind", "What is paid for.") { $0.content.kind },
    .name("name", "The pattern's pool, the overhead's name, or `egress`.") { $0.content.name },
    .optionalName("cluster", "The Kubernetes cluster; NULL for what belongs to none.") {
      $0.clusterName($0.content.cluster)
    },
    .optionalName("node_pool", "The scenario's node pool; NULL for what is no machine.") {
      $0.nodePoolName($0.content.nodePool)
    },
    .optionalChoice("purchase", "How machines are bought; NULL for what is no machine.") {
      $0.content.purchase
    },
    .real("quantity", nil, "Amount in an hour, in `unit`.") { $0.content.quantity },
    .name("unit", "Unit of `quantity` (FOCUS PricingUnit).") { $0.content.unit },
    .whole("unit_price_micros", "1e-6 currency", "Price of one unit, as paid.") {
      $0.content.unitPrice.micros
    },
    .whole("list_price_micros", "1e-6 currency", "Price of one unit without commitment.") {
      $0.content.listPrice.micros
    },
    .whole("cost_per_hour_micros", perHour, "Price of the whole quantity.") {
      $0.content.perHour.micros
    },
    .name("currency", "ISO 4217 (FOCUS BillingCurrency).") { $0.source.scenario.costs.currency },
  ]
  return Table(
    "cost_charge",
    "What is paid for each hour, before anybody asks who used it; its lines add up to it exactly.",
    key: ["variant_id", "number"],
    columns: columns
  ) { source, body in
    var index = 0
    for variant in source.variants {
      for (place, charge) in (variant.summary.costs?.charges ?? []).enumerated() {
        try body(
          LedgerRow(
            index: index,
            number: place + 1,
            source: source,
            variant: variant,
            content: charge
          )
        )
        index += 1
      }
    }
  }
}

private func costLineTable() -> Table {
  let columns: [Column<LedgerRow<(line: CostLine, firstCharge: Int)>>] = [
    .id("Place in the ledger.") { $0.index },
    .link("variant_id", to: "variant", "The pattern.") { $0.variant.index },
    .choice("kind", "What the money was for.") { $0.content.line.kind },
    .optionalLink("tenant_id", to: "tenant", "Who pays; NULL if nobody shares the cost.") {
      $0.content.line.tenant?.index
    },
    .optionalName("cluster", "The Kubernetes cluster; NULL for what belongs to none.") {
      $0.clusterName($0.content.line.cluster)
    },
    .name("pool", "The pattern's pool, or the name of what else was paid for.") {
      $0.content.line.pool
    },
    .optionalName("node_pool", "The scenario's node pool; NULL for what is no machine.") {
      $0.nodePoolName($0.content.line.nodePool)
    },
    .name("resource", "What was paid for.") { $0.content.line.resource },
    .real("quantity", nil, "Mean amount, in `unit`.") { $0.content.line.quantity },
    .name("unit", "Unit of `quantity` (FOCUS ConsumedUnit).") { $0.content.line.unit },
    .whole("cost_per_hour_micros", perHour, "Cost of one hour (FOCUS EffectiveCost).") {
      $0.content.line.perHour.micros
    },
    .name("currency", "ISO 4217 (FOCUS BillingCurrency).") { $0.source.scenario.costs.currency },
    .name("method", "How the cost was divided (FOCUS AllocatedMethodId).") {
      $0.content.line.method
    },
    .link("charge_id", to: "cost_charge", "What was paid for.") {
      $0.content.firstCharge + $0.content.line.charge
    },
  ]
  return Table(
    "cost_line",
    "The ledger; the lines of a pattern add up to its asset cost exactly.",
    columns: columns
  ) { source, body in
    var index = 0
    var firstCharge = 0
    for variant in source.variants {
      for line in variant.summary.costs?.lines ?? [] {
        let content = (line: line, firstCharge: firstCharge)
        try body(LedgerRow(index: index, source: source, variant: variant, content: content))
        index += 1
      }
      firstCharge += variant.summary.costs?.charges.count ?? 0
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
    .whole(
      "overhead_micros",
      perHour,
      "Its part of fixed prices and daemons, and its own fixed prices."
    ) {
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
