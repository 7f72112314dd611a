internal import Analysis
internal import Domain

/// Reads who pays what from a run's folder or its `run.sqlite`, trusting neither.
///
/// Nothing on disk is changed. O(rows of the cost tables), plus one pass over the file to see that
/// it is sound.
///
/// - Throws: `ReadingError` if there is no such file, or it isn't a run of this schema version, or
///   its parts don't add up.
package func readLedger(at path: String) throws(ReadingError) -> StoredLedger {
  let file = try databaseFile(at: path)
  let database = try ForeignDatabase(path: file)
  var ledger = try readRun(of: database)
  let tenants = try readTenants(of: database)
  ledger.tenants = tenants.map(\.tenant)
  var places: [Int64: Int] = [:]
  for (place, tenant) in tenants.enumerated() { places[tenant.id] = place }
  let lines = try readLines(of: database, places)
  let charges = try readCharges(of: database, lines)
  let allocations = try readAllocations(of: database)
  for (id, pattern, point) in try readPatterns(of: database) {
    ledger.variants.append(
      StoredVariantLedger(
        pattern: pattern,
        point: point,
        charges: charges[id] ?? [],
        allocations: allocations[id] ?? []
      )
    )
  }
  try check(ledger)
  return ledger
}

/// A million lines are a thousand tenants on three hundred pools each.
private let mostRows = 4_000_000
/// No sum of so many rows can leave the range.
private let moneyRange: ClosedRange<Int64> = 0...(1 << 40)
private let priceRange: ClosedRange<Int64> = 0...(1 << 53)
private let ids: ClosedRange<Int64> = 1...Int64.max

private func readRun(of database: ForeignDatabase) throws(ReadingError) -> StoredLedger {
  var found: StoredLedger?
  try database.forEachRow(
    of: "run",
    columns: [
      "scenario", "scenario_sha256", "logical_digest", "tool_version", "started_at", "currency",
    ],
    by: "id",
    atMost: 1
  ) { row throws(ReadingError) in
    found = StoredLedger(
      path: database.path,
      scenario: try row.text("scenario"),
      scenarioDigest: try row.text("scenario_sha256"),
      logicalDigest: try row.optionalText("logical_digest"),
      toolVersion: try row.text("tool_version"),
      startedAt: try row.text("started_at"),
      currency: try row.text("currency"),
      tenants: [],
      variants: []
    )
  }
  guard let found else {
    throw ReadingError(database.path, "no row, expected one", at: "table run")
  }
  return found
}

private func readPatterns(
  of database: ForeignDatabase
) throws(ReadingError) -> [(id: Int64, IsolationPattern, point: String)] {
  let labels = try readPoints(of: database)
  var patterns: [(id: Int64, IsolationPattern, point: String)] = []
  try database.forEachRow(
    of: "variant",
    columns: ["id", "point_id", "pattern", "status"],
    by: "id",
    atMost: 10_000
  ) { row throws(ReadingError) in
    guard try row.text("status") == "complete" else { return }
    let pattern = try row.choice("pattern", of: IsolationPattern.self)
    let point = try row.reference("point_id", to: labels)
    patterns.append((try row.integer("id", in: ids), pattern, point))
  }
  return patterns
}

private func readTenants(
  of database: ForeignDatabase
) throws(ReadingError) -> [(id: Int64, tenant: StoredTenant)] {
  var tenants: [(id: Int64, tenant: StoredTenant)] = []
  try database.forEachRow(
    of: "tenant",
    columns: ["id", "name", "display_name", "risk_tier", "service_tier"],
    by: "id",
    atMost: 100_000
  ) { row throws(ReadingError) in
    let tenant = StoredTenant(
      name: try row.text("name"),
      displayName: try row.optionalText("display_name"),
      riskTier: try row.text("risk_tier"),
      serviceTier: try row.text("service_tier")
    )
    tenants.append((try row.integer("id", in: ids), tenant))
  }
  return tenants
}

/// The lines of each charge, by its number.
private func readLines(
  of database: ForeignDatabase,
  _ tenants: [Int64: Int]
) throws(ReadingError) -> [Int64: [StoredChargeLine]] {
  var lines: [Int64: [StoredChargeLine]] = [:]
  try database.forEachRow(
    of: "cost_line",
    columns: [
      "kind", "tenant_id", "resource", "quantity", "unit", "cost_per_hour_micros", "method",
      "charge_id",
    ],
    by: "id",
    atMost: mostRows
  ) { row throws(ReadingError) in
    let hasTenant = try row.optionalInteger("tenant_id", in: ids) != nil
    let line = StoredChargeLine(
      kind: try row.choice("kind", of: CostLine.Kind.self),
      tenant: hasTenant ? try row.reference("tenant_id", to: tenants) : nil,
      resource: try row.text("resource"),
      quantity: try row.optionalReal("quantity", in: 0...1e300),
      unit: try row.text("unit"),
      perHour: Money(micros: try row.integer("cost_per_hour_micros", in: priceRange)),
      method: try row.text("method")
    )
    lines[try row.integer("charge_id", in: ids), default: []].append(line)
  }
  return lines
}

/// The charges of each variant, by its number.
private func readCharges(
  of database: ForeignDatabase,
  _ lines: [Int64: [StoredChargeLine]]
) throws(ReadingError) -> [Int64: [StoredCharge]] {
  var charges: [Int64: [StoredCharge]] = [:]
  try database.forEachRow(
    of: "cost_charge",
    columns: [
      "id", "variant_id", "kind", "name", "cluster", "node_pool", "purchase", "quantity", "unit",
      "unit_price_micros", "list_price_micros", "cost_per_hour_micros",
    ],
    by: "id",
    atMost: mostRows
  ) { row throws(ReadingError) in
    let hasPurchase = try row.optionalText("purchase") != nil
    let charge = StoredCharge(
      kind: try row.choice("kind", of: CostCharge.Kind.self),
      name: try row.text("name"),
      cluster: try row.optionalText("cluster"),
      nodePool: try row.optionalText("node_pool"),
      purchase: hasPurchase ? try row.choice("purchase", of: PriceCategory.self) : nil,
      quantity: try row.real("quantity", in: 0...1e9),
      unit: try row.text("unit"),
      unitPrice: Money(micros: try row.integer("unit_price_micros", in: moneyRange)),
      listPrice: Money(micros: try row.integer("list_price_micros", in: moneyRange)),
      perHour: Money(micros: try row.integer("cost_per_hour_micros", in: priceRange)),
      lines: lines[try row.integer("id", in: ids)] ?? []
    )
    let sum = charge.lines.reduce(Money.zero) { $0 + $1.perHour }
    guard sum == charge.perHour else {
      throw row.problem(
        "cost_per_hour_micros",
        "\(charge.perHour.micros)",
        "the sum of its lines, \(sum.micros)"
      )
    }
    charges[try row.integer("variant_id", in: ids), default: []].append(charge)
  }
  return charges
}

/// The allocations of each variant, by its number.
private func readAllocations(
  of database: ForeignDatabase
) throws(ReadingError) -> [Int64: [CostAllocation]] {
  var allocations: [Int64: [CostAllocation]] = [:]
  try database.forEachRow(
    of: "cost_allocation",
    columns: ["variant_id", "dimension", "key", "kind", "cost_per_hour_micros"],
    by: "id",
    atMost: mostRows
  ) { row throws(ReadingError) in
    let allocation = CostAllocation(
      dimension: try row.choice("dimension", of: CostDimension.self),
      key: try row.optionalText("key"),
      kind: try row.choice("kind", of: CostLine.Kind.self),
      perHour: Money(micros: try row.integer("cost_per_hour_micros", in: priceRange))
    )
    allocations[try row.integer("variant_id", in: ids), default: []].append(allocation)
  }
  return allocations
}

/// A file whose parts don't add up is not believed.
private func check(_ ledger: StoredLedger) throws(ReadingError) {
  for variant in ledger.variants {
    for dimension in CostDimension.allCases {
      let rows = variant.allocations.lazy.filter { $0.dimension == dimension }
      let sum = rows.reduce(Money.zero) { $0 + $1.perHour }
      guard sum != variant.perHour else { continue }
      throw ReadingError(
        ledger.path,
        "\(variant.pattern.rawValue) by \(dimension.rawValue) adds up to \(sum.micros) millionths "
          + "an hour, its charges to \(variant.perHour.micros)",
        at: "table cost_allocation"
      )
    }
  }
}
