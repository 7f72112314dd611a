internal import Analysis
package import Domain
package import Running

/// What advice is asked for with.
package struct AdviceOptions: Sendable {
  package var patterns: [IsolationPattern]
  package var required: RequiredPods
  /// Whether the search of tiers leaves no tenant below the tier that the scenario states.
  package var keepsTiers: Bool
  /// Most assignments of tenants to tiers that are tried.
  package var mostAssignments: Int
  /// Whose noise isolation is measured against; nil finds the noisiest.
  package var neighbour: TenantID?
  package var trials: TrialSettings

  package init(
    patterns: [IsolationPattern],
    required: RequiredPods = .admitted,
    keepsTiers: Bool = false,
    mostAssignments: Int = 60,
    neighbour: TenantID? = nil,
    trials: TrialSettings
  ) {
    self.patterns = patterns
    self.required = required
    self.keepsTiers = keepsTiers
    self.mostAssignments = mostAssignments
    self.neighbour = neighbour
    self.trials = trials
  }
}

/// Finds the cheapest pattern, and the cheapest assignment of tenants to tiers, that passes.
///
/// The plot: try every pattern; search tiers if `hybrid` is one of them; rank what passes by price;
/// work out which prices, which load and which thresholds would change the answer; measure each
/// candidate with and without its noisiest tenant.
///
/// - Throws: `RunError.interrupted`, `.invariantBroken`.
package func advise(
  _ scenario: Scenario,
  _ options: AdviceOptions,
  finished: @escaping (Int) -> Void = { _ in }
) async throws(RunError) -> Advice {
  let scenario = try await scenario.settled(for: options.patterns, options.trials)
  let runner = TrialRunner(scenario, settings: options.trials, finished: finished)
  var candidates: [Candidate] = []
  for pattern in options.patterns {
    let outcome = try await runner.outcome(of: TrialKey(pattern))
    candidates.append(Candidate(outcome, of: scenario, requiring: options.required))
  }
  var search: TierSearch.Result?
  // Nodes that were fitted are those of the stated tiers.
  if options.patterns.contains(.hybrid), !scenario.hardware.isFitted {
    let result = try await searchTiers(candidates, options, runner)
    search = result
    let key = result.tiers.map { trialKey(of: $0, in: scenario, options) }
    if let key, !key.tiers.isEmpty {
      let outcome = try await runner.outcome(of: key)
      candidates.append(Candidate(outcome, of: scenario, requiring: options.required))
    }
  }
  var advice = Advice(
    scenario: scenario,
    required: options.required,
    replications: options.trials.replications,
    maxReplications: options.trials.maxReplications,
    confidence: runner.scenario.run.confidence,
    trials: 0,
    candidates: candidates,
    passing: ranked(candidates),
    tierSearch: search,
    isolation: [],
    priceFlips: [],
    thresholdFlips: []
  )
  advice.priceFlips = priceFlips(of: advice)
  advice.thresholdFlips = thresholdFlips(of: advice, runner.scenario)
  if let winner = advice.winner {
    advice.loadFlip = try await loadFlip(of: candidates[winner], with: runner)
  }
  try await measureIsolation(&advice, options, runner)
  advice.trials = runner.count
  return advice
}

/// Those that pass, the cheapest first, of equals those that set less apart.
private func ranked(_ candidates: [Candidate]) -> [Int] {
  candidates.indices.filter { candidates[$0].verdict == .pass }.sorted { first, second in
    let keys = [first, second].map { index in
      (candidates[index].perHour ?? .zero, candidates[index].separation, index)
    }
    return keys[0] < keys[1]
  }
}

/// Tries assignments of tenants to tiers.
private func searchTiers(
  _ candidates: [Candidate],
  _ options: AdviceOptions,
  _ runner: TrialRunner
) async throws(RunError) -> TierSearch.Result {
  let scenario = runner.scenario
  let stated = scenario.tenants.map(\.riskTier)
  let pressures = candidates.lazy.map { pressure(under: $0.outcome) }
    .first { $0.count == stated.count }
  let search = TierSearch(
    floor: options.keepsTiers ? stated : stated.map { _ in .low },
    stated: stated,
    pressure: pressures ?? stated.map { _ in 0 },
    mostTrials: options.mostAssignments
  )
  let key = { (tiers: [RiskTier]) in trialKey(of: tiers, in: scenario, options) }
  return try await search.run(
    price: { tiers in
      runner.price(of: key(tiers))?.micros
    },
    attempt: { (tiers) async throws(RunError) in
      let outcome = try await runner.outcome(of: key(tiers))
      return finding(
        Candidate(outcome, of: scenario, requiring: options.required),
        options,
        scenario
      )
    }
  )
}

/// What an assignment is tried as: where it is one of the patterns, as that.
private func trialKey(
  of tiers: [RiskTier],
  in scenario: Scenario,
  _ options: AdviceOptions
) -> TrialKey {
  if tiers == scenario.tenants.map(\.riskTier) { return TrialKey(.hybrid) }
  if let same = pattern(equalTo: tiers, in: scenario), options.patterns.contains(same) {
    return TrialKey(same)
  }
  return TrialKey(.hybrid, tiers: tiers)
}

/// The pattern that an assignment comes to: all low share as under `namespaces`, all high have
/// clusters as under `clusters`.
package func pattern(equalTo tiers: [RiskTier], in scenario: Scenario) -> IsolationPattern? {
  if tiers.allSatisfy({ $0 == .low }) { return .namespaces }
  let isAlone = scenario.isolation.clustersFor == nil && tiers.allSatisfy { $0 == .high }
  return isAlone ? .clusters : nil
}

private func finding(
  _ candidate: Candidate,
  _ options: AdviceOptions,
  _ scenario: Scenario
) -> TierSearch.Finding {
  guard let deployment = candidate.outcome.deployment else { return .unbuildable }
  if candidate.verdict == .pass { return .passes }
  var missing = Set(
    candidate.openOrFailing.flatMap { scenario.objectives[$0.objective].tenants.map(\.index) }
  )
  for tenant in scenario.tenants.indices {
    let pods = MissingPods(in: deployment, of: TenantID(tenant))
    if pods.violates(options.required) { missing.insert(tenant) }
  }
  return .misses(missing)
}

private func priceFlips(of advice: Advice) -> [PriceFlip] {
  let bills = advice.passing.compactMap { index -> BillOfMachines? in
    let candidate = advice.candidates[index]
    guard let plan = candidate.outcome.deployment?.plan, let price = candidate.perHour else {
      return nil
    }
    return BillOfMachines(plan, perHour: price, in: advice.scenario)
  }
  guard let winner = bills.first, bills.count == advice.passing.count else { return [] }
  let others = Array(advice.passing.dropFirst())
  return priceFlips(of: winner, against: Array(bills.dropFirst()), in: advice.scenario).map {
    flip in
    var flip = flip
    flip.other = others[flip.other]
    return flip
  }
}

/// Of the failing candidates that would win, or of the nearest where nobody passes.
private func thresholdFlips(of advice: Advice, _ scenario: Scenario) -> [CandidateThresholds] {
  let chosen: [Int]
  if let winner = advice.winner {
    chosen = advice.candidates.indices.filter { index in
      advice.candidates[index].verdict != .pass
        && advice.candidates[index].isPreferred(to: advice.candidates[winner])
    }
  } else {
    chosen = advice.nearest.map { [$0] } ?? []
  }
  return chosen.map { index in
    let candidate = advice.candidates[index]
    let flips = thresholdFlips(of: candidate.outcome, in: scenario)
    return CandidateThresholds(
      candidate: index,
      flips: flips,
      suffices: flips.count == candidate.openOrFailing.count
        && flips.allSatisfy { $0.threshold != nil } && !candidate.missing.violates(advice.required)
    )
  }
}

private func measureIsolation(
  _ advice: inout Advice,
  _ options: AdviceOptions,
  _ runner: TrialRunner
) async throws(RunError) {
  advice.neighbour = options.neighbour
  if advice.neighbour == nil,
    let first = advice.candidates.first(where: { $0.outcome.deployment != nil })
  {
    advice.neighbour = try await noisiestNeighbour(under: first, with: runner)
  }
  for (index, candidate) in advice.candidates.enumerated() {
    let row = try await measureIsolation(
      of: candidate,
      numbered: index,
      beside: advice.neighbour,
      with: runner
    )
    if let row { advice.isolation.append(row) }
  }
}
