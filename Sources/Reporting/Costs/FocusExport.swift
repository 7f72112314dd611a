internal import Analysis
package import Domain
package import ResultsStore
internal import Statistics

/// The hour that the charges are for, and the billing period around it; ISO 8601 in UTC.
package struct FocusPeriod: Sendable {
  package var start: String
  package var end: String
  package var billingStart: String
  package var billingEnd: String

  package init(start: String, end: String, billingStart: String, billingEnd: String) {
    self.start = start
    self.end = end
    self.billingStart = billingStart
    self.billingEnd = billingEnd
  }
}

/// Writes the ledger of a stored run in the columns of FOCUS 1.3, one CSV line at a time.
///
/// Every charge of an hour is an origin charge that is split among tenants: one row for each of
/// them, whose costs and quantities add up to those of the origin exactly. An empty field is NULL.
/// `patterns` that are nil write all of them, which are alternatives, not a sum, as the points of a
/// sweep are.
package func exportFocus(
  _ ledger: StoredLedger,
  patterns: [IsolationPattern]? = nil,
  period: FocusPeriod,
  to write: (String) throws -> Void
) rethrows {
  try write(focusColumns.map(\.name).joined(separator: ",") + "\n")
  for variant in ledger.variants where patterns?.contains(variant.pattern) ?? true {
    for (index, charge) in variant.charges.enumerated() {
      let origin = FocusOrigin(
        ledger: ledger,
        pattern: variant.pattern,
        point: variant.point,
        number: index + 1,
        charge: charge,
        period: period
      )
      for row in origin.rows {
        let fields = focusColumns.map { $0.value(row).map(SafeText.csv) ?? "" }
        try write(fields.joined(separator: ",") + "\n")
      }
    }
  }
}

/// One charge before it is split.
struct FocusOrigin {
  var ledger: StoredLedger
  var pattern: IsolationPattern
  /// The label of the point of a sweep; empty without one.
  var point: String
  /// From 1, within the pattern.
  var number: Int
  var charge: StoredCharge
  var period: FocusPeriod

  /// One row for each tenant that pays a part, in the order of the scenario, and one for what
  /// nobody pays.
  var rows: [FocusRow] {
    let owners = Set(charge.lines.map(\.tenant)).sorted { ($0 ?? .max) < ($1 ?? .max) }
    let lines = owners.map { owner in charge.lines.filter { $0.tenant == owner } }
    let all = lines.flatMap(\.self)
    let micros = all.map { Double($0.perHour.micros) }
    guard !all.isEmpty else { return [] }
    // Ratios in millionths of a millionth: they add up to 1 in any arithmetic of decimals.
    var ratios = apportion(1_000_000_000_000, by: micros)[...]
    let costs = lines.map { $0.reduce(Money.zero) { $0 + $1.perHour }.micros }
    let weights = costs.map { Double($0) }
    let nanos = Int64(min(charge.quantity * 1e9, 9e18).rounded())
    let quantities = apportion(nanos, by: weights)
    let list = Double(charge.listPrice.micros) * charge.quantity
    let listCosts = apportion(Int64(min(list, 9e18).rounded()), by: weights)
    return owners.indices.map { index in
      let own = Array(ratios.prefix(lines[index].count))
      ratios = ratios.dropFirst(lines[index].count)
      return FocusRow(
        origin: self,
        tenant: owners[index].map { ledger.tenants[$0] },
        lines: lines[index],
        ratios: own,
        cost: costs[index],
        listCost: listCosts[index],
        quantity: quantities[index]
      )
    }
  }
}

/// One tenant's part of a charge.
struct FocusRow {
  var origin: FocusOrigin
  /// Nil for what nobody pays.
  var tenant: StoredTenant?
  var lines: [StoredChargeLine]
  /// Of the origin charge, in millionths of a millionth, one for each line.
  var ratios: [Int64]
  /// In millionths of the currency.
  var cost: Int64
  var listCost: Int64
  /// In thousand-millionths of the unit.
  var quantity: Int64
}

/// Returns `value` ÷ 10^`places` as a plain decimal, exactly and without needless zeros.
func decimalText(_ value: Int64, places: Int) -> String {
  var digits = String(value.magnitude)
  if digits.utf8.count <= places {
    digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits
  }
  var fraction = String(digits.suffix(places))
  while fraction.hasSuffix("0") { fraction.removeLast() }
  let whole = (value < 0 ? "-" : "") + digits.dropLast(places)
  return fraction.isEmpty ? whole : "\(whole).\(fraction)"
}
