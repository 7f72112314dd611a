internal import Analysis
internal import Domain
internal import Statistics

/// One row per pattern: what it achieves, what it costs, what it leaves out.
func patternTable(_ summary: RunSummary, _ scenario: Scenario) -> TextTable {
  var table = TextTable(columns: [
    .init(title: "pattern"),
    .init(title: "objectives", unit: "passed"),
    .init(title: "worst objective", unit: "good %", maxWidth: 40),
    .init(title: "cost", unit: "\(SafeText.plain(scenario.costs.currency))/month", isNumber: true),
    .init(title: "vs", unit: summary.baseline?.rawValue ?? "baseline", isNumber: true),
    .init(title: "pods", unit: "running", isNumber: true),
    .init(title: "", unit: "pending", isNumber: true),
    .init(title: "", unit: "denied", isNumber: true),
  ])
  let baseline = summary.variants.first { $0.pattern == summary.baseline }
  for variant in summary.variants {
    guard variant.infeasibleReason == nil else {
      table.rows.append(
        [variant.pattern.title, "infeasible"] + Array(repeating: "–", count: 6)
      )
      continue
    }
    let denied = podCount(variant, .deniedByQuota) + podCount(variant, .deniedByLimitRange)
    table.rows.append([
      variant.pattern.title,
      "\(variant.passed) of \(variant.objectives.count)",
      worstObjective(of: variant, scenario),
      NumberText.money(variant.assetCost * CostSummary.hoursPerMonth),
      change(from: baseline, to: variant),
      NumberText.count(podCount(variant, .running)),
      NumberText.count(podCount(variant, .unschedulable) + podCount(variant, .suspended)),
      NumberText.count(denied),
    ])
  }
  return table
}

private func podCount(_ variant: VariantSummary, _ outcome: PlacementOutcome) -> Int {
  variant.podCounts[outcome] ?? 0
}

/// The objective that burns most of its error budget.
private func worstObjective(of variant: VariantSummary, _ scenario: Scenario) -> String {
  func burnt(_ objective: ObjectiveSummary) -> Double { objective.budgetBurnt?.value ?? -1 }
  guard let worst = variant.objectives.max(by: { burnt($0) < burnt($1) }) else { return "–" }
  let ratio = worst.goodRatio.map { NumberText.fixed($0.value * 100, places: 2, .down) } ?? "–"
  let name = SafeText.plain(scenario.objectives[worst.objective].name)
  return "\(worst.verdict.mark) \(ratio) \(name)"
}

private func change(from baseline: VariantSummary?, to variant: VariantSummary) -> String {
  guard let baseline, baseline.assetCost > .zero else { return "–" }
  guard baseline.pattern != variant.pattern else { return "baseline" }
  return CostChange(of: variant.assetCost, from: baseline.assetCost).sign
}

/// Rows are endpoints, columns patterns, cells the paired difference of the 95th percentile;
/// without rows if there are fewer than two patterns that could be built.
///
/// If there are objectives, only the endpoints that they cover are shown.
func differenceTable(_ summary: RunSummary, _ scenario: Scenario) -> TextTable {
  let others = summary.variants.filter {
    $0.infeasibleReason == nil && $0.pattern != summary.baseline
  }
  let baseline = summary.baseline?.rawValue ?? "none"
  var table = TextTable(
    columns: [.init(title: "p95 change, ms", unit: "vs \(baseline)", maxWidth: 32)]
      + others.map { .init(title: $0.pattern.rawValue, isNumber: true) }
  )
  guard !others.isEmpty else { return table }
  let covered = Set(scenario.objectives.flatMap(\.endpoints))
  let roster = scenario.roster
  let endpoints = roster.endpoints.indices.map { EndpointID($0) }.filter {
    covered.isEmpty || covered.contains($0)
  }
  let shown = mostChanged(endpoints, under: others)
  for endpoint in shown {
    table.rows.append(
      [SafeText.plain(endpointName(endpoint, scenario, roster))]
        + others.map { differenceText(of: $0.p95Differences, at: endpoint.index) }
    )
  }
  if endpoints.count > shown.count {
    let rest = NumberText.count(endpoints.count - shown.count)
    table.rows.append(["and \(rest) more endpoints"] + others.map { _ in "" })
  }
  return table
}

/// All endpoints, or where they would flood a terminal those that change most; in order.
private func mostChanged(
  _ endpoints: [EndpointID],
  under variants: [VariantSummary]
) -> [EndpointID] {
  let most = 40
  guard endpoints.count > most else { return endpoints }
  let changes = endpoints.map { endpoint in
    variants.map { abs(difference(of: $0.p95Differences, at: endpoint.index)?.value ?? 0) }.max()
      ?? 0
  }
  let order = endpoints.indices.sorted {
    changes[$0] == changes[$1] ? $0 < $1 : changes[$0] > changes[$1]
  }
  return order.prefix(most).sorted().map { endpoints[$0] }
}

private func difference(of comparisons: [Comparison], at index: Int) -> Estimate? {
  comparisons.indices.contains(index) ? comparisons[index].difference : nil
}

private func differenceText(of comparisons: [Comparison], at index: Int) -> String {
  comparisons.indices.contains(index) ? differenceText(comparisons[index]) : "n/a"
}

/// For example `−120 ± 14`; `~` where the difference may be chance, all of the table considered.
func differenceText(_ comparison: Comparison) -> String {
  guard let difference = comparison.difference, difference.low != nil else { return "n/a" }
  guard comparison.isSignificant else { return "~" }
  let sign = difference.value > 0 ? "+" : "−"
  let size = difference.scaled(by: difference.value > 0 ? 1 : -1)
  return sign + EstimateText(size).joined
}
