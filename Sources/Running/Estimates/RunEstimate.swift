package import Domain
package import ResultsStore
package import ScenarioLoading

/// What a run would do, take and write, without doing it.
package struct RunEstimate: Sendable {
  /// One pattern of the run, at one point of its sweep.
  package struct Pattern: Sendable {
    /// The label of the point; empty without a sweep.
    package var point: String
    package var pattern: IsolationPattern
    /// Why it can't be built; it is not simulated then.
    package var infeasibleReason: String?
    /// Pods that run, of all that there are.
    package var runningPods: Int
    package var pods: Int
    /// Mean number of each in one replication.
    package var requests: Double
    package var events: Double
  }

  /// Of a sweep, that of its first point.
  package var scenario: Scenario
  /// How many points the sweep has; 0 without one.
  package var points: Int
  /// Point by point.
  package var patterns: [Pattern]
  /// Replications carried out at the same time.
  package var workers: Int
  /// Finished replications of an interrupted run, which are not carried out again.
  package var takenOver: Int
  package var memory: MemoryEstimate
  package var machine: Machine
  package var calibration: Calibration
  /// From the first replication to the last table.
  package var seconds: Double
  /// Rows that the tables would have together.
  package var rows: Double
  package var folder: ResultsFolder
  /// Why the run would not start.
  package var obstacle: RunError?

  /// Whether the run would begin, and simulate something.
  package var canStart: Bool {
    obstacle == nil && patterns.contains { $0.infeasibleReason == nil }
  }

  /// Requests of all patterns and replications.
  package var totalRequests: Double { replications(of: \.requests) }
  /// Events of all patterns and replications.
  package var totalEvents: Double { replications(of: \.events) }

  private func replications(of count: (Pattern) -> Double) -> Double {
    patterns.filter { $0.infeasibleReason == nil }.reduce(0) { $0 + count($1) }
      * Double(scenario.run.replications)
  }
}

/// Estimates a run: compiles and places every pattern, counts, and simulates a fraction of a second
/// to see how fast this machine is; writes nothing.
///
/// Hardware that is to be fitted is not searched for; the fewest nodes that fit the pods stand in
/// for it. Requests are those that the rates lead to expect, so a run meets a few per cent more or
/// fewer.
package func estimateRun(_ loaded: LoadedScenario, options: RunOptions) -> RunEstimate {
  let plan = RunPlan(loaded, options)
  let folder = ResultsFolder(path: options.folder)
  let model = RunModel(plan, of: loaded)
  let memory = model.memory(workers: options.workers)
  var estimate = RunEstimate(
    scenario: plan.scenario,
    points: plan.points.count,
    patterns: [],
    workers: options.workers,
    takenOver: 0,
    memory: memory,
    machine: options.machine,
    calibration: calibration(of: plan.variants, model, options.machine),
    seconds: 0,
    rows: 0,
    folder: folder,
    obstacle: nil
  )
  estimate.patterns = plan.variants.map { variant in
    let label = plan.points.isEmpty ? "" : plan.points[variant.point].label
    return pattern(variant, label, model.models[variant.point].traffic, estimate.calibration)
  }
  do {
    let pool = ReplicationPool(loaded, options: options, plan, folder)
    estimate.takenOver = try pool.foreseen(resume: options.resume, force: options.force)
    try checkMemory(memory, on: options.machine)
  } catch {
    estimate.obstacle = error
  }
  estimate.rows = model.rows
  estimate.seconds = seconds(estimate)
  return estimate
}

/// A run that needs more memory than there is would be killed half-way, or take others with it.
func checkMemory(_ estimate: MemoryEstimate, on machine: Machine) throws(RunError) {
  guard let memory = machine.memory, estimate.peak > memory.bytes else { return }
  throw .outOfMemory(estimate, memory)
}

/// Measures if there is something to simulate, and if that can't take much memory itself.
private func calibration(
  of variants: [PointVariant],
  _ model: RunModel,
  _ machine: Machine
) -> Calibration {
  let most = min(512 << 20, (machine.memory?.bytes ?? .max) / 4)
  for variant in variants {
    let model = model.models[variant.point]
    guard case .feasible(let deployment, let layout) = variant.compiled,
      model.state(of: deployment) < most
    else { continue }
    return calibrate(deployment, layout, of: variant.scenario, model.traffic)
  }
  return .typical(endpoints: model.models[0].roster.endpoints.count, model.models[0].traffic)
}

private func pattern(
  _ variant: PointVariant,
  _ point: String,
  _ traffic: ExpectedTraffic,
  _ calibration: Calibration
) -> RunEstimate.Pattern {
  var pattern = RunEstimate.Pattern(
    point: point,
    pattern: variant.pattern,
    infeasibleReason: nil,
    runningPods: 0,
    pods: 0,
    requests: traffic.totalRequests,
    events: traffic.totalRequests * calibration.eventsPerRequest + traffic.clockEvents
  )
  switch variant.compiled {
  case .infeasible(_, let reason):
    pattern.infeasibleReason = reason
    (pattern.requests, pattern.events) = (0, 0)
  case .feasible(let deployment, _):
    pattern.pods = deployment.placements.count
    pattern.runningPods = deployment.placements.count { $0.outcome == .running }
  }
  return pattern
}

/// Simulating on as many cores as there are and are asked for, then writing on one.
private func seconds(_ estimate: RunEstimate) -> Double {
  let calibration = estimate.calibration
  let built = estimate.patterns.count { $0.infeasibleReason == nil }
  let units = built * estimate.scenario.run.replications
  guard units > 0 else { return 0 }
  let left = Double(max(0, units - estimate.takenOver))
  let perUnit =
    estimate.totalEvents / Double(units) * calibration.secondsPerEvent
    + calibration.secondsPerReplication
  let lanes = max(1, min(estimate.workers, estimate.machine.cores, units))
  return (left / Double(lanes)).rounded(.up) * perUnit + estimate.rows * RunEstimate.secondsPerRow
}

extension RunEstimate {
  /// Measured: SQLite, CSV and digest of a row.
  fileprivate static let secondsPerRow = 6e-6
}
