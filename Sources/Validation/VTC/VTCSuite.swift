/// Replays the measured runs of the VTC study and holds every tenant's latencies to what was
/// measured.
///
/// Step times come from the study's offline profile, times one speed factor that is fitted on one
/// run, FCFS `overload`. Everything else is predicted from arrivals, lengths and tenants.
///
/// - Throws: what is missing or can't be read.
package func vtcSuite(folder: String) throws(MeasurementsFailure) -> SuiteReport {
  let inputs = try readVTC(folder)
  var engine = VTCEngine(steps: inputs.steps, poolTokens: 10_000)
  guard let fitted = inputs.runs.first(where: isFitted), let scheduler = known(fitted) else {
    throw .missing("the suite fits its speed on FCFS `overload`, which is not among the runs")
  }
  engine.speedFactor = speedFactor(of: engine, on: fitted, scheduler)
  var cells: [VTCCell] = []
  var skipped: [VTCRun] = []
  for run in inputs.runs {
    guard let scheduler = known(run) else {
      skipped.append(run)
      continue
    }
    let outcomes = engine.replay(run, scheduler: scheduler)
    cells += VTCCell.cells(of: run, outcomes, isFitted: isFitted(run))
  }
  return vtcReport(cells, skipped: skipped, inputs: inputs, engine: engine)
}

/// Whether a run is the one that the speed is fitted on.
private func isFitted(_ run: VTCRun) -> Bool {
  run.scheduler == "FCFS" && run.scenario == "overload" && run.number == 0
}

/// The scheduler of a run; nil if we don't know it, or not the hardware it ran on.
private func known(_ run: VTCRun) -> VTCScheduler? {
  // Setting S4 is Llama-13b on an A100, of which there is no profile.
  run.scenario.contains("-s4") ? nil : VTCScheduler(named: run.scheduler)
}

/// The factor at which the mean latency over all requests is the measured one, by bisection.
private func speedFactor(
  of engine: VTCEngine,
  on run: VTCRun,
  _ scheduler: VTCScheduler
) -> Double {
  var engine = engine
  let measured = run.requests.compactMap { $0.measured?.whole }.reduce(0, +)
  var bounds = (low: 0.25, high: 4.0)
  for _ in 0..<24 {
    engine.speedFactor = (bounds.low + bounds.high) / 2
    let outcomes = engine.replay(run, scheduler: scheduler)
    let predicted = outcomes.compactMap { $0?.whole }.reduce(0, +)
    if predicted > measured {
      bounds.high = engine.speedFactor
    } else {
      bounds.low = engine.speedFactor
    }
  }
  return (bounds.low + bounds.high) / 2
}
