package import Domain
package import ScenarioLoading

/// What the fragmentation suite is asked to do.
package struct FGDOptions: Sendable {
  /// The folder with the trace, or the one that holds its folder.
  package var folder: String
  /// Names of workloads, such as `default`; nil takes those with published results.
  package var workloads: [String]?
  package var policies: [GPUPlacementPolicy]
  package var seeds: [UInt64]
  package var ties: TieBreaking
  package var workers: Int

  package init(
    folder: String,
    workloads: [String]? = nil,
    policies: [GPUPlacementPolicy] = GPUPlacementPolicy.allCases,
    seeds: [UInt64] = Array(42...51),
    ties: TieBreaking = .nameOrder,
    workers: Int = 1
  ) {
    self.folder = folder
    self.workloads = workloads
    self.policies = policies
    self.seeds = seeds
    self.ties = ties
    self.workers = workers
  }
}

/// Why the suite has nothing to report.
package enum FGDFailure: Error {
  /// A file is missing or may not be read; says what is needed.
  case missing(String)
  /// Files hold something else than they should.
  case unreadable([Diagnostic])
  case interrupted(finished: Int, total: Int)
}

/// Replays the openb trace under placement policies and holds the means to the published ones.
///
/// - Parameters:
///   - options: what to replay.
///   - isStopped: asked often and from every worker.
///   - progressed: told how many of how many replays are done.
/// - Returns: our means beside the published ones, the same for any number of workers.
/// - Throws: what is missing, can't be read, or that it was stopped.
package func runFGDSuite(
  _ options: FGDOptions,
  isStopped: @escaping @Sendable () -> Bool = { false },
  progressed: (_ done: Int, _ total: Int) -> Void = { _, _ in }
) async throws(FGDFailure) -> SuiteReport {
  let inputs = try readOpenb(options)
  let replays = inputs.workloads.flatMap { workload in
    options.policies.flatMap { policy in
      options.seeds.map { seed in
        Replay(workload: workload, policy: policy, ties: options.ties, seed: seed)
      }
    }
  }
  let results = try await carryOut(
    replays,
    workers: options.workers,
    isStopped: isStopped,
    progressed: progressed
  )
  return report(of: zip(replays, results).map { FGDResult(replay: $0, figures: $1) }, inputs)
}

/// What one replay came to.
struct FGDResult {
  var replay: Replay
  /// In the order of `FGDMeasure.all`.
  var figures: [Double?]
}

/// Carries out replays, several at a time; who does which makes no difference.
private func carryOut(
  _ replays: [Replay],
  workers: Int,
  isStopped: @escaping @Sendable () -> Bool,
  progressed: (_ done: Int, _ total: Int) -> Void
) async throws(FGDFailure) -> [[Double?]] {
  var results: [[Double?]?] = Array(repeating: nil, count: replays.count)
  var done = 0
  progressed(0, replays.count)
  await withTaskGroup(of: (Int, [Double?]?).self) { group in
    var waiting = replays.indices[...]
    for index in waiting.prefix(workers) {
      group.addTask { (index, replays[index].run(isStopped: isStopped)) }
    }
    waiting = waiting.dropFirst(workers)
    while let (finished, figures) = await group.next() {
      guard let figures, !isStopped() else { continue }
      results[finished] = figures
      done += 1
      progressed(done, replays.count)
      if let index = waiting.popFirst() {
        group.addTask { (index, replays[index].run(isStopped: isStopped)) }
      }
    }
  }
  guard done == replays.count else {
    throw .interrupted(finished: done, total: replays.count)
  }
  return results.map { $0 ?? [] }
}
