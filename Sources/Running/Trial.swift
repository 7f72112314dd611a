package import Domain
internal import Simulation

/// A scenario under one pattern, simulated in memory: what decisions try out.
///
/// Replications have the numbers, and with them the random numbers, that they have in a run, so
/// that two trials of one scenario can be compared pair by pair. Nothing is written.
package struct Trial: Sendable {
  package let scenario: Scenario
  package let pattern: IsolationPattern
  /// Nil if the pattern can be built.
  package let infeasibleReason: String?
  private let variant: Variant
  private let first: Int
  private var replications: [ReplicationRecord] = []

  /// Compiles a pattern.
  ///
  /// Replications are numbered from `first`; numbers that a run does not have are fresh ones.
  package init(_ scenario: Scenario, under pattern: IsolationPattern, startingAt first: Int = 1) {
    self.first = first
    self.scenario = scenario
    self.pattern = pattern
    variant = Variant(pattern, of: scenario)
    infeasibleReason =
      switch variant {
      case .feasible: nil
      case .infeasible(_, let reason): reason
      }
  }

  /// Takes what a run has compiled.
  init(_ variant: PointVariant) {
    self.init(
      variant.scenario,
      variant.compiled,
      infeasibleReason: variant.record([]).infeasibleReason,
      startingAt: 1
    )
  }

  private init(
    _ scenario: Scenario,
    _ variant: Variant,
    infeasibleReason: String?,
    startingAt first: Int
  ) {
    self.scenario = scenario
    pattern = variant.pattern
    self.variant = variant
    self.infeasibleReason = infeasibleReason
    self.first = first
  }

  /// Returns a trial of another load on the very same clusters, nodes and pods.
  ///
  /// The scenario may differ in arrivals and confidence only: hardware that is dealt out by offered
  /// load stays as it was dealt for this trial's own.
  package func facing(_ scenario: Scenario) -> Trial {
    Trial(scenario, variant, infeasibleReason: infeasibleReason, startingAt: first)
  }

  /// The clusters, nodes and pods; nil if the pattern can't be built.
  package var deployment: Deployment? { variant.record([]).deployment }

  /// What there is so far.
  package var record: VariantRecord { variant.record(replications) }

  /// Simulates replications until there are as many as asked for.
  ///
  /// - Throws: `RunError.interrupted` if `stop` is raised, `.invariantBroken`.
  package mutating func extend(
    to count: Int,
    workers: Int,
    stop: StopFlag = StopFlag()
  ) async throws(RunError) {
    guard case .feasible(let deployment, let layout) = variant, count > replications.count
    else { return }
    let scenario = self.scenario
    let numbers = first + replications.count...first + count - 1
    let results = await inParallel(numbers, workers: workers) { number in
      Result { () throws(SimulationError) in
        try simulate(
          deployment,
          layout: layout,
          of: scenario,
          replication: number,
          isCancelled: { stop.isRaised }
        )
      }
    }
    for result in results {
      switch result {
      case .success(let record): replications.append(record)
      case .failure(.cancelled):
        throw .interrupted(signal: stop.number, finished: replications.count, total: count)
      case .failure(.invariantBroken(let what)): throw .invariantBroken(what)
      }
    }
  }
}

/// Returns what `work` makes of each number, in order, with several under way at a time.
func inParallel<Value: Sendable>(
  _ numbers: ClosedRange<Int>,
  workers: Int,
  _ work: @escaping @Sendable (Int) -> Value
) async -> [Value] {
  await withTaskGroup(of: (Int, Value).self) { group in
    var waiting = numbers[...]
    for number in waiting.prefix(workers) { group.addTask { (number, work(number)) } }
    waiting = waiting.dropFirst(workers)
    var values: [Int: Value] = [:]
    for await (number, value) in group {
      values[number] = value
      if let next = waiting.popFirst() { group.addTask { (next, work(next)) } }
    }
    return numbers.compactMap { values[$0] }
  }
}
