internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

/// One row per pattern, endpoint and objective; then the endpoints that no objective covers.
///
/// `n` counts completed requests over all replications; breach minutes are those of one
/// replication.
func objectiveTable(_ summary: RunSummary, _ scenario: Scenario) -> TextTable {
  let level = NumberText.percent(scenario.run.confidence)
  let hasTokens = summary.variants.contains { variant in
    variant.latencies.contains { $0.timeToFirstToken != nil }
  }
  var table = TextTable(
    columns: [
      .init(title: "pattern"),
      .init(title: "endpoint", maxWidth: 32),
      .init(title: "n", unit: "req", isNumber: true),
    ] + p95Columns("p95", level) + (hasTokens ? p95Columns("TTFT p95", level) : []) + [
      .init(title: "objective"),
      .init(title: "good", unit: "%", isNumber: true),
      .init(title: "", unit: "\(level) CI", isAttached: true),
      .init(title: "budget", unit: "left %", isNumber: true),
      .init(title: "verdict"),
      .init(title: "breach", unit: "min", isNumber: true),
    ]
  )
  let tokenBlanks = hasTokens ? ["", ""] : []
  let roster = scenario.roster
  for variant in summary.variants where variant.infeasibleReason == nil {
    let rows = objectiveRows(of: variant, scenario)
    for (latency, objective) in mostWorthShowing(rows) {
      table.rows.append(
        endpointCells(variant, latency, scenario, roster, withTokens: hasTokens)
          + objectiveCells(objective, scenario.objectives[objective.objective])
      )
    }
    table.rows += pooledRows(of: variant, scenario, withTokens: hasTokens)
    if rows.count > mostRows {
      let rest = "and \(counted(rows.count - mostRows, "more row"))"
      table.rows.append(
        [variant.pattern.rawValue, rest, "", "", ""] + tokenBlanks
          + ["in the view v_slo", "", "", "", "", ""]
      )
    }
    let covered = Set(scenario.objectives.flatMap(\.endpoints))
    let uncovered = variant.latencies.filter { !covered.contains($0.endpoint) }
    table.rows += uncoveredRows(uncovered, variant, scenario, roster, withTokens: hasTokens)
  }
  return table
}

private func p95Columns(_ title: String, _ level: String) -> [TextTable.Column] {
  [
    .init(title: title, unit: "ms", isNumber: true),
    .init(title: "", unit: "± \(level)", isAttached: true),
  ]
}

/// Rows that a table shows of one pattern; more would flood a terminal.
private let mostRows = 40

private typealias ObjectiveRow = (latency: LatencySummary, objective: ObjectiveSummary)

/// Every endpoint with every objective of its tenant alone that covers it.
private func objectiveRows(of variant: VariantSummary, _ scenario: Scenario) -> [ObjectiveRow] {
  let covering = variant.objectivesByEndpoint(scenario)
  return variant.latencies.flatMap { latency in
    covering[latency.endpoint, default: []]
      .filter { scenario.objectives[$0.objective].tenant != nil }
      .map { (latency, $0) }
  }
}

/// One row for each objective that pools tenants; quantiles of several endpoints don't add up.
private func pooledRows(
  of variant: VariantSummary,
  _ scenario: Scenario,
  withTokens: Bool
) -> [[String]] {
  let pooled = variant.objectives.filter { scenario.objectives[$0.objective].tenant == nil }
  return pooled.prefix(mostRows).map { summary in
    let objective = scenario.objectives[summary.objective]
    let completed = objective.endpoints.reduce(0) { $0 + variant.latencies[$1.index].completed }
    let label = "\(SafeText.plain(objective.name)), \(counted(objective.tenants.count, "tenant"))"
    return [variant.pattern.rawValue, label, NumberText.count(completed), "–", ""]
      + (withTokens ? ["–", ""] : []) + objectiveCells(summary, objective)
  }
}

/// All rows, or where they are too many those that burn most of their error budgets; in order.
private func mostWorthShowing(_ rows: [ObjectiveRow]) -> [ObjectiveRow] {
  guard rows.count > mostRows else { return rows }
  func burnt(_ row: Int) -> Double { rows[row].objective.budgetBurnt?.value ?? -1 }
  let worst = rows.indices.sorted { burnt($0) == burnt($1) ? $0 < $1 : burnt($0) > burnt($1) }
  return worst.prefix(mostRows).sorted().map { rows[$0] }
}

extension VariantSummary {
  /// The objectives that cover each endpoint, in the order of the scenario.
  func objectivesByEndpoint(_ scenario: Scenario) -> [EndpointID: [ObjectiveSummary]] {
    var covering: [EndpointID: [ObjectiveSummary]] = [:]
    for objective in objectives {
      // An endpoint given twice is covered once.
      for endpoint in Set(scenario.objectives[objective.objective].endpoints) {
        covering[endpoint, default: []].append(objective)
      }
    }
    return covering
  }
}

/// The endpoints without an objective, or one row for them all where they would crowd the table.
private func uncoveredRows(
  _ latencies: [LatencySummary],
  _ variant: VariantSummary,
  _ scenario: Scenario,
  _ roster: Roster,
  withTokens: Bool
) -> [[String]] {
  let blanks = ["–", "–", "", "–", "–", "–"]
  guard latencies.count > 8 else {
    return latencies.map {
      endpointCells(variant, $0, scenario, roster, withTokens: withTokens) + blanks
    }
  }
  let completed = NumberText.count(latencies.reduce(0) { $0 + $1.completed })
  let label = "\(latencies.count) without objective"
  let tokens = withTokens ? ["–", ""] : []
  return [[variant.pattern.rawValue, label, completed, "–", ""] + tokens + blanks]
}

private func endpointCells(
  _ variant: VariantSummary,
  _ latency: LatencySummary,
  _ scenario: Scenario,
  _ roster: Roster,
  withTokens: Bool
) -> [String] {
  let tokens = latency.timeToFirstToken.map { quantileCells($0.p95) } ?? ["–", ""]
  return [
    variant.pattern.rawValue,
    SafeText.plain(endpointName(latency.endpoint, scenario, roster)),
    NumberText.count(latency.completed),
  ] + quantileCells(latency.p95) + (withTokens ? tokens : [])
}

/// The quantile and its margin, or what is missing to state one.
private func quantileCells(_ quantile: QuantileSummary) -> [String] {
  switch quantile {
  case .estimate(let estimate):
    let text = EstimateText(estimate)
    return [text.value, text.margin.map { "± \($0)" } ?? "± n/a"]
  case .tooFew(let needs, let has):
    return ["n/a", "needs \(NumberText.count(needs)), has \(NumberText.count(has))"]
  }
}

private func objectiveCells(_ summary: ObjectiveSummary, _ objective: Objective) -> [String] {
  [
    objectiveText(objective),
    summary.goodRatio.map { NumberText.fixed($0.value * 100, places: 2, .down) } ?? "–",
    summary.goodRatio.map { intervalText($0, target: summary.target) } ?? "",
    summary.budgetLeft.map { NumberText.fixed($0.value * 100, places: 0, .down) } ?? "–",
    summary.verdict.marked,
    summary.breachMinutes.map { NumberText.fixed($0.value, places: 1, .up) } ?? "–",
  ]
}

/// The ends in per cent, both rounded outwards, but never across the target.
private func intervalText(_ ratio: Estimate, target: Double) -> String {
  guard let low = ratio.low, let high = ratio.high else { return "" }
  let ends = [NumberText.bound(low, .down, target), NumberText.bound(high, .up, target)]
  return ends.map { $0.replacing(" %", with: "") }.joined(separator: "–")
}

/// For example `95 % ≤ 250 ms`, `95 % TTFT ≤ 250 ms`, or `95 % of min: 99 % ≤ 250 ms` for time
/// slices.
func objectiveText(_ objective: Objective) -> String {
  let limit = objective.threshold.map { "\(objective.metric.abbreviation)≤ \(durationText($0))" }
  let good = limit ?? "answered"
  let target = NumberText.percent(objective.target)
  switch objective.budgetingMethod {
  case .occurrences: return "\(target) \(good)"
  case .timeslices(let share, let slice):
    let unit = slice == .seconds(60) ? "min" : durationText(slice)
    return "\(target) of \(unit): \(NumberText.percent(share)) \(good)"
  case .ratioTimeslices(let slice): return "\(target) \(good), mean of \(durationText(slice))"
  }
}

/// Returns `tenant/service` or `tenant/service/endpoint`.
func endpointName(_ endpoint: EndpointID, _ scenario: Scenario, _ roster: Roster) -> String {
  let entry = roster.endpoints[endpoint.index]
  return "\(scenario.tenants[entry.tenant.index].name)/\(entry.label)"
}

extension ObjectiveMetric {
  /// What stands before a threshold; response times need no word.
  fileprivate var abbreviation: String {
    switch self {
    case .latency, .availability: ""
    case .timeToFirstToken: "TTFT "
    case .timePerOutputToken: "TPOT "
    }
  }
}

extension Verdict {
  /// The word with its mark, so that neither colour nor language is needed to read it.
  var marked: String { "\(mark) \(rawValue)" }

  var mark: String {
    switch self {
    case .pass: "✓"
    case .fail: "✗"
    case .inconclusive: "?"
    }
  }
}
