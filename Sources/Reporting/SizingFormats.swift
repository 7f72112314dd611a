internal import Analysis
internal import Domain
internal import Running
internal import Statistics

/// One row per pattern, pool and kind of machine; one for a pattern that can't be built.
func sizingCSV(_ sizing: Sizing) -> String {
  let header =
    "scenario,pattern,infeasible_reason,cluster,pool,node_pool,nodes_before,nodes,nodes_fewest,"
    + "nodes_most,is_met,is_confirmed,objectives_passed,objectives,currency,cost_before_per_month,"
    + "cost_per_month,trials,replications"
  let rows = sizing.patterns.flatMap { pattern -> [String] in
    let start = [SafeText.csv(sizing.scenario.name), pattern.pattern.rawValue]
    guard let record = pattern.record else {
      let reason = SafeText.csv(pattern.infeasibleReason ?? "")
      return [(start + [reason] + Array(repeating: "", count: 16)).joined(separator: ",")]
    }
    let end = [
      "\(record.isMet)", "\(record.isConfirmed)",
      pattern.summary.map { "\($0.passed)" } ?? "", "\(sizing.scenario.objectives.count)",
      SafeText.csv(sizing.scenario.costs.currency), amount(pattern.costBefore),
      amount(pattern.summary?.assetCost), "\(record.trials.count)", "\(record.replications)",
    ]
    return record.pools.map { pool in
      let cells = [
        "", SafeText.csv(pool.cluster), SafeText.csv(pool.pool),
        SafeText.csv(sizing.scenario.nodePools[pool.nodePool].name),
        pool.before.map { "\($0)" } ?? "", "\(pool.nodes)", "\(pool.fewest)", "\(pool.most)",
      ]
      return (start + cells + end).joined(separator: ",")
    }
  }
  return ([header] + rows).joined(separator: "\n") + "\n"
}

/// A month's cost in currency units, exact.
private func amount(_ perHour: Money?) -> String {
  perHour.map { "\(Double(($0 * CostSummary.hoursPerMonth).micros) / 1e6)" } ?? ""
}

/// Everything, with every trial; the version is semantic, as that of a summary.
func sizingJSON(_ sizing: Sizing) -> JSONValue {
  .object([
    ("version", .text("1.0.0")),
    ("scenario", .text(sizing.scenario.name)),
    ("scenario_digest", .text(sizing.scenarioDigest)),
    ("tool_version", .text(sizing.toolVersion)),
    ("seed", .text("\(sizing.scenario.run.seed)")),
    ("confidence", .number(sizing.limits.confidence)),
    ("max_nodes", .integer(Int64(sizing.limits.mostNodes))),
    ("max_replications", .integer(Int64(sizing.limits.replications))),
    ("currency", .text(sizing.scenario.costs.currency)),
    ("patterns", .array(sizing.patterns.map { patternObject($0, sizing.scenario) })),
    ("answer", .array(sizingSentences(sizing).map { .text($0) })),
  ])
}

private func patternObject(_ pattern: SizedPattern, _ scenario: Scenario) -> JSONValue {
  guard let record = pattern.record else {
    return .object([
      ("pattern", .text(pattern.pattern.rawValue)),
      ("infeasible_reason", pattern.infeasibleReason.map { .text($0) } ?? .null),
    ])
  }
  return .object([
    ("pattern", .text(pattern.pattern.rawValue)),
    ("is_met", .text(record.isMet ? "yes" : "no")),
    ("is_confirmed", .text(record.isConfirmed ? "yes" : "no")),
    ("cost_before_per_hour_micros", pattern.costBefore.map { .integer($0.micros) } ?? .null),
    ("cost_per_hour_micros", pattern.summary.map { .integer($0.assetCost.micros) } ?? .null),
    ("pools", .array(record.pools.map { poolObject($0, scenario) })),
    ("replicas", .array(record.replicas.map { replicasObject($0, scenario) })),
    (
      "objectives",
      .array((pattern.summary?.objectives ?? []).map { objectiveObject($0, scenario) })
    ),
    ("unmet", .array(record.unmet.map { unmetObject($0, scenario) })),
    ("surprises", .array(record.surprises.map { .text($0) })),
    ("trials", .array(record.trials.map { trialObject($0, scenario) })),
  ])
}

private func poolObject(_ pool: SizedPool, _ scenario: Scenario) -> JSONValue {
  .object([
    ("cluster", .text(pool.cluster)),
    ("pool", .text(pool.pool)),
    ("node_pool", .text(scenario.nodePools[pool.nodePool].name)),
    ("nodes_before", pool.before.map { .integer(Int64($0)) } ?? .null),
    ("nodes", .integer(Int64(pool.nodes))),
    ("nodes_fewest", .integer(Int64(pool.fewest))),
    ("nodes_most", .integer(Int64(pool.most))),
  ])
}

private func replicasObject(_ sized: SizedReplicas, _ scenario: Scenario) -> JSONValue {
  .object([
    ("service", .text(scenario.title(of: sized.service))),
    ("replicas_before", .integer(Int64(sized.before))),
    ("replicas", .integer(Int64(sized.replicas))),
  ])
}

private func objectiveObject(_ summary: ObjectiveSummary, _ scenario: Scenario) -> JSONValue {
  .object([
    ("objective", .text(scenario.objectives[summary.objective].name)),
    ("verdict", .text(summary.verdict.rawValue)),
    ("n", .integer(Int64(summary.total))),
    ("target_ratio", .number(summary.target)),
    ("good_ratio", summary.goodRatio.map { .number($0.value) } ?? .null),
    ("good_ratio_low", (summary.goodRatio?.low).map { .number($0) } ?? .null),
    ("good_ratio_high", (summary.goodRatio?.high).map { .number($0) } ?? .null),
    ("reason", .text(summary.reason)),
  ])
}

private func unmetObject(_ unmet: UnmetObjective, _ scenario: Scenario) -> JSONValue {
  .object([
    ("objective", .text(scenario.objectives[unmet.objective].name)),
    ("reason", .text(unmet.reason)),
  ])
}

private func trialObject(_ trial: SizingTrial, _ scenario: Scenario) -> JSONValue {
  .object([
    ("purpose", .text(trial.purpose.rawValue)),
    ("first_replication", .integer(Int64(trial.firstReplication))),
    ("replications", .integer(Int64(trial.replications))),
    (
      "probes",
      .array(
        trial.probes.map { probe in
          .object([
            ("pool", .integer(Int64(probe.pool))),
            ("nodes", .integer(Int64(probe.nodes))),
            ("outcome", .text(probe.outcome.rawValue)),
            (
              "objective",
              probe.objective.map { .text(scenario.objectives[$0].name) } ?? .null
            ),
          ])
        }
      )
    ),
  ])
}
