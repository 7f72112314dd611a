package import Analysis
package import Domain

/// Which pods must run for a pattern to count as one that does its job.
package enum RequiredPods: String, CaseIterable, Sendable {
  /// Those that no quota, limit range or queue refused: a refusal is the scenario's own rule at
  /// work, a pod that finds no room is not.
  case admitted
  case all
  case none
}

/// Pods that do not run.
package struct MissingPods: Sendable, Equatable {
  /// By a quota, a limit range or a queue.
  package var refused = 0
  /// Without room on a node, or unable to start.
  package var pending = 0

  package init(refused: Int = 0, pending: Int = 0) {
    self.refused = refused
    self.pending = pending
  }

  /// Whether any is missing that is required.
  package func violates(_ required: RequiredPods) -> Bool {
    switch required {
    case .admitted: pending > 0
    case .all: pending + refused > 0
    case .none: false
    }
  }
}

/// A pattern, perhaps with tiers of its own, and how it did.
package struct Candidate: Sendable {
  package var outcome: TrialOutcome
  /// Of the scenario, or those that a search found.
  package var tiers: [RiskTier]
  /// Pass needs every objective to pass and every required pod to run.
  package var verdict: Verdict
  package var missing: MissingPods
  /// Nodes and overhead for one hour; nil if it can't be built.
  package var perHour: Money?

  package var key: TrialKey { outcome.key }
  package var pattern: IsolationPattern { outcome.key.pattern }
  /// Whether its tiers were searched for rather than stated.
  package var isSearched: Bool { !outcome.key.tiers.isEmpty }
  package var perMonth: Money? { perHour.map { $0 * CostSummary.hoursPerMonth } }

  /// The objectives that are not shown to pass.
  package var openOrFailing: [ObjectiveSummary] {
    outcome.summary.objectives.filter { $0.verdict != .pass }
  }

  package init(_ outcome: TrialOutcome, of scenario: Scenario, requiring required: RequiredPods) {
    self.outcome = outcome
    let stated = scenario.tenants.map(\.riskTier)
    tiers = outcome.key.tiers.isEmpty ? stated : outcome.key.tiers
    perHour = outcome.summary.costs?.assetCost
    missing = outcome.deployment.map { MissingPods(in: $0, of: nil) } ?? MissingPods()
    let verdicts = outcome.summary.objectives.map(\.verdict)
    if outcome.deployment == nil || missing.violates(required) || verdicts.contains(.fail) {
      verdict = .fail
    } else {
      verdict = verdicts.contains(.inconclusive) ? .inconclusive : .pass
    }
  }

  /// How much is set apart: ties in price go to whoever sets less apart.
  var separation: Int {
    switch pattern {
    case .sharedNodes: 0
    case .namespaces: 1
    case .nodePools: 2 + (outcome.deployment?.poolCount ?? 0)
    case .hybrid: 2 + tiers.reduce(0) { $0 + $1.rank }
    case .clusters: 2 + 2 * tiers.count
    }
  }
}

extension MissingPods {
  /// Counts the pods of a tenant, or of all.
  init(in deployment: Deployment, of tenant: TenantID?) {
    self.init()
    for (pod, placement) in zip(deployment.plan.pods, deployment.placements)
    where tenant == nil || pod.tenant == tenant {
      guard PlacementOutcome.neverRun.contains(placement.outcome) else { continue }
      let isPending = placement.outcome == .unschedulable || placement.outcome == .failedToStart
      if isPending { pending += 1 } else { refused += 1 }
    }
  }
}

extension RiskTier {
  /// From 0, the least isolated.
  package var rank: Int {
    switch self {
    case .low: 0
    case .medium: 1
    case .high: 2
    }
  }
}
