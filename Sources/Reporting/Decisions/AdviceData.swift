internal import Analysis
internal import Decisions
internal import Domain
internal import EventCore
internal import Statistics

/// One row per candidate: its verdict, its price and its row of the measured table of isolation.
func csv(_ advice: Advice) -> String {
  let header =
    "scenario,seed,confidence_ratio,candidate,is_searched,tiers,infeasible_reason,verdict,rank,"
    + "objectives_passed,objectives,replications,pods_refused,pods_pending,currency,"
    + "cost_per_month,neighbour,victim,p95_slowdown,p95_slowdown_low,p95_slowdown_high,"
    + "victim_completed_count,objects,clusters,nodes,pools,tainted_pools,namespaces,quotas,"
    + "limit_ranges,disruption_budgets,cost_per_1000_good,cost_per_1000_good_low,"
    + "cost_per_1000_good_high,good_count,idle_ratio,best_use"
  let rows = advice.candidates.indices.map { index in
    (candidateCells(index, advice) + isolationCells(index, advice)).joined(separator: ",")
  }
  return ([header] + rows).joined(separator: "\n") + "\n"
}

private func candidateCells(_ index: Int, _ advice: Advice) -> [String] {
  let candidate = advice.candidates[index]
  let scenario = advice.scenario
  let isHybrid = candidate.pattern == .hybrid
  return [
    SafeText.csv(scenario.name), "\(scenario.run.seed)", "\(advice.confidence)",
    candidate.pattern.rawValue, candidate.isSearched ? "1" : "0",
    isHybrid ? SafeText.csv(tierList(candidate, scenario)) : "",
    SafeText.csv(candidate.outcome.summary.infeasibleReason ?? ""), candidate.verdict.rawValue,
    advice.passing.firstIndex(of: index).map { "\($0 + 1)" } ?? "",
    "\(candidate.outcome.summary.passed)", "\(scenario.objectives.count)",
    "\(candidate.outcome.replications.count)", "\(candidate.missing.refused)",
    "\(candidate.missing.pending)", SafeText.csv(scenario.costs.currency),
    candidate.perMonth.map(decimal) ?? "",
  ]
}

private func isolationCells(_ index: Int, _ advice: Advice) -> [String] {
  guard let row = advice.isolation.first(where: { $0.candidate == index }) else {
    return Array(repeating: "", count: 21)
  }
  let scenario = advice.scenario
  let objects = row.objects
  let counts = [
    objects.total, objects.clusters, objects.nodes, objects.pools, objects.taintedPools,
    objects.namespaces, objects.quotas, objects.limitRanges, objects.disruptionBudgets,
  ]
  let victim = row.worst.map { endpointName($0.endpoint, scenario, scenario.roster) }
  return [
    SafeText.csv(advice.neighbour.map { scenario.tenants[$0.index].name } ?? ""),
    SafeText.csv(victim ?? ""),
  ] + cells(row.worst?.estimate) + [row.worst.map { "\($0.count)" } ?? ""]
    + counts.map { "\($0)" } + cells(row.costPerThousandGood)
    + ["\(row.goodRequests)", row.idleShare.map { "\($0)" } ?? ""]
    + [SafeText.csv(bestUse(of: row, advice))]
}

private func cells(_ estimate: Estimate?) -> [String] {
  [estimate?.value, estimate?.low, estimate?.high].map { $0.map { "\($0)" } ?? "" }
}

/// Every tenant with its tier, in the order of the scenario.
private func tierList(_ candidate: Candidate, _ scenario: Scenario) -> String {
  zip(scenario.tenants, candidate.tiers).map { "\($0.name)=\($1.rawValue)" }
    .joined(separator: " ")
}

/// An exact amount without grouping, for programs.
private func decimal(_ amount: Money) -> String {
  exactMoney(amount).replacing(",", with: "").replacing("−", with: "-")
}

/// The version is semantic, as that of a summary.
func json(_ advice: Advice) -> JSONValue {
  let scenario = advice.scenario
  let names = CandidateNames(advice)
  func reference(_ index: Int?) -> JSONValue { index.map { .integer(Int64($0)) } ?? .null }
  let decision =
    advice.winner != nil
    ? "pass" : advice.candidates.contains { $0.verdict == .inconclusive } ? "inconclusive" : "fail"
  return .object([
    ("version", .text("1.0.0")),
    ("kind", .text("advice")),
    ("scenario", .text(scenario.name)),
    ("seed", .text("\(scenario.run.seed)")),
    ("confidence_ratio", .number(advice.confidence)),
    ("replications", .integer(Int64(advice.replications))),
    ("max_replications", .integer(Int64(advice.maxReplications))),
    ("trials", .integer(Int64(advice.trials))),
    ("required_pods", .text(advice.required.rawValue)),
    ("decision", .text(decision)),
    ("winner", reference(advice.winner)),
    ("runner_up", reference(advice.runnerUp)),
    ("nearest", reference(advice.winner == nil ? advice.nearest : nil)),
    ("currency", .text(scenario.costs.currency)),
    ("candidates", .array(advice.candidates.indices.map { candidateObject($0, advice) })),
    ("neighbour", advice.neighbour.map { .text(scenario.tenants[$0.index].name) } ?? .null),
    ("isolation", .array(advice.isolation.map { isolationObject($0, advice) })),
    ("tier_search", advice.tierSearch.map { searchObject($0, scenario) } ?? .null),
    ("price_flips", .array(advice.priceFlips.map(flipObject))),
    ("load_flip", advice.loadFlip.map { loadObject($0, scenario) } ?? .null),
    ("threshold_flips", .array(advice.thresholdFlips.map { thresholdObject($0, scenario) })),
    ("answer", .array(answers(advice, names).map { .text(SafeText.plain($0)) })),
  ])
}

private func candidateObject(_ index: Int, _ advice: Advice) -> JSONValue {
  let candidate = advice.candidates[index]
  let scenario = advice.scenario
  let tiers = zip(scenario.tenants, candidate.tiers).map { ($0.name, JSONValue.text($1.rawValue)) }
  return .object([
    ("pattern", .text(candidate.pattern.rawValue)),
    ("tiers", candidate.pattern == .hybrid ? .object(tiers) : .null),
    ("tiers_from", .text(candidate.isSearched ? "search" : "scenario")),
    ("infeasible_reason", candidate.outcome.summary.infeasibleReason.map { .text($0) } ?? .null),
    ("verdict", .text(candidate.verdict.rawValue)),
    ("cost_per_month", candidate.perMonth.map { .text(decimal($0)) } ?? .null),
    ("replications", .integer(Int64(candidate.outcome.replications.count))),
    ("pods_refused", .integer(Int64(candidate.missing.refused))),
    ("pods_pending", .integer(Int64(candidate.missing.pending))),
    (
      "objectives",
      .array(
        candidate.outcome.summary.objectives.map { summary in
          .object([
            ("objective", .text(scenario.objectives[summary.objective].name)),
            ("verdict", .text(summary.verdict.rawValue)),
            ("total_count", .integer(Int64(summary.total))),
            ("target_ratio", .number(summary.target)),
            ("good_ratio", estimateObject(summary.goodRatio)),
            ("reason", .text(summary.reason)),
          ])
        }
      )
    ),
  ])
}

private func isolationObject(_ row: IsolationMeasures, _ advice: Advice) -> JSONValue {
  let scenario = advice.scenario
  let objects = row.objects
  let victim = row.worst.map { endpointName($0.endpoint, scenario, scenario.roster) }
  return .object([
    ("candidate", .integer(Int64(row.candidate))),
    ("victim", victim.map { .text($0) } ?? .null),
    ("victim_completed_count", row.worst.map { .integer(Int64($0.count)) } ?? .null),
    ("p95_slowdown_ratio", estimateObject(row.worst?.estimate)),
    ("objects", .integer(Int64(objects.total))),
    ("clusters", .integer(Int64(objects.clusters))),
    ("nodes", .integer(Int64(objects.nodes))),
    ("pools", .integer(Int64(objects.pools))),
    ("tainted_pools", .integer(Int64(objects.taintedPools))),
    ("namespaces", .integer(Int64(objects.namespaces))),
    ("quotas", .integer(Int64(objects.quotas))),
    ("limit_ranges", .integer(Int64(objects.limitRanges))),
    ("disruption_budgets", .integer(Int64(objects.disruptionBudgets))),
    ("cost_per_1000_good", estimateObject(row.costPerThousandGood)),
    ("good_count", .integer(Int64(row.goodRequests))),
    ("idle_ratio", row.idleShare.map { .number($0) } ?? .null),
    ("best_use", .text(SafeText.plain(bestUse(of: row, advice)))),
  ])
}

private func searchObject(_ search: TierSearch.Result, _ scenario: Scenario) -> JSONValue {
  let tiers = search.tiers.map { tiers in
    JSONValue.object(zip(scenario.tenants, tiers).map { ($0.name, .text($1.rawValue)) })
  }
  return .object([
    ("tiers", tiers ?? .null),
    ("is_exhaustive", .text(search.isExhaustive ? "yes" : "no")),
    ("tried", .integer(Int64(search.tried))),
    ("ran_out", .text(search.ranOut ? "yes" : "no")),
  ])
}

private func flipObject(_ flip: PriceFlip) -> JSONValue {
  let kind: String
  let name: String
  switch flip.item {
  case .overhead(let item): (kind, name) = ("overhead", item)
  case .node(let item): (kind, name) = ("node", item)
  }
  return .object([
    ("kind", .text(kind)),
    ("name", .text(name)),
    ("today_per_hour", .text(decimal(flip.today))),
    ("flips_at_per_hour", .text(decimal(flip.flipsAt))),
    ("to_candidate", .integer(Int64(flip.other))),
  ])
}

private func loadObject(_ flip: LoadFlip, _ scenario: Scenario) -> JSONValue {
  .object([
    ("objective", flip.objective.map { .text(scenario.objectives[$0].name) } ?? .null),
    ("last_pass_factor", flip.pass.map { .number($0) } ?? .null),
    ("first_fail_factor", flip.fail.map { .number($0) } ?? .null),
    ("highest_factor", .number(flip.highest)),
  ])
}

private func thresholdObject(_ rival: CandidateThresholds, _ scenario: Scenario) -> JSONValue {
  .object([
    ("candidate", .integer(Int64(rival.candidate))),
    ("suffices", .text(rival.suffices ? "yes" : "no")),
    (
      "objectives",
      .array(
        rival.flips.map { flip in
          .object([
            ("objective", .text(scenario.objectives[flip.objective].name)),
            ("today_ms", .number(flip.today.inSeconds * 1e3)),
            ("passes_at_ms", flip.threshold.map { .number($0.inSeconds * 1e3) } ?? .null),
          ])
        }
      )
    ),
  ])
}
