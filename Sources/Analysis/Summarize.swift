package import Domain
internal import Statistics

/// Returns what a run says, with intervals, from its records alone.
package func summarize(_ run: RunRecord) -> RunSummary {
  let baseline = baseline(of: run)
  let roster = run.scenario.roster
  return RunSummary(
    variants: run.variants.map { variant in
      summarize(variant, of: run.scenario, roster, comparedWith: baseline)
    },
    baseline: baseline?.pattern
  )
}

func summarize(
  _ variant: VariantRecord,
  of scenario: Scenario,
  _ roster: Roster,
  comparedWith baseline: VariantRecord?
) -> VariantSummary {
  guard let deployment = variant.deployment else {
    return VariantSummary(
      pattern: variant.pattern,
      infeasibleReason: variant.infeasibleReason ?? "no reason was recorded"
    )
  }
  let confidence = scenario.run.confidence
  return VariantSummary(
    pattern: variant.pattern,
    latencies: latencies(of: variant.replications, roster, confidence: confidence),
    objectives: scenario.objectives.indices.map { index in
      summarizeObjective(index, of: scenario, from: variant.replications)
    },
    costs: costs(of: deployment, from: variant.replications, in: scenario),
    enforcement: enforcement(of: variant, deployment, in: scenario, roster),
    podCounts: podCounts(of: deployment),
    notes: notesOnSizing(variant, in: scenario)
      + notesOnSharedServices(deployment.plan, in: scenario),
    p95Differences: baseline.map {
      p95Differences(of: variant, from: $0, endpoints: roster.endpoints.count, confidence)
    } ?? []
  )
}

private func baseline(of run: RunRecord) -> VariantRecord? {
  let built = run.variants.filter { $0.deployment != nil }
  return built.first { $0.pattern == .sharedNodes } ?? built.first
}

private func podCounts(of deployment: Deployment) -> [PlacementOutcome: Int] {
  deployment.placements.reduce(into: [:]) { $0[$1.outcome, default: 0] += 1 }
}
