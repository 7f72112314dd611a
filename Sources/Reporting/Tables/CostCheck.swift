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
    let parts = kinds.map { kind in
      costs.lines.filter { $0.kind == kind }
        .reduce(Money.zero) { $0 + $1.perHour } * CostSummary.hoursPerMonth
    }
    let total = costs.assetCost * CostSummary.hoursPerMonth
    let addsUp = parts.reduce(Money.zero, +) == total
    let hundredth: Int64 = 10_000
    let printedTotal = (total.micros + hundredth / 2) / hundredth
    let printed = apportion(printedTotal, by: parts.map { Double($0.micros) }).map(hundredths)
    table.rows.append(
      [variant.pattern.rawValue] + printed.enumerated().map { $0 == 0 ? $1 : "+ \($1)" }
        + ["= \(hundredths(printedTotal)) \(addsUp ? "✓" : "✗")"]
    )
  }
  return table
}

private func hundredths(_ value: Int64) -> String {
  NumberText.fixed(Double(value) / 100, places: 2)
}
