package import Domain

/// Returns what a run says, with intervals, from its records alone.
package func summarize(_ run: RunRecord) -> RunSummary {
  let baseline = baseline(of: run)
  let scenario = run.scenario
  var summary = RunSummary(
    variants: run.variants.map { summarize($0, of: scenario) },
    baseline: baseline
  )
  let values = metricValues(of: run, summary)
  if let baseline {
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
  }
  if let rule = scenario.run.stopping {
    let replications = run.variants.map(\.replications.count).max() ?? 0
    summary.precision = precisionReport(on: rule, values, replications: replications)
  }
  return summary
}

/// Returns what one pattern says, compared with no other.
package func summarize(_ variant: VariantRecord, of scenario: Scenario) -> VariantSummary {
  guard let deployment = variant.deployment else {
    return VariantSummary(
      pattern: variant.pattern,
      infeasibleReason: variant.infeasibleReason ?? "no reason was recorded"
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
    notes: notesOnSharedServices(deployment.plan, in: scenario)
  )
}

private func baseline(of run: RunRecord) -> IsolationPattern? {
  let built = run.variants.filter { $0.deployment != nil }.map(\.pattern)
  return built.first { $0 == .sharedNodes } ?? built.first
}

private func podCounts(of deployment: Deployment) -> [PlacementOutcome: Int] {
  deployment.placements.reduce(into: [:]) { $0[$1.outcome, default: 0] += 1 }
}
