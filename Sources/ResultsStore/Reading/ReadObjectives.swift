internal import Analysis
internal import Domain
internal import Statistics

/// Returns the promises of a run, and how each pattern kept them.
func readObjectives(
  of database: ForeignDatabase,
  _ variants: [(id: Int64, RunMetrics.Variant)],
  _ tenants: [(id: Int64, String)],
  _ origin: RunMetrics.Origin
) throws(ReadingError) -> [StoredObjective] {
  let names = Dictionary(tenants.map { ($0.id, $0.1) }) { first, _ in first }
  var objectives: [StoredObjective] = []
  var places: [Int64: Int] = [:]
  try database.forEachRow(
    of: "slo",
    columns: [
      "id", "name", "tenant_id", "metric", "threshold_ms", "target_ratio", "budgeting_method",
    ],
    by: "id",
    atMost: 100_000
  ) { row throws(ReadingError) in
    places[try row.integer("id", in: 1...Int64.max)] = objectives.count
    let owner = try row.optionalInteger("tenant_id", in: 1...Int64.max)
    objectives.append(
      StoredObjective(
        name: try row.text("name"),
        tenant: owner == nil ? nil : try row.reference("tenant_id", to: names),
        metric: try row.text("metric"),
        threshold: try row.optionalReal("threshold_ms", in: 0...1e15),
        target: try row.real("target_ratio", in: 0...1),
        budgetingMethod: try row.text("budgeting_method"),
        results: []
      )
    )
  }
  try readVerdicts(of: database, variants, places, origin, into: &objectives)
  return objectives
}

private func readVerdicts(
  of database: ForeignDatabase,
  _ variants: [(id: Int64, RunMetrics.Variant)],
  _ places: [Int64: Int],
  _ origin: RunMetrics.Origin,
  into objectives: inout [StoredObjective]
) throws(ReadingError) {
  let known = Dictionary(variants.map { ($0.id, $0.1) }) { first, _ in first }
  var results = objectives.map { _ in [StoredVerdict]() }
  try database.forEachRow(
    of: "slo_result",
    columns: [
      "variant_id", "slo_id", "n", "trials", "good", "good_ratio", "good_ratio_low",
      "good_ratio_high",
      "verdict", "reason", "threshold_ms", "target_ratio",
    ],
    by: "variant_id, slo_id",
    atMost: 1_000_000
  ) { row throws(ReadingError) in
    let variant = try row.reference("variant_id", to: known)
    let total = try row.count("n")
    let ratio = try row.optionalReal("good_ratio", in: 0...1)
    let low = try row.optionalReal("good_ratio_low", in: 0...1)
    let high = try row.optionalReal("good_ratio_high", in: 0...1)
    results[try row.reference("slo_id", to: places)].append(
      StoredVerdict(
        pattern: variant.pattern,
        point: variant.point,
        trials: try row.count("trials"),
        total: total,
        good: Int(try row.integer("good", in: 0...Int64(total))),
        goodRatio: ratio.map {
          Estimate(
            value: $0,
            low: low,
            high: high,
            confidence: origin.confidence,
            replications: origin.replications
          )
        },
        verdict: try row.choice("verdict", of: Verdict.self),
        reason: try row.optionalText("reason") ?? "",
        threshold: try row.optionalReal("threshold_ms", in: 0...1e15),
        target: try row.real("target_ratio", in: 0...1)
      )
    )
  }
  for index in objectives.indices { objectives[index].results = results[index] }
}

/// Returns the ledger, line by line.
func readCostLines(
  of database: ForeignDatabase,
  _ variants: [(id: Int64, RunMetrics.Variant)],
  _ tenants: [(id: Int64, String)]
) throws(ReadingError) -> [StoredCostLine] {
  let known = Dictionary(variants.map { ($0.id, $0.1) }) { first, _ in first }
  let names = Dictionary(tenants.map { ($0.id, $0.1) }) { first, _ in first }
  var lines: [StoredCostLine] = []
  try database.forEachRow(
    of: "cost_line",
    columns: [
      "variant_id", "kind", "tenant_id", "cluster", "pool", "node_pool", "resource", "quantity",
      "unit", "cost_per_hour_micros", "currency", "method", "id",
    ],
    by: "id",
    atMost: 5_000_000
  ) { row throws(ReadingError) in
    let variant = try row.reference("variant_id", to: known)
    let owner = try row.optionalInteger("tenant_id", in: 1...Int64.max)
    lines.append(
      StoredCostLine(
        pattern: variant.pattern,
        point: variant.point,
        kind: try row.choice("kind", of: CostLine.Kind.self),
        tenant: owner == nil ? nil : try row.reference("tenant_id", to: names),
        cluster: try row.optionalText("cluster"),
        pool: try row.text("pool"),
        nodePool: try row.optionalText("node_pool"),
        resource: try row.text("resource"),
        quantity: try row.optionalReal("quantity"),
        unit: try row.text("unit"),
        perHour: Money(
          micros: try row.integer("cost_per_hour_micros", in: 0...Int64.max >> 16)
        ),
        currency: try row.text("currency"),
        method: try row.text("method")
      )
    )
  }
  return lines
}
