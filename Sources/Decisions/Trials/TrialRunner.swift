internal import Analysis
package import Domain
package import Running

/// How trials are carried out.
package struct TrialSettings: Sendable {
  /// Replications at the same time.
  package var workers: Int
  /// Replications of a trial whose verdicts are clear.
  package var replications: Int
  /// Most replications of one whose verdicts are not.
  package var maxReplications: Int
  package var stop: StopFlag

  package init(
    workers: Int,
    replications: Int,
    maxReplications: Int,
    stop: StopFlag = StopFlag()
  ) {
    self.workers = workers
    self.replications = replications
    self.maxReplications = max(replications, maxReplications)
    self.stop = stop
  }

  /// The numbers of replications at which verdicts are looked at, each at most twice the last.
  package var looks: [Int] {
    var looks = [replications]
    while let last = looks.last, last < maxReplications {
      looks.append(min(maxReplications, last * 2))
    }
    return looks
  }
}

extension Scenario {
  /// What all trials of some patterns begin from: warm-up and hardware that are to be found are.
  func settled(
    for patterns: [IsolationPattern],
    _ settings: TrialSettings
  ) async throws(RunError) -> Scenario {
    var asked = self
    asked.patterns = patterns
    return try await Running.settled(asked, workers: settings.workers, stop: settings.stop)
  }
}

/// Carries out trials of one scenario, each once.
///
/// Used by one task at a time. Trials whose verdicts are open get more replications. Who looks
/// several times and stops at the first clear answer errs more often than at a single look; each
/// look is therefore taken at the confidence 1 − (1 − c) ÷ looks, so that all together keep c
/// (Bonferroni).
package final class TrialRunner {
  package let scenario: Scenario
  package let settings: TrialSettings
  /// Told how many trials are done.
  private let finished: (Int) -> Void
  private var outcomes: [TrialKey: TrialOutcome] = [:]
  /// Deployments are built once, whatever load they meet.
  private var builds: [TrialKey: Trial] = [:]
  private var prices: [TrialKey: Money?] = [:]
  private let roster: Roster
  /// The first trial that could be carried out.
  private var reference: TrialOutcome?

  package init(
    _ scenario: Scenario,
    settings: TrialSettings,
    finished: @escaping (Int) -> Void = { _ in }
  ) {
    var single = scenario
    let looks = Double(settings.looks.count)
    single.run.confidence = 1 - (1 - scenario.run.confidence) / looks
    self.scenario = single
    self.settings = settings
    self.finished = finished
    roster = scenario.roster
  }

  /// How many trials have been carried out.
  package var count: Int { outcomes.count }

  /// Builds a pattern without simulating it.
  package func build(_ key: TrialKey) -> Trial {
    let key = key.built
    if let known = builds[key] { return known }
    let trial = Trial(scenario.withTiers(key.tiers), under: key.pattern)
    builds[key] = trial
    return trial
  }

  /// What nodes and clusters cost for one hour; nil if the pattern can't be built.
  ///
  /// Keeps no more than the price: a search asks for that of many that it never simulates.
  package func price(of key: TrialKey) -> Money? {
    let key = key.built
    if let known = prices[key] { return known }
    let trial = builds[key] ?? Trial(scenario.withTiers(key.tiers), under: key.pattern)
    let price = trial.deployment.map { assetCost(of: $0.plan, in: scenario) }
    prices[key] = .some(price)
    return price
  }

  /// Simulates what is asked for, or remembers it.
  ///
  /// - Throws: `RunError.interrupted`, `.invariantBroken`.
  package func outcome(of key: TrialKey) async throws(RunError) -> TrialOutcome {
    if let known = outcomes[key] { return known }
    let base = build(key)
    var load = base.scenario.scaled(by: key.factor, tenants: key.scaledTenants)
    if key.restsBatch { load = load.withoutBatch(of: key.scaledTenants) }
    var trial = base.facing(load)
    var outcome = describe(trial, key)
    if base.infeasibleReason == nil {
      for look in settings.looks {
        try await trial.extend(to: look, workers: settings.workers, stop: settings.stop)
        outcome = describe(trial, key)
        guard outcome.isOpen else { break }
      }
      try checkOthersAreUntouched(outcome)
    }
    outcomes[key] = outcome
    finished(outcomes.count)
    return outcome
  }

  private func describe(_ trial: Trial, _ key: TrialKey) -> TrialOutcome {
    let record = trial.record
    return TrialOutcome(
      key: key,
      deployment: record.deployment,
      summary: summarize(record, of: trial.scenario),
      replications: record.replications.map(\.withoutDetails)
    )
  }

  /// INV-9 between trials: whatever is scaled, the requests of everybody else stay the same.
  private func checkOthersAreUntouched(_ outcome: TrialOutcome) throws(RunError) {
    guard let reference else {
      reference = outcome
      return
    }
    let scaled = outcome.key.scaledTenants.union(reference.key.scaledTenants)
    for (record, expected) in zip(outcome.replications, reference.replications) {
      for (index, entry) in roster.endpoints.enumerated() where !scaled.contains(entry.tenant) {
        let digests = [record, expected].map { $0.endpoints[index].workloadDigest }
        guard digests[0] != digests[1] else { continue }
        throw .invariantBroken(
          "INV-9: in replication \(record.replication) of \(outcome.key.pattern.rawValue) at load "
            + "× \(outcome.key.factor), \(entry.label) saw another workload"
        )
      }
    }
  }
}
