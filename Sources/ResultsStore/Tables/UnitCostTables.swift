internal import Analysis
internal import Domain
internal import Statistics

private typealias AllocationRow = (
  index: Int, variant: Int, allocation: CostAllocation, currency: String
)

/// The ledger by tenant, namespace, pool, model and request class.
func costAllocationTable() -> Table {
  let columns: [Column<AllocationRow>] = [
    .id("Place in the table.") { $0.index },
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .choice("dimension", "What the ledger is divided by.") { $0.allocation.dimension },
    .optionalName(
      "key",
      "The tenant, namespace, pool, model or request class; NULL for money that has none."
    ) { $0.allocation.key },
    .choice("kind", "What the money was for.") { $0.allocation.kind },
    .whole("cost_per_hour_micros", "1e-6 currency/h", "Cost of one hour.") {
      $0.allocation.perHour.micros
    },
    .name("currency", "ISO 4217.") { $0.currency },
  ]
  return Table(
    "cost_allocation",
    "The ledger by five dimensions; the rows of each add up to the pattern's asset cost exactly.",
    isInDigest: false,
    columns: columns
  ) { source, body in
    var index = 0
    for variant in source.variants {
      for allocation in variant.summary.costs?.allocations ?? [] {
        try body((index, variant.index, allocation, source.scenario.costs.currency))
        index += 1
      }
    }
  }
}

private typealias UnitRow = (
  index: Int, variant: Int, tenant: TenantID?, unit: CostUnit, cost: UnitCost, currency: String
)

/// Costs of requests and tokens.
func unitCostTable() -> Table {
  let columns: [Column<UnitRow>] = [
    .id("Place in the table.") { $0.index },
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .optionalLink("tenant_id", to: "tenant", "Who pays; NULL for all tenants together.") {
      $0.tenant?.index
    },
    .choice("per", "What the cost is for.") { $0.unit },
    .real("cost", "currency", "NULL where there are none of them.") {
      $0.cost.estimate?.value
    }.defined(by: "unit-cost"),
    .real("cost_low", "currency", "Lower end of its interval.") { $0.cost.estimate?.low }
      .defined(by: "interval"),
    .real("cost_high", "currency", "Upper end of its interval.") { $0.cost.estimate?.high }
      .defined(by: "interval"),
    .whole("n", "requests or tokens", "How many there are, over all replications.") {
      $0.cost.count
    },
    .name("currency", "ISO 4217.") { $0.currency },
  ]
  return Table(
    "unit_cost",
    "One row per pattern, tenant and unit: what so many requests or tokens cost.",
    isInDigest: false,
    columns: columns
  ) { source, body in
    var index = 0
    for variant in source.variants {
      guard let costs = variant.summary.costs else { continue }
      let all = costs.tenants.map { (Optional($0.tenant), $0.unitCosts) } + [(nil, costs.unitCosts)]
      for (tenant, units) in all {
        for unit in CostUnit.allCases {
          let currency = source.scenario.costs.currency
          try body((index, variant.index, tenant, unit, units[unit], currency))
          index += 1
        }
      }
    }
  }
}

/// Breaches that a pattern may avoid.
private enum BreachWord: String, CaseIterable {
  case badRequests
  case badMinutes
}

private typealias PriceRow = (
  variant: Int, breach: BreachWord, extra: Money, avoided: IsolationPrice.Avoided, currency: String
)

/// What each pattern costs more than the baseline, and what for.
func isolationPriceTable() -> Table {
  func price(_ row: PriceRow) -> Estimate? {
    if case .price(let estimate) = row.avoided.outcome { estimate } else { nil }
  }
  let key = "price-of-isolation"
  let columns: [Column<PriceRow>] = [
    .link("variant_id", to: "variant", "The pattern; the baseline has no row.") { $0.variant },
    .choice("breach", "What is avoided.") { $0.breach },
    .whole("extra_per_month_micros", "1e-6 currency/month", "Cost beyond the baseline's.") {
      $0.extra.micros
    },
    .real("avoided_per_month", "breaches/month", "The baseline's breaches less its own.") {
      $0.avoided.perMonth?.value
    }.defined(by: key),
    .real("avoided_low_per_month", "breaches/month", "Lower end of its interval.") {
      $0.avoided.perMonth?.low
    }.defined(by: "interval"),
    .real("avoided_high_per_month", "breaches/month", "Upper end of its interval.") {
      $0.avoided.perMonth?.high
    }.defined(by: "interval"),
    .name("outcome", "`price`, or why there is none.") { $0.avoided.outcome.word },
    .real("price", "currency/breach", "Of one breach avoided; NULL unless `outcome` is `price`.") {
      price($0)?.value
    }.defined(by: key),
    .real("price_low", "currency/breach", "Lower end of its interval.") { price($0)?.low }
      .defined(by: "interval"),
    .real("price_high", "currency/breach", "Upper end of its interval.") { price($0)?.high }
      .defined(by: "interval"),
    .name("currency", "ISO 4217.") { $0.currency },
  ]
  return Table(
    "price_of_isolation",
    "One row per pattern and sort of breach: what it costs to avoid the baseline's.",
    key: ["variant_id", "breach"],
    isInDigest: false,
    columns: columns
  ) { source, body in
    for variant in source.variants {
      guard let price = variant.summary.isolationPrice else { continue }
      let currency = source.scenario.costs.currency
      let extra = price.extraPerMonth
      try body((variant.index, .badMinutes, extra, price.minutes, currency))
      try body((variant.index, .badRequests, extra, price.requests, currency))
    }
  }
}
