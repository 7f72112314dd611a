internal import Statistics

/// What the theory suite is asked to do.
package struct TheoryOptions: Sendable {
  package var seed: UInt64
  /// Shorter runs, wider intervals.
  package var isQuick: Bool
  package var workers: Int

  package init(seed: UInt64 = 1, isQuick: Bool = false, workers: Int = 1) {
    self.seed = seed
    self.isQuick = isQuick
    self.workers = workers
  }
}

/// Holds the simulation, and networks of queues on its own foundations, to closed forms.
///
/// The verdict is on all comparisons together: each prediction must lie in an interval of such a
/// confidence that a faultless program fails one run in a hundred (Bonferroni).
///
/// - Throws: `TheoryFailure`, or that an invariant of the simulation does not hold.
package func theorySuite(_ options: TheoryOptions) async throws -> SuiteReport {
  let effort: TheoryEffort = options.isQuick ? .quick : .full
  let cases = scenarioCases(effort) + networkCases(effort)
  let samples = try await observe(cases, effort, options)
  let comparisons = cases.reduce(0) { $0 + $1.figures.count }
  let confidence = 1 - TheoryComparison.riskOfAll / Double(comparisons)
  let compared = zip(cases, samples).flatMap { theoryCase, samples in
    theoryCase.figures.enumerated().map { index, figure in
      TheoryComparison(
        theoryCase,
        figure,
        observed: Estimate.mean(of: samples.map { $0[index] }, confidence: confidence)
      )
    }
  }
  return report(on: compared, effort, confidence: confidence)
}

/// Watches every case in every replication; who does which makes no difference.
private func observe(
  _ cases: [TheoryCase],
  _ effort: TheoryEffort,
  _ options: TheoryOptions
) async throws -> [[[Double]]] {
  let numbers = 1...effort.replications
  // The highest loads take longest, so they come first.
  let order = cases.indices.sorted { cases[$0].load > cases[$1].load }
  var waiting = order.flatMap { index in numbers.map { (index, $0) } }[...]
  var samples = cases.map { _ in [[Double]](repeating: [], count: effort.replications) }
  try await withThrowingTaskGroup(of: (Int, Int, [Double]).self) { group in
    func start() {
      guard let (index, number) = waiting.popFirst() else { return }
      group.addTask {
        // A seed of its own for every case, or they would all share their luck.
        let seed = options.seed &+ UInt64(index) &* 1_000_003
        return (index, number, try cases[index].observe(seed, number))
      }
    }
    for _ in 0..<max(1, options.workers) { start() }
    while let (index, number, figures) = try await group.next() {
      samples[index][number - 1] = figures
      start()
    }
  }
  return samples
}
