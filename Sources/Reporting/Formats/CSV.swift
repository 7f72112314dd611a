internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

/// Returns one row per pattern, endpoint and objective; an endpoint without objectives and a
/// pattern that can't be built have one row each.
///
/// RFC 4180 with a header and line feeds; an empty field means "not measured".
func csv(_ summary: RunSummary, of run: RunRecord) -> String {
  let columns = CSVTable.columns
  var lines = [columns.joined(separator: ",")]
  for (part, summary) in zip(run.parts, summary.parts) {
    let table = CSVTable(part)
    for variant in summary.variants {
      let point = run.label(ofPoint: variant.point)
      for row in table.rows(of: variant, at: point) {
        lines.append(columns.map { row[$0]?.field ?? "" }.joined(separator: ","))
      }
    }
  }
  return lines.joined(separator: "\n") + "\n"
}

/// One value of a row; free text is guarded, numbers are not.
private enum CSVValue {
  case text(String)
  case number(Double)
  case count(Int)

  var field: String {
    switch self {
    case .text(let text): SafeText.csv(text)
    case .number(let number): number.isFinite ? "\(number)" : ""
    case .count(let count): "\(count)"
    }
  }
}

private typealias CSVRow = [String: CSVValue]

private struct CSVTable {
  let scenario: Scenario
  let roster: Roster
  let digest: String

  init(_ run: RunRecord) {
    scenario = run.scenario
    roster = run.scenario.roster
    digest = run.provenance.scenarioDigest
  }

  static let columns: [String] =
    ["scenario", "scenario_sha256", "seed", "confidence_ratio", "point", "pattern"]
    + ["infeasible_reason"]
    + ["tenant", "tenant_display_name", "endpoint", "arrived_count", "completed_count"]
    + ["refused_count", "timed_out_count", "lost_count", "unfinished_count"]
    + ["mean_ms", "p50_ms", "p95_ms", "p99_ms"].flatMap(withInterval)
    + ["max_ms"] + withInterval("p95_difference_ms")
    + ["ttft_mean_ms", "ttft_p50_ms", "ttft_p95_ms", "ttft_p99_ms"].flatMap(withInterval)
    + ["tpot_mean_ms", "tpot_p50_ms", "tpot_p95_ms", "tpot_p99_ms"].flatMap(withInterval)
    + ["objective", "metric", "threshold_ms", "target_ratio", "good_count", "total_count"]
    + withInterval("good_ratio") + ["trials_count"]
    + ["margin_ratio", "bad_ratio", "breach_minutes", "bad_minute_ratio"].flatMap(withInterval)
    + ["minutes_with_traffic"]
    + ["budget_burnt_ratio", "budget_left_ratio", "budget_burnt_by_run_ratio"].flatMap(withInterval)
    + ["verdict", "reason"]
    + ["currency", "tenant_cost_per_hour", "tenant_cost_per_1000_requests"]
    + ["tenant_cost_per_million_tokens"]

  func rows(of variant: VariantSummary, at point: String) -> [CSVRow] {
    var common: CSVRow = [
      "scenario": .text(scenario.name), "scenario_sha256": .text(digest),
      "seed": .text("\(scenario.run.seed)"), "confidence_ratio": .number(scenario.run.confidence),
      "pattern": .text(variant.pattern.rawValue),
    ]
    if !point.isEmpty { common["point"] = .text(point) }
    if let reason = variant.infeasibleReason {
      common["infeasible_reason"] = .text(reason)
      return [common]
    }
    let objectives = variant.objectivesByEndpoint(scenario)
    return variant.latencies.flatMap { latency in
      let row = endpointRow(latency, of: variant, common)
      let covering = objectives[latency.endpoint, default: []]
      return covering.isEmpty ? [row] : covering.map { objectiveRow($0, row) }
    }
  }

  private func endpointRow(
    _ latency: LatencySummary,
    of variant: VariantSummary,
    _ common: CSVRow
  ) -> CSVRow {
    var row = common
    let tenant = scenario.tenants[latency.tenant.index]
    row["tenant"] = .text(tenant.name)
    row["tenant_display_name"] = tenant.displayName.map { .text($0) }
    row["endpoint"] = .text(roster.endpoints[latency.endpoint.index].label)
    row["arrived_count"] = .count(latency.arrived)
    row["completed_count"] = .count(latency.completed)
    row["refused_count"] = .count(latency.refused)
    row["timed_out_count"] = .count(latency.timedOut)
    row["lost_count"] = .count(latency.lost)
    row["unfinished_count"] = .count(latency.unfinished)
    row.add(latency.mean, as: "mean_ms")
    row.add(latency.p50.estimate, as: "p50_ms")
    row.add(latency.p95.estimate, as: "p95_ms")
    row.add(latency.p99.estimate, as: "p99_ms")
    row.add(latency.timeToFirstToken, as: "ttft")
    row.add(latency.timePerOutputToken, as: "tpot")
    row["max_ms"] = latency.max.map { .number($0.inSeconds * 1e3) }
    if variant.p95Differences.indices.contains(latency.endpoint.index) {
      let comparison = variant.p95Differences[latency.endpoint.index]
      row.add(comparison.difference, as: "p95_difference_ms")
    }
    guard let cost = variant.costs?.tenants[latency.tenant.index] else { return row }
    row["currency"] = .text(scenario.costs.currency)
    row["tenant_cost_per_hour"] = .number(Double(cost.perHour.micros) / 1e6)
    row["tenant_cost_per_1000_requests"] = cost.perThousandRequests.map { .number($0) }
    row["tenant_cost_per_million_tokens"] = cost.perMillionTokens.map { .number($0) }
    return row
  }

  private func objectiveRow(_ summary: ObjectiveSummary, _ endpointRow: CSVRow) -> CSVRow {
    var row = endpointRow
    let objective = scenario.objectives[summary.objective]
    row["objective"] = .text(objective.name)
    row["metric"] = .text(objective.metric.rawValue)
    row["threshold_ms"] = objective.threshold.map { .number($0.inSeconds * 1e3) }
    row["target_ratio"] = .number(summary.target)
    row["good_count"] = .count(summary.good)
    row["total_count"] = .count(summary.total)
    row.add(summary.goodRatio, as: "good_ratio")
    row["trials_count"] = .count(summary.trials)
    row.add(summary.margin, as: "margin_ratio")
    row.add(summary.badRatio, as: "bad_ratio")
    row.add(summary.breachMinutes, as: "breach_minutes")
    row.add(summary.badMinuteRatio, as: "bad_minute_ratio")
    row["minutes_with_traffic"] = .number(summary.minutes)
    row.add(summary.budgetBurnt, as: "budget_burnt_ratio")
    row.add(summary.budgetLeft, as: "budget_left_ratio")
    row.add(summary.budgetBurntByRun, as: "budget_burnt_by_run_ratio")
    row["verdict"] = .text(summary.verdict.rawValue)
    row["reason"] = .text(summary.reason)
    return row
  }
}

private func withInterval(_ column: String) -> [String] {
  [column, "\(column)_low", "\(column)_high"]
}

extension CSVRow {
  fileprivate mutating func add(_ times: TimesSummary?, as name: String) {
    add(times?.mean, as: "\(name)_mean_ms")
    add(times?.p50.estimate, as: "\(name)_p50_ms")
    add(times?.p95.estimate, as: "\(name)_p95_ms")
    add(times?.p99.estimate, as: "\(name)_p99_ms")
  }

  fileprivate mutating func add(_ estimate: Estimate?, as column: String) {
    guard let estimate else { return }
    self[column] = .number(estimate.value)
    self["\(column)_low"] = estimate.low.map { .number($0) }
    self["\(column)_high"] = estimate.high.map { .number($0) }
  }
}
