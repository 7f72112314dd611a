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
    enforcement: totals(of: variant.replications),
    podCounts: podCounts(of: deployment),
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

/// What bound, summed over replications, in the order of first appearance.
///
/// Pods are placed once per pattern, so every replication repeats their refusals; they are taken
/// from one replication only.
private func totals(of replications: [ReplicationRecord]) -> [EnforcementRecord] {
  struct Key: Hashable {
    var rule: EnforcementRule
    var tenant: TenantID
    var subject: String
  }
  var totals: [EnforcementRecord] = []
  var places: [Key: Int] = [:]
  for record in replications.flatMap(\.enforcement) {
    let key = Key(rule: record.rule, tenant: record.tenant, subject: record.subject)
    guard let place = places[key] else {
      places[key] = totals.count
      totals.append(record)
      continue
    }
    guard !record.rule.refusesPods else { continue }
    totals[place].count += record.count
    totals[place].boundSeconds += record.boundSeconds
  }
  return totals
}

extension EnforcementRule {
  fileprivate var refusesPods: Bool {
    switch self {
    case .resourceQuota, .limitRange, .scheduling: true
    case .rateLimit, .queueCapacity, .cpuLimit, .cpuShare, .gpuShare: false
    }
  }
}
