internal import Analysis
internal import Domain

/// Returns the line that shows the ledger adding up, per month to the hundredth; nil without costs.
///
/// The sum is checked on the exact amounts. What is printed are hundredths whose largest remainders
/// were rounded up, so that the printed parts add up to the printed total as well.
func costCheck(of variant: VariantSummary, in scenario: Scenario) -> String? {
  guard let costs = variant.costs else { return nil }
  let kinds = CostLine.Kind.allCases
  let parts = kinds.map { kind in
    costs.lines.filter { $0.kind == kind }
      .reduce(Money.zero) { $0 + $1.perHour } * CostSummary.hoursPerMonth
  }
  let total = costs.assetCost * CostSummary.hoursPerMonth
  let addsUp = parts.reduce(Money.zero, +) == total
  let hundredth: Int64 = 10_000
  let printedTotal = (total.micros + hundredth / 2) / hundredth
  let printed = apportion(printedTotal, by: parts.map { Double($0.micros) })
  let terms = zip(kinds, printed).map { "\($0.rawValue) \(hundredths($1))" }
  let currency = SafeText.plain(scenario.costs.currency)
  return "\(variant.pattern.rawValue): \(terms.joined(separator: " + "))"
    + " = \(hundredths(printedTotal)) \(currency)/month \(addsUp ? "✓" : "✗")"
}

private func hundredths(_ value: Int64) -> String {
  NumberText.fixed(Double(value) / 100, places: 2)
}
