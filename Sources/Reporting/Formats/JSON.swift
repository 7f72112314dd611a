internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

/// The version of the JSON of a run's summary.
let summaryJSONVersion = "1.3.0"

/// Returns the whole summary, units in the names, null for what was not measured.
///
/// The version is semantic: a reader of 1.x may rely on every name here; new ones may be added.
/// `docs/schemas/summary.schema.json` describes it.
func json(_ summary: RunSummary, of run: RunRecord) -> JSONValue {
  let variants = zip(run.parts, summary.parts).flatMap { run, summary in
    let roster = run.scenario.roster
    return summary.variants.map { ($0, run.scenario, roster) }
  }
  return .object([
    ("version", .text(summaryJSONVersion)),
    ("run", runObject(summary, run)),
    ("points", .array(run.points.map(pointObject))),
    (
      "variants",
      .array(
        variants.map { variant, scenario, roster in
          variantObject(variant, at: run.label(ofPoint: variant.point), in: scenario, roster)
        }
      )
    ),
    ("comparisons", .array(summary.comparisons.map(comparisonObject))),
    ("precision", summary.precision.map(precisionObject) ?? .null),
    ("gates", gateReportObject(summary.gates)),
  ])
}

private func pointObject(_ point: SweepPoint) -> JSONValue {
  .object([
    ("label", .text(point.label)),
    (
      "values",
      .array(
        point.values.map { value in
          .object([
            ("path", .text(value.path)),
            ("value", .text(value.value)),
            ("unit", value.unit.map { .text($0) } ?? .null),
          ])
        }
      )
    ),
  ])
}

private func runObject(_ summary: RunSummary, _ run: RunRecord) -> JSONValue {
  let scenario = run.scenario
  return .object([
    ("scenario", .text(scenario.name)),
    ("description", .text(scenario.description)),
    ("scenario_sha256", .text(run.provenance.scenarioDigest)),
    ("tool_version", .text(run.provenance.toolVersion)),
    // As text: a 64-bit seed does not survive a reader that keeps numbers as doubles.
    ("seed", .text("\(scenario.run.seed)")),
    ("replications", .integer(Int64(scenario.run.replications))),
    ("confidence_ratio", .number(scenario.run.confidence)),
    ("interval_method", .text(scenario.run.sectionKind.rawValue)),
    ("warm_up_s", .number(scenario.run.warmUp.inSeconds)),
    ("warm_up_search", run.warmUpSearch.map(warmUpObject) ?? .null),
    ("measured_s", .number(scenario.run.window.inSeconds)),
    ("hardware", .text(scenario.hardware.name)),
    ("currency", .text(scenario.costs.currency)),
    ("hours_per_month", .integer(Int64(CostSummary.hoursPerMonth))),
    ("baseline", summary.baseline.map { .text($0.rawValue) } ?? .null),
    ("overrides", .array(run.provenance.overrides.map { .text($0) })),
    ("headlines", .array(headline(summary, of: run).map { .text($0) })),
  ])
}

private func variantObject(
  _ variant: VariantSummary,
  at point: String,
  in scenario: Scenario,
  _ roster: Roster
) -> JSONValue {
  .object([
    ("point", .text(point)),
    ("pattern", .text(variant.pattern.rawValue)),
    ("letter", variant.pattern.letter.map { .text($0) } ?? .null),
    ("infeasible_reason", variant.infeasibleReason.map { .text($0) } ?? .null),
    (
      "pods",
      .object(
        PlacementOutcome.allCases.map {
          ($0.rawValue, .integer(Int64(variant.podCounts[$0] ?? 0)))
        }
      )
    ),
    ("objectives", .array(variant.objectives.map { objectiveObject($0, in: scenario, roster) })),
    (
      "endpoints",
      .array(variant.latencies.map { endpointObject($0, of: variant, in: scenario, roster) })
    ),
    ("costs", variant.costs.map { costObject($0, in: scenario) } ?? .null),
    ("price_of_isolation", variant.isolationPrice.map(isolationPriceObject) ?? .null),
    ("enforcement", .array(variant.enforcement.map { enforcementObject($0, in: scenario) })),
  ])
}

private func objectiveObject(
  _ summary: ObjectiveSummary,
  in scenario: Scenario,
  _ roster: Roster
) -> JSONValue {
  let objective = scenario.objectives[summary.objective]
  return .object([
    ("objective", .text(objective.name)),
    ("tenant", objective.tenant.map { .text(scenario.tenants[$0.index].name) } ?? .null),
    ("tenants", .array(objective.tenants.map { .text(scenario.tenants[$0.index].name) })),
    (
      "endpoints",
      .array(objective.endpoints.map { .text(roster.endpoints[$0.index].label) })
    ),
    ("metric", .text(objective.metric.rawValue)),
    ("threshold_ms", objective.threshold.map { .number($0.inSeconds * 1e3) } ?? .null),
    ("target_ratio", .number(summary.target)),
    ("good_count", .integer(Int64(summary.good))),
    ("total_count", .integer(Int64(summary.total))),
    ("trials_count", .integer(Int64(summary.trials))),
    ("good_ratio", estimateObject(summary.goodRatio)),
    ("margin_ratio", estimateObject(summary.margin)),
    ("bad_ratio", estimateObject(summary.badRatio)),
    ("breach_minutes", estimateObject(summary.breachMinutes)),
    ("minutes_with_traffic", .number(summary.minutes)),
    ("bad_minute_ratio", estimateObject(summary.badMinuteRatio)),
    ("budget_burnt_ratio", estimateObject(summary.budgetBurnt)),
    ("budget_left_ratio", estimateObject(summary.budgetLeft)),
    ("budget_burnt_by_run_ratio", estimateObject(summary.budgetBurntByRun)),
    ("worst_slice", summary.worstSlice.map { sliceObject($0, of: objective) } ?? .null),
    ("burn_rates", .array(summary.burnRates.map(burnRateObject))),
    ("verdict", .text(summary.verdict.rawValue)),
    ("reason", .text(summary.reason)),
  ])
}

private func sliceObject(_ slice: WorstSlice, of objective: Objective) -> JSONValue {
  .object([
    ("replication", .integer(Int64(slice.replication))),
    ("start_s", .number(slice.start.inSeconds)),
    ("length_s", .number(objective.budgetingMethod.slice.inSeconds)),
    ("bad_count", .integer(Int64(slice.bad))),
    ("total_count", .integer(Int64(slice.total))),
  ])
}

private func burnRateObject(_ burn: BurnRateSummary) -> JSONValue {
  .object([
    ("alert", .text(burn.alert.name)),
    ("severity", .text(burn.alert.severity)),
    ("burn_rate_threshold", .number(burn.alert.burnRate)),
    ("long_window_s", .number(burn.alert.longWindow.inSeconds)),
    ("short_window_s", burn.alert.shortWindow.map { .number($0.inSeconds) } ?? .null),
    ("hold_for_s", .number(burn.alert.holdFor.inSeconds)),
    ("highest_burn_rate", estimateObject(burn.highest)),
    ("fired_count", burn.reach == .measured ? .integer(Int64(burn.fired)) : .null),
    ("replication_count", .integer(Int64(burn.replications))),
    ("first_fired_s", burn.firstFired.map { .number($0.inSeconds) } ?? .null),
    ("missing", burn.missing.map { .text($0) } ?? .null),
  ])
}

private func endpointObject(
  _ latency: LatencySummary,
  of variant: VariantSummary,
  in scenario: Scenario,
  _ roster: Roster
) -> JSONValue {
  let index = latency.endpoint.index
  let difference =
    variant.p95Differences.indices.contains(index) ? variant.p95Differences[index] : nil
  return .object([
    ("tenant", .text(scenario.tenants[latency.tenant.index].name)),
    ("endpoint", .text(roster.endpoints[latency.endpoint.index].label)),
    ("arrived_count", .integer(Int64(latency.arrived))),
    ("completed_count", .integer(Int64(latency.completed))),
    ("refused_count", .integer(Int64(latency.refused))),
    ("timed_out_count", .integer(Int64(latency.timedOut))),
    ("lost_count", .integer(Int64(latency.lost))),
    ("unfinished_count", .integer(Int64(latency.unfinished))),
    ("mean_ms", estimateObject(latency.mean)),
    ("p50_ms", quantile(latency.p50)),
    ("p95_ms", quantile(latency.p95)),
    ("p99_ms", quantile(latency.p99)),
    ("max_ms", latency.max.map { .number($0.inSeconds * 1e3) } ?? .null),
    ("p95_difference_ms", estimateObject(difference?.difference)),
    ("time_to_first_token", timesObject(latency.timeToFirstToken)),
    ("time_per_output_token", timesObject(latency.timePerOutputToken)),
  ])
}

private func timesObject(_ times: TimesSummary?) -> JSONValue {
  guard let times else { return .null }
  return .object([
    ("count", .integer(Int64(times.count))),
    ("mean_ms", estimateObject(times.mean)),
    ("p50_ms", quantile(times.p50)),
    ("p95_ms", quantile(times.p95)),
    ("p99_ms", quantile(times.p99)),
    ("max_ms", times.max.map { .number($0.inSeconds * 1e3) } ?? .null),
  ])
}

private func costObject(_ costs: CostSummary, in scenario: Scenario) -> JSONValue {
  .object([
    ("asset_cost_per_hour_micros", .integer(costs.assetCost.micros)),
    ("unallocated_per_hour_micros", .integer(costs.unallocated.micros)),
    (
      "reconciliation",
      reconciliation(CostLine.Kind.allCases.map { costs.total(of: $0) }, costs.assetCost)
    ),
    ("unit_costs", unitCostsObject(costs.unitCosts)),
    (
      "tenants",
      .array(
        costs.tenants.map { cost in
          .object([
            ("tenant", .text(scenario.tenants[cost.tenant.index].name)),
            ("total_per_hour_micros", .integer(cost.perHour.micros)),
            ("usage_per_hour_micros", .integer(cost.usage.micros)),
            ("idle_per_hour_micros", .integer(cost.idle.micros)),
            ("shared_per_hour_micros", .integer(cost.shared.micros)),
            ("overhead_per_hour_micros", .integer(cost.overhead.micros)),
            ("total_per_month_micros", .integer(cost.perMonth.micros)),
            ("per_1000_requests", cost.perThousandRequests.map { .number($0) } ?? .null),
            ("per_million_tokens", cost.perMillionTokens.map { .number($0) } ?? .null),
            ("unit_costs", unitCostsObject(cost.unitCosts)),
          ])
        }
      )
    ),
  ])
}

private func unitCostsObject(_ costs: UnitCosts) -> JSONValue {
  let names: [CostUnit: String] = [
    .thousandGoodRequests: "per_1000_good_requests",
    .thousandAnsweredRequests: "per_1000_answered_requests",
    .millionOutputTokens: "per_million_output_tokens",
    .millionTokens: "per_million_tokens",
  ]
  return .object(
    CostUnit.allCases.map { unit in
      let cost = JSONValue.object([
        ("cost", estimateObject(costs[unit].estimate)), ("count", .integer(costs[unit].count)),
      ])
      return (names[unit] ?? unit.rawValue, cost)
    }
  )
}

private func isolationPriceObject(_ price: IsolationPrice) -> JSONValue {
  func avoided(_ avoided: IsolationPrice.Avoided) -> JSONValue {
    var amount: Estimate?
    if case .price(let estimate) = avoided.outcome { amount = estimate }
    return .object([
      ("avoided_per_month", estimateObject(avoided.perMonth)),
      ("outcome", .text(avoided.outcome.word)),
      ("price_per_breach", estimateObject(amount)),
    ])
  }
  return .object([
    ("extra_per_month_micros", .integer(price.extraPerMonth.micros)),
    ("bad_requests", avoided(price.requests)),
    ("bad_minutes", avoided(price.minutes)),
  ])
}

private func enforcementObject(_ record: EnforcementRecord, in scenario: Scenario) -> JSONValue {
  .object([
    ("rule", .text(record.rule.rawValue)),
    ("tenant", record.tenant.map { .text(scenario.tenants[$0.index].name) } ?? .null),
    ("subject", .text(record.subject)),
    ("taken_by", record.takenBy.map { .text($0) } ?? .null),
    ("count", .integer(Int64(record.count))),
    ("bound_s", .number(record.boundSeconds)),
  ])
}

private func quantile(_ quantile: QuantileSummary) -> JSONValue {
  switch quantile {
  case .estimate(let value): estimateObject(value)
  case .tooFew(let needs, let has):
    .object([
      ("value", .null),
      ("needs_completed_count", .integer(Int64(needs))),
      ("has_completed_count", .integer(Int64(has))),
    ])
  }
}

func estimateObject(_ estimate: Estimate?) -> JSONValue {
  guard let estimate else { return .null }
  return .object([
    ("value", .number(estimate.value)),
    ("low", estimate.low.map { .number($0) } ?? .null),
    ("high", estimate.high.map { .number($0) } ?? .null),
    ("replications", .integer(Int64(estimate.replications))),
  ])
}
