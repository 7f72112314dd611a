internal import Analysis
internal import Domain
internal import Statistics

/// One row per pattern that shows the ledger adding up, per month to the hundredth.
///
/// The sum is checked on the exact amounts. What is printed are hundredths whose largest remainders
/// were rounded up, so that the printed parts add up to the printed total as well.
func costCheckTable(_ summary: RunSummary, _ scenario: Scenario) -> TextTable {
  let currency = SafeText.plain(scenario.costs.currency)
  let kinds = CostLine.Kind.allCases
  var table = TextTable(
    columns: [.init(title: "cost check", unit: "\(currency)/month")]
      + kinds.map { .init(title: $0.rawValue, isNumber: true) }
      + [.init(title: "total", isNumber: true)]
  )
  for variant in summary.variants {
    guard let costs = variant.costs else { continue }
    let parts = kinds.map { costs.total(of: $0) * CostSummary.hoursPerMonth }
    let total = costs.assetCost * CostSummary.hoursPerMonth
    let sum = ReconciledSum(of: parts, total)
    table.rows.append([variant.pattern.rawValue] + sum.printed)
  }
  return table
}

/// Amounts and their total in hundredths that add up in print as well.
///
/// Whether they add up is checked on the exact amounts. The printed total is rounded to the nearest
/// hundredth, and divided among the parts by largest remainder.
struct ReconciledSum {
  var parts: [String]
  var total: String
  var addsUp: Bool

  init(of amounts: [Money], _ whole: Money) {
    let hundredth: Int64 = 10_000
    let rounded = whole.micros.addingSaturated(hundredth / 2) / hundredth
    parts = apportion(rounded, by: amounts.map { Double($0.micros) }).map(hundredths)
    total = hundredths(rounded)
    addsUp = amounts.reduce(Money.zero, +) == whole
  }

  /// `a`, `+ b`, … `= total ✓`.
  var printed: [String] {
    parts.enumerated().map { $0 == 0 ? $1 : "+ \($1)" } + ["= \(total) \(addsUp ? "✓" : "✗")"]
  }
}

private func hundredths(_ value: Int64) -> String {
  NumberText.fixed(Double(value) / 100, places: 2)
}
