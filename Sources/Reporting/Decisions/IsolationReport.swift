internal import Analysis
internal import Decisions
internal import Domain
internal import Statistics

/// The classic table of isolation, with the number behind each cell.
func isolationTable(_ advice: Advice, _ names: CandidateNames) -> TextTable {
  let scenario = advice.scenario
  let currency = SafeText.plain(scenario.costs.currency)
  let level = levelText(advice.confidence)
  let neighbour = advice.neighbour.map { scenario.tenants[$0.index].name } ?? "nobody"
  var table = TextTable(columns: [
    .init(title: "isolation", unit: "pattern"),
    .init(title: "strength: worst p95", unit: "× without \(SafeText.plain(neighbour)) ± \(level)"),
    .init(title: "", unit: "victim", maxWidth: 32),
    .init(title: "", unit: "n", isNumber: true),
    .init(title: "complexity", unit: "objects", isNumber: true),
    .init(title: "", unit: "of which"),
    .init(title: "cost efficiency", unit: "\(currency)/1,000 good ± \(level)"),
    .init(title: "", unit: "idle %", isNumber: true),
  ])
  for row in advice.isolation {
    table.rows.append([
      names[row.candidate],
      row.worst.map { "× \(EstimateText($0.estimate).joined)" } ?? "n/a",
      row.worst.map { SafeText.plain(endpointName($0.endpoint, scenario, scenario.roster)) } ?? "–",
      row.worst.map { NumberText.count($0.count) } ?? "–",
      NumberText.count(row.objects.total),
      objectText(row.objects),
      row.costPerThousandGood.map { smallMoney($0.value, $0.halfWidth) } ?? "n/a",
      row.idleShare.map { NumberText.fixed($0 * 100, places: 1) } ?? "–",
    ])
  }
  return table
}

/// The last column of the table of isolation, which is too long to stand beside the others.
func bestUseTable(_ advice: Advice, _ names: CandidateNames) -> TextTable {
  var table = TextTable(columns: [.init(title: "isolation"), .init(title: "best use")])
  for row in advice.isolation {
    table.rows.append([names[row.candidate], SafeText.plain(bestUse(of: row, advice))])
  }
  return table
}

/// A confidence level with two places at the most.
func levelText(_ confidence: Double) -> String {
  "\(NumberText.plain((confidence * 1e4).rounded() / 1e4 * 100)) %"
}

/// For example `1 cluster, 3 pools, 4 namespaces`.
private func objectText(_ objects: CountedObjects) -> String {
  let parts = [
    (objects.clusters, "cluster"), (objects.pools, "pool"), (objects.taintedPools, "taint"),
    (objects.namespaces, "namespace"), (objects.quotas, "quota"),
    (objects.limitRanges, "limit range"), (objects.disruptionBudgets, "disruption budget"),
  ]
  return parts.filter { $0.0 > 0 }.map { counted($0.0, $0.1) }.joined(separator: ", ")
}

/// Prices of a thousand requests are often small: four significant digits of the value.
private func smallMoney(_ value: Double, _ margin: Double?) -> String {
  let places = value >= 100 ? 1 : value >= 10 ? 2 : value >= 1 ? 3 : value >= 0.1 ? 4 : 6
  let text = NumberText.fixed(value, places: places)
  return margin.map { "\(text) ± \(NumberText.fixed($0, places: places, .up))" } ?? text
}

/// What a pattern is good for, by the rules that the guide to decisions lists.
func bestUse(of row: IsolationMeasures, _ advice: Advice) -> String {
  let candidate = advice.candidates[row.candidate]
  let scenario = advice.scenario
  if row.candidate == advice.winner { return "first choice: the cheapest that keeps every promise" }
  if candidate.verdict == .pass {
    let stronger = isStronger(row, than: advice.winner, advice)
    let price = surcharge(of: row.candidate, advice)
    return stronger
      ? "where neighbours must be felt less: \(price)"
      : "where separation is required whatever the numbers: \(price)"
  }
  let kept = Set(
    candidate.outcome.summary.objectives.filter { $0.verdict == .pass }
      .flatMap { scenario.objectives[$0.objective].tenants }
  )
  let open = Set(candidate.openOrFailing.flatMap { scenario.objectives[$0.objective].tenants })
  let held = kept.subtracting(open).sorted().map { scenario.tenants[$0.index].name }
  let broken = open.sorted().map { scenario.tenants[$0.index].name }
  let short = candidate.missing.violates(advice.required) ? "; pods are missing" : ""
  if held.isEmpty { return "tenants without promises; keeps nobody's of \(list(broken))\(short)" }
  if broken.isEmpty { return "with fewer pods only: promises are kept, but pods are missing" }
  return "tenants such as \(list(held)); not for \(list(broken))\(short)"
}

private func list(_ names: [String]) -> String {
  let shown = names.prefix(4).joined(separator: ", ")
  return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
}

/// Whether the worst victim is slowed less, by more than the intervals leave open.
private func isStronger(_ row: IsolationMeasures, than winner: Int?, _ advice: Advice) -> Bool {
  guard let other = advice.isolation.first(where: { $0.candidate == winner })?.worst?.estimate,
    let mine = row.worst?.estimate.high, let theirs = other.low
  else { return false }
  return mine < theirs
}

private func surcharge(of index: Int, _ advice: Advice) -> String {
  guard let winner = advice.winner, let price = advice.candidates[index].perMonth,
    let least = advice.candidates[winner].perMonth
  else { return "price unknown" }
  guard price > least else { return "at the same price" }
  return "\(exactMoney(price - least)) \(advice.scenario.costs.currency) a month more"
}

/// An amount to the last millionth that it has, at least two places.
func exactMoney(_ amount: Money) -> String {
  let (whole, part) = amount.micros.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
  var digits = String(part)
  digits = String(repeating: "0", count: 6 - digits.count) + digits
  while digits.count > 2, digits.hasSuffix("0") { digits.removeLast() }
  return "\(amount.micros < 0 ? "−" : "")\(NumberText.count(Int(whole))).\(digits)"
}
