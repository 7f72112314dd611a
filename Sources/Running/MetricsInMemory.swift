package import Analysis
package import Domain
package import ScenarioLoading

/// Simulates a scenario under some patterns, at every point of its sweep, and keeps its metrics
/// alone: nothing is written.
///
/// Seeds and replications have the numbers that they have in a run, and a warm-up, hardware and
/// replications that are to be found are found as in a run, so the metrics equal those of the run
/// that `runScenario` would store.
///
/// - Throws: `RunError.interrupted`, `.invariantBroken`.
package func metricsInMemory(
  of loaded: LoadedScenario,
  patterns: [IsolationPattern]? = nil,
  replications: Int? = nil,
  stopping: StoppingRule? = nil,
  seed: UInt64? = nil,
  workers: Int,
  toolVersion: String,
  stop: StopFlag = StopFlag(),
  progressed: (Progress) -> Void = { _ in }
) async throws(RunError) -> RunMetrics {
  let asked = RunPlan(loaded) { scenario in
    var scenario = scenario
    if let patterns { scenario.patterns = patterns }
    if let replications {
      scenario.run.replications = replications
      scenario.run.stopping = nil
    }
    if let stopping {
      scenario.run.replications = stopping.most
      scenario.run.stopping = stopping
    }
    if let seed { scenario.run.seed = seed }
    return scenario
  }
  let plan = try await asked.settled(workers: workers, stop: stop).plan
  let run = try await TrialRun(plan, workers: workers, stop: stop).finished(progressed)
  var metrics = RunMetrics(run, summarize(run))
  metrics.origin.scenarioDigest = loaded.scenarioDigest
  metrics.origin.toolVersion = toolVersion
  return metrics
}

/// A run whose replications stay in memory.
private struct TrialRun {
  private let plan: RunPlan
  private let workers: Int
  private let stop: StopFlag
  private var trials: [Trial]
  private let start = ContinuousClock.now

  init(_ plan: RunPlan, workers: Int, stop: StopFlag) {
    self.plan = plan
    self.workers = workers
    self.stop = stop
    trials = plan.variants.map { Trial($0) }
  }

  /// Goes on round by round until there are enough replications.
  consuming func finished(
    _ progressed: (Progress) -> Void
  ) async throws(RunError) -> RunRecord {
    let settings = plan.scenario.run
    var count = min(settings.stopping?.least ?? .max, settings.replications)
    while true {
      try await extend(to: count, progressed)
      guard settings.stopping != nil,
        let next = summarize(record(count)).precision?.next(inPairs: settings.isAntithetic)
      else { return record(count) }
      count = next
    }
  }

  private mutating func extend(
    to count: Int,
    _ progressed: (Progress) -> Void
  ) async throws(RunError) {
    let total = trials.count * count
    for index in trials.indices {
      var reached = 0
      while reached < count {
        reached = min(count, reached + 2 * workers)
        try await trials[index].extend(to: reached, workers: workers, stop: stop)
        progressed(
          Progress(
            done: index * count + reached,
            takenOver: 0,
            total: total,
            elapsed: ContinuousClock.now - start
          )
        )
      }
    }
  }

  private func record(_ count: Int) -> RunRecord {
    var run = RunRecord(
      scenario: plan.scenario,
      provenance: .none,
      variants: zip(plan.variants, trials).map { $0.record($1.record.replications) },
      points: plan.points
    )
    run.setReplications(count)
    return run
  }
}
