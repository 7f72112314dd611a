internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

/// The alerts that fired, one row per pattern, objective and alert; empty if none did.
///
/// What didn't fire, or could not be looked at, stands in the table `slo_burn_rate`.
func burnRateTable(_ summary: RunSummary, _ scenario: Scenario) -> TextTable {
  var table = TextTable(
    columns: [
      .init(title: "pattern"),
      .init(title: "objective", maxWidth: 40),
      .init(title: "alert", unit: "severity"),
      .init(title: "burn rate", unit: "from", isNumber: true),
      .init(title: "highest", isNumber: true),
      .init(title: "", unit: "± \(NumberText.percent(scenario.run.confidence))", isAttached: true),
      .init(title: "fired", unit: "replications"),
      .init(title: "first", isNumber: true),
    ]
  )
  for variant in summary.variants {
    let fired = variant.objectives.flatMap { objective in
      objective.burnRates.filter { $0.fired > 0 }.map { (objective, $0) }
    }
    for (objective, burn) in fired.prefix(mostBurnRows) {
      let name = SafeText.plain(scenario.objectives[objective.objective].name)
      table.rows.append([variant.pattern.rawValue, name] + burnRateCells(burn))
    }
    if fired.count > mostBurnRows {
      let rest = "and \(counted(fired.count - mostBurnRows, "more row"))"
      let blanks = Array(repeating: "", count: 5)
      table.rows.append([variant.pattern.rawValue, rest, "in v_slo_burn_rate"] + blanks)
    }
  }
  return table
}

/// Rows of one pattern; more would flood a terminal.
private let mostBurnRows = 20

private func burnRateCells(_ burn: BurnRateSummary) -> [String] {
  let highest = burn.highest.map { EstimateText($0) }
  return [
    "\(SafeText.plain(burn.alert.name)) (\(SafeText.plain(burn.alert.severity)))",
    NumberText.plain(burn.alert.burnRate),
    highest?.value ?? "–",
    highest.map { $0.margin.map { "± \($0)" } ?? "± n/a" } ?? "",
    "\(NumberText.count(burn.fired)) of \(NumberText.count(burn.replications))",
    burn.firstFired.map(durationText) ?? "–",
  ]
}
