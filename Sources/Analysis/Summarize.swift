package import Domain

/// Returns what a run says, with intervals, from its records alone; of a sweep, point by point.
package func summarize(_ run: RunRecord) -> RunSummary {
  let parts = run.parts.enumerated().map { index, part in
    summarizePart(part, at: run.label(ofPoint: index))
  }
  let baselines = Set(parts.map(\.summary.baseline))
  var summary = RunSummary(
    variants: parts.flatMap(\.summary.variants),
    baseline: baselines.count == 1 ? parts.first?.summary.baseline : nil,
    comparisons: parts.flatMap(\.summary.comparisons)
  )
  let values = parts.flatMap(\.values)
  if let rule = run.scenario.run.stopping {
    let replications = run.variants.map(\.replications.count).max() ?? 0
    summary.precision = precisionReport(on: rule, values, replications: replications)
  }
  let gates = run.scenario.gates
  if !gates.isEmpty { summary.gates = evaluate(gates, on: GateEvidence(run, summary, values)) }
  return summary
}

/// What a point of a sweep says, or a run without one, and every number of it.
private func summarizePart(
  _ run: RunRecord,
  at point: String
) -> (summary: RunSummary, values: [MetricValue]) {
  let baseline = baseline(of: run)
  let scenario = run.scenario
  var summary = RunSummary(
    variants: run.variants.map { summarize($0, of: scenario) },
    baseline: baseline
  )
  var values = zip(run.variants, summary.variants).flatMap { variant, summary in
    metricValues(of: variant, summary, in: scenario)
  }
  for index in values.indices { values[index].point = point }
  guard let baseline else { return (summary, values) }
  addIsolationPrices(to: &summary, of: run, comparedWith: baseline)
  summary.comparisons = comparisons(
    of: values,
    with: baseline,
    confidence: scenario.run.confidence
  )
  let ofP95 = Dictionary(
    grouping: summary.comparisons.filter { $0.metric == .p95 },
    by: \.pattern
  )
  for index in summary.variants.indices {
    summary.variants[index].p95Differences = ofP95[summary.variants[index].pattern] ?? []
  }
  return (summary, values)
}

/// States what each pattern costs more than the baseline, and what for.
private func addIsolationPrices(
  to summary: inout RunSummary,
  of run: RunRecord,
  comparedWith baseline: IsolationPattern
) {
  guard let base = run.variants.first(where: { $0.pattern == baseline }),
    let cost = summary.variants.first(where: { $0.pattern == baseline })?.costs
  else { return }
  for (index, variant) in run.variants.enumerated() {
    guard let own = summary.variants[index].costs else { continue }
    summary.variants[index].isolationPrice = isolationPrice(
      of: variant,
      own,
      from: base,
      cost,
      in: run.scenario
    )
  }
}

/// Returns what one pattern says, compared with no other.
package func summarize(_ variant: VariantRecord, of scenario: Scenario) -> VariantSummary {
  guard let deployment = variant.deployment else {
    return VariantSummary(
      pattern: variant.pattern,
      infeasibleReason: variant.infeasibleReason ?? "no reason was recorded",
      point: variant.point
    )
  }
  let roster = scenario.roster
  return VariantSummary(
    pattern: variant.pattern,
    latencies: latencies(of: variant, roster, scenario.run),
    objectives: scenario.objectives.indices.map { index in
      summarizeObjective(index, of: scenario, from: variant)
    },
    costs: costs(of: deployment, from: variant.replications, in: scenario),
    enforcement: enforcement(of: variant, deployment, in: scenario, roster),
    podCounts: podCounts(of: deployment),
    notes: notesOnSizing(variant, in: scenario)
      + notesOnSharedServices(deployment.plan, in: scenario),
    point: variant.point
  )
}

private func baseline(of run: RunRecord) -> IsolationPattern? {
  let built = run.variants.filter { $0.deployment != nil }.map(\.pattern)
  return built.first { $0 == .sharedNodes } ?? built.first
}

private func podCounts(of deployment: Deployment) -> [PlacementOutcome: Int] {
  deployment.placements.reduce(into: [:]) { $0[$1.outcome, default: 0] += 1 }
}
