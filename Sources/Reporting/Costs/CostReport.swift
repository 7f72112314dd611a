package import Analysis
package import Domain
package import ResultsStore
internal import Statistics

/// Returns what each tenant, namespace, pool, model or request class of a stored run costs.
///
/// `usage` is the showback, what the thing itself used; with its parts of idle capacity, shared
/// services and overhead it makes the chargeback, `total`. Every table ends with the line that says
/// whether the parts add up to what everything costs. `patterns` that are nil show all.
package func renderCosts(
  _ ledger: StoredLedger,
  by dimension: CostDimension,
  patterns: [IsolationPattern]? = nil,
  as format: SummaryFormat
) -> String {
  let reports = ledger.variants.filter { patterns?.contains($0.pattern) ?? true }.map {
    CostReport($0, by: dimension)
  }
  switch format {
  case .table:
    let blocks = reports.map { table($0, ledger).aligned.joined(separator: "\n") }
    return blocks.joined(separator: "\n\n") + "\n"
  case .markdown:
    return reports.map { pipes(table($0, ledger)) }.joined(separator: "\n\n") + "\n"
  case .csv: return csv(reports, ledger)
  case .json: return json(reports, by: dimension, ledger).text + "\n"
  }
}

/// The costs of one pattern at one point of a sweep, row by row.
struct CostReport {
  struct Row {
    /// Nil for money that belongs to nothing in particular.
    var key: String?
    /// By kind, for one hour.
    var parts: [Money]

    var total: Money { parts.reduce(.zero, +) }
  }

  var pattern: IsolationPattern
  /// Empty without a sweep.
  var point: String
  var dimension: CostDimension
  var rows: [Row] = []
  /// The sum of what was paid for, without regard to who pays.
  var assetCost: Money

  static let kinds = CostLine.Kind.allCases

  init(_ variant: StoredVariantLedger, by dimension: CostDimension) {
    pattern = variant.pattern
    point = variant.point
    self.dimension = dimension
    assetCost = variant.perHour
    var places: [String?: Int] = [:]
    for part in variant.allocations where part.dimension == dimension {
      let place = places[part.key] ?? rows.count
      if place == rows.count {
        places[part.key] = place
        rows.append(Row(key: part.key, parts: Self.kinds.map { _ in .zero }))
      }
      guard let kind = Self.kinds.firstIndex(of: part.kind) else { continue }
      rows[place].parts[kind] += part.perHour
    }
  }

  /// By kind, of all rows.
  var sums: [Money] {
    Self.kinds.indices.map { kind in rows.reduce(.zero) { $0 + $1.parts[kind] } }
  }

  var addsUp: Bool { sums.reduce(.zero, +) == assetCost }
}

/// Per month, in hundredths that add up along each row and each column's last line.
private func table(_ report: CostReport, _ ledger: StoredLedger) -> TextTable {
  let unit = "\(SafeText.plain(ledger.currency))/month"
  let point = report.point.isEmpty ? "" : " at \(SafeText.plain(report.point))"
  let title = report.pattern.rawValue + point
  var table = TextTable(
    columns: [.init(title: title, unit: "by \(report.dimension.rawValue)")]
      + CostReport.kinds.map { .init(title: $0.rawValue, unit: unit, isNumber: true) }
      + [.init(title: "total", unit: unit, isNumber: true)]
  )
  for row in report.rows {
    let parts = row.parts.map { $0 * CostSummary.hoursPerMonth }
    let sum = ReconciledSum(of: parts, row.total * CostSummary.hoursPerMonth)
    let key = row.key.map(SafeText.plain) ?? "(none)"
    table.rows.append([key] + sum.parts + [sum.total])
  }
  let parts = report.sums.map { $0 * CostSummary.hoursPerMonth }
  let whole = ReconciledSum(of: parts, report.assetCost * CostSummary.hoursPerMonth)
  table.rows.append(["all (rounded; exact in micros)"] + whole.printed)
  return table
}

private func csv(_ reports: [CostReport], _ ledger: StoredLedger) -> String {
  let header =
    ["point", "pattern", "dimension", "key"]
    + CostReport.kinds.map { "\($0.rawValue)_per_hour_micros" }
    + ["total_per_hour_micros", "currency"]
  let lines = reports.flatMap { report in
    report.rows.map { row in
      let texts = [
        report.point, report.pattern.rawValue, report.dimension.rawValue, row.key ?? "",
      ]
      return texts.map(SafeText.csv) + (row.parts + [row.total]).map { "\($0.micros)" }
        + [SafeText.csv(ledger.currency)]
    }
  }
  return ([header] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
}

private func json(
  _ reports: [CostReport],
  by dimension: CostDimension,
  _ ledger: StoredLedger
) -> JSONValue {
  .object([
    ("version", .text("1.0.0")),
    ("scenario", .text(ledger.scenario)),
    ("scenario_sha256", .text(ledger.scenarioDigest)),
    ("currency", .text(ledger.currency)),
    ("hours_per_month", .integer(Int64(CostSummary.hoursPerMonth))),
    ("dimension", .text(dimension.rawValue)),
    (
      "variants",
      .array(
        reports.map { report in
          .object([
            ("point", .text(report.point)),
            ("pattern", .text(report.pattern.rawValue)),
            ("rows", .array(report.rows.map(rowObject))),
            ("reconciliation", reconciliation(report.sums, report.assetCost)),
          ])
        }
      )
    ),
  ])
}

private func rowObject(_ row: CostReport.Row) -> JSONValue {
  .object(
    [("key", row.key.map { .text($0) } ?? .null)] + amounts(row.parts)
      + [("total_per_hour_micros", .integer(row.total.micros))]
  )
}

private func amounts(_ parts: [Money]) -> [(key: String, value: JSONValue)] {
  zip(CostReport.kinds, parts).map { kind, part in
    ("\(kind.rawValue)_per_hour_micros", .integer(part.micros))
  }
}

/// The parts, their total, what they must add up to, and whether they do.
func reconciliation(_ parts: [Money], _ assetCost: Money) -> JSONValue {
  let sum = parts.reduce(Money.zero, +)
  return .object(
    amounts(parts) + [
      ("total_per_hour_micros", .integer(sum.micros)),
      ("asset_cost_per_hour_micros", .integer(assetCost.micros)),
      ("adds_up", .truth(sum == assetCost)),
    ]
  )
}
