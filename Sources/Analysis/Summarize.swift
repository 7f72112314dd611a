package import Domain
internal import Statistics

/// Returns what a run says, with intervals, from its records alone; of a sweep, point by point.
package func summarize(_ run: RunRecord) -> RunSummary {
  let parts = run.parts.map(summarizePart)
  let baselines = Set(parts.map(\.baseline))
  var summary = RunSummary(
    variants: parts.flatMap(\.variants),
    baseline: baselines.count == 1 ? parts.first?.baseline : nil
  )
  let gates = run.scenario.gates
  if !gates.isEmpty { summary.gates = evaluate(gates, on: GateEvidence(run, summary)) }
  return summary
}

private func summarizePart(_ run: RunRecord) -> RunSummary {
  let baseline = baseline(of: run)
  let roster = run.scenario.roster
  return RunSummary(
    variants: run.variants.map { variant in
      summarize(variant, of: run.scenario, roster, comparedWith: baseline)
    },
    baseline: baseline?.pattern
  )
}

/// Returns what one pattern says, compared with no other.
package func summarize(_ variant: VariantRecord, of scenario: Scenario) -> VariantSummary {
  summarize(variant, of: scenario, scenario.roster, comparedWith: nil)
}

/// Returns what one pattern achieved, compared with another one if there is one.
package func summarize(
  _ variant: VariantRecord,
  of scenario: Scenario,
  _ roster: Roster,
  comparedWith baseline: VariantRecord? = nil
) -> VariantSummary {
  guard let deployment = variant.deployment else {
    return VariantSummary(
      pattern: variant.pattern,
      infeasibleReason: variant.infeasibleReason ?? "no reason was recorded",
      point: variant.point
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
    notes: notesOnSharedServices(deployment.plan, in: scenario),
    p95Differences: baseline.map {
      p95Differences(of: variant, from: $0, endpoints: roster.endpoints.count, confidence)
    } ?? [],
    point: variant.point
  )
}

private func baseline(of run: RunRecord) -> VariantRecord? {
  let built = run.variants.filter { $0.deployment != nil }
  return built.first { $0.pattern == .sharedNodes } ?? built.first
}

private func podCounts(of deployment: Deployment) -> [PlacementOutcome: Int] {
  deployment.placements.reduce(into: [:]) { $0[$1.outcome, default: 0] += 1 }
}
