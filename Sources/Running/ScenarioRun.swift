package import Analysis
package import Domain
package import ResultsStore
package import ScenarioLoading

/// Runs a scenario under every pattern asked for and leaves its results in a folder.
///
/// The plot: see that nothing is in the way of the results, compile each pattern at each point of
/// the sweep, see that there is memory enough, make sure the results can be written, find the
/// warm-up and the hardware if they are to be found, take over what an earlier, interrupted run has
/// finished, simulate the rest on all workers, round by round if a precision is to be reached,
/// check that every pattern saw the same workload, summarize, write.
///
/// - Parameters:
///   - loaded: the scenario, as loaded.
///   - options: what the user asked for beyond the scenario.
///   - stop: asked often; once raised, the run ends and what it has finished is kept.
///   - observer: told of what a user wants to know while waiting.
/// - Returns: the records and what they say.
/// - Throws: `RunError`.
package func runScenario(
  _ loaded: LoadedScenario,
  options: RunOptions,
  stop: StopFlag,
  observer: RunObserver
) async throws(RunError) -> FinishedRun {
  let startedAt = options.clock()
  let folder = ResultsFolder(path: options.folder)
  try RunError.wrap { () throws(ResultsError) in
    if let obstacle = folder.obstacle(force: options.force, resume: options.resume) {
      throw obstacle
    }
  }
  let asked = RunPlan(loaded, options)
  let memory = RunModel(asked, of: loaded).memory(workers: options.workers)
  try checkMemory(memory, on: options.machine)
  observer.planned()
  let lock = try RunError.wrap { () throws(ResultsError) in
    try folder.checkBeforeRun(force: options.force, resume: options.resume)
  }
  defer { withExtendedLifetime(lock) {} }
  let (plan, search) = try await asked.settled(
    workers: options.workers,
    stop: stop,
    sized: observer.sized
  )
  let pool = ReplicationPool(loaded, options: options, stop: stop, plan, folder)
  let replications = try await pool.run(takingOver: options.resume, observer: observer)
  try checkCommonRandomNumbers(plan.variants, replications)
  var run = RunRecord(
    scenario: plan.scenario,
    provenance: options.provenance(of: loaded, startedAt: startedAt),
    variants: zip(plan.variants, replications).map { $0.record($1) },
    points: plan.points,
    warmUpSearch: search
  )
  run.setReplications(replications.map(\.count).max() ?? 0)
  let summary = summarize(run)
  try checkMoney(summary)
  let digest = try RunError.wrap { () throws(ResultsError) in
    try writeResults(run, summary, to: folder, force: options.force)
  }
  return FinishedRun(run: run, summary: summary, folder: folder, digest: digest)
}

/// A run that is done, and where its results are.
package struct FinishedRun: Sendable {
  package var run: RunRecord
  package var summary: RunSummary
  package var folder: ResultsFolder

  /// The identity of the results: SHA-256 in hex, the same on every machine and worker count.
  package var digest: String
}

/// What a user wants to know while a run is under way; called from one task at a time.
package struct RunObserver {
  /// Called once, when all is planned and before anything is written.
  package var planned: () -> Void
  /// Called while hardware is searched for, before the run itself.
  package var sized: (SizingProgress) -> Void
  package var progressed: (Progress) -> Void
  /// A file of an interrupted run that could not be taken over, and why.
  package var skipped: (String) -> Void

  package init(
    planned: @escaping () -> Void = {},
    sized: @escaping (SizingProgress) -> Void = { _ in },
    progressed: @escaping (Progress) -> Void,
    skipped: @escaping (String) -> Void
  ) {
    self.planned = planned
    self.sized = sized
    self.progressed = progressed
    self.skipped = skipped
  }
}
