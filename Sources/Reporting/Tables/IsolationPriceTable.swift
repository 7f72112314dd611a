internal import Analysis
internal import Domain
internal import Statistics

/// One row per pattern other than the baseline: what it costs more, and what for.
///
/// `n/a` says that no breach was avoided, `cheaper` that fewer breaches cost less, `same cost` that
/// they cost as much, and `~` that the breaches avoided, or what they cost, can't be told from
/// nothing.
func isolationPriceTable(_ summary: RunSummary, _ scenario: Scenario) -> TextTable {
  let currency = SafeText.plain(scenario.costs.currency)
  var table = TextTable(columns: [
    .init(title: "price of isolation", unit: "vs \(summary.baseline?.rawValue ?? "baseline")"),
    .init(title: "extra cost", unit: "\(currency)/month", isNumber: true),
    .init(title: "bad requests", unit: "avoided/month", isNumber: true),
    .init(title: "per 1,000", unit: currency, isNumber: true),
    .init(title: "bad minutes", unit: "avoided/month", isNumber: true),
    .init(title: "each", unit: currency, isNumber: true),
  ])
  for variant in summary.variants {
    guard let price = variant.isolationPrice else { continue }
    table.rows.append([
      variant.pattern.rawValue,
      signed(price.extraPerMonth),
      avoided(price.requests.perMonth), text(of: price.requests.outcome, in: price, times: 1000),
      avoided(price.minutes.perMonth), text(of: price.minutes.outcome, in: price, times: 1),
    ])
  }
  return table
}

private func signed(_ amount: Money) -> String {
  (amount > .zero ? "+" : "") + NumberText.money(amount)
}

private func avoided(_ estimate: Estimate?) -> String {
  guard let estimate, let half = estimate.halfWidth else { return "n/a" }
  guard half > 0 || estimate.value != 0 else { return "0" }
  return "\(NumberText.fixed(estimate.value, places: 0)) ± \(NumberText.fixed(half, places: 0))"
}

private func text(
  of outcome: IsolationPrice.Outcome,
  in price: IsolationPrice,
  times factor: Double
) -> String {
  switch outcome {
  case .price(let each):
    let each = each.scaled(by: factor)
    let low = NumberText.plain(each.low ?? each.value)
    let high = NumberText.plain(each.high ?? each.value)
    return "\(NumberText.plain(each.value)) (\(low) to \(high))"
  case .cheaperAndBetter: return price.extraPerMonth == .zero ? "same cost" : "cheaper"
  case .nothingAvoided: return "n/a"
  case .unclear: return "~"
  }
}
