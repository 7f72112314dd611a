package import Domain
internal import Statistics

/// Returns what a run says, with intervals, from its records alone.
package func summarize(_ run: RunRecord) -> RunSummary {
  let baseline = baseline(of: run)
  let roster = run.scenario.roster
  var summary = RunSummary(
    variants: run.variants.map { variant in
      summarize(variant, of: run.scenario, roster, comparedWith: baseline)
    },
    baseline: baseline?.pattern
  )
  addIsolationPrices(to: &summary, of: run, comparedWith: baseline)
  let gates = run.scenario.gates
  if !gates.isEmpty { summary.gates = evaluate(gates, on: GateEvidence(run, summary)) }
  return summary
}

/// States what each pattern costs more than the baseline, and what for.
private func addIsolationPrices(
  to summary: inout RunSummary,
  of run: RunRecord,
  comparedWith baseline: VariantRecord?
) {
  guard let baseline,
    let cost = summary.variants.first(where: { $0.pattern == baseline.pattern })?.costs?.assetCost
  else { return }
  for (index, variant) in run.variants.enumerated() {
    guard let own = summary.variants[index].costs?.assetCost else { continue }
    summary.variants[index].isolationPrice = isolationPrice(
      of: variant,
      own,
      from: baseline,
      cost,
      in: run.scenario
    )
  }
}

/// Returns what one pattern says, compared with no other.
package func summarize(_ variant: VariantRecord, of scenario: Scenario) -> VariantSummary {
  summarize(variant, of: scenario, scenario.roster, comparedWith: nil)
}

private func summarize(
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
    notes: notesOnSharedServices(deployment.plan, in: scenario),
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
