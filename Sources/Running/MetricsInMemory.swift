package import Analysis
package import Domain
package import ScenarioLoading

/// Simulates a scenario under some patterns and keeps its metrics alone: nothing is written.
///
/// Seeds and replications have the numbers that they have in a run, so the metrics equal those of
/// the run that `runScenario` would store.
///
/// - Throws: `RunError.interrupted`, `.invariantBroken`.
package func metricsInMemory(
  of loaded: LoadedScenario,
  patterns: [IsolationPattern]? = nil,
  replications: Int? = nil,
  seed: UInt64? = nil,
  workers: Int,
  toolVersion: String,
  stop: StopFlag = StopFlag(),
  progressed: (Progress) -> Void = { _ in }
) async throws(RunError) -> RunMetrics {
  var scenario = loaded.scenario
  if let patterns { scenario.patterns = patterns }
  if let replications { scenario.run.replications = replications }
  if let seed { scenario.run.seed = seed }
  let clock = ContinuousClock()
  let start = clock.now
  let total = scenario.patterns.count * scenario.run.replications
  var done = 0
  var metrics = RunMetrics(
    origin: RunMetrics.Origin(
      scenario,
      digest: loaded.scenarioDigest,
      toolVersion: toolVersion
    ),
    variants: [],
    values: []
  )
  for pattern in scenario.patterns {
    var trial = Trial(scenario, under: pattern)
    var count = 0
    while count < scenario.run.replications {
      count = min(scenario.run.replications, count + 2 * workers)
      try await trial.extend(to: count, workers: workers, stop: stop)
      progressed(
        Progress(done: done + count, takenOver: 0, total: total, elapsed: clock.now - start)
      )
    }
    done += count
    metrics.variants.append(
      RunMetrics.Variant(pattern: pattern, infeasibleReason: trial.infeasibleReason)
    )
    let record = trial.record
    metrics.values += metricValues(of: record, summarize(record, of: scenario), in: scenario)
  }
  return metrics
}
