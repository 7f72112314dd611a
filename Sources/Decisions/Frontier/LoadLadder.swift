internal import Analysis
internal import Domain
internal import EventCore
internal import Running

/// The loads that a built pattern is put under, one after the other.
struct LoadLadder {
  let key: TrialKey
  let tenants: Set<TenantID>
  let grid: [Double]
  let precision: Double
  /// The objectives whose brackets are narrowed; nil means all.
  let objectives: [Int]?

  init(
    _ key: TrialKey,
    of tenants: Set<TenantID>,
    grid: [Double],
    precision: Double,
    objectives: [Int]? = nil
  ) {
    self.key = key
    self.tenants = tenants
    self.grid = grid
    self.precision = precision
    self.objectives = objectives
  }

  /// Tries the grid, then whatever narrows the bracket of an objective.
  func climb(with runner: TrialRunner) async throws(RunError) -> PatternFrontier {
    var outcomes: [Double: TrialOutcome] = [:]
    for factor in grid {
      outcomes[factor] = try await runner.outcome(of: key.at(factor, of: tenants))
    }
    let all = runner.scenario.objectives.indices
    for objective in objectives ?? Array(all) {
      // Each trial halves a gap; the bound only keeps a search from going on for ever.
      for _ in 0..<64 {
        guard let next = search(objective, outcomes).next(precision: precision) else { break }
        outcomes[next] = try await runner.outcome(of: key.at(next, of: tenants))
      }
    }
    return PatternFrontier(
      pattern: key.pattern,
      points: points(outcomes, runner),
      breaks: all.map { breakPoint($0, outcomes, runner) }
    )
  }

  private func search(_ objective: Int, _ outcomes: [Double: TrialOutcome]) -> BreakSearch {
    BreakSearch(
      outcomes.map { factor, outcome in
        BreakSearch.Point(factor: factor, verdict: outcome.summary.objectives[objective].verdict)
      }
    )
  }

  private func points(
    _ outcomes: [Double: TrialOutcome],
    _ runner: TrialRunner
  ) -> [FrontierPoint] {
    outcomes.sorted { $0.key < $1.key }.map { factor, outcome in
      FrontierPoint(
        factor: factor,
        requestsPerSecond: outcome.arrivalsPerSecond(of: tenants, in: runner.scenario),
        replications: outcome.replications.count,
        objectives: outcome.summary.objectives
      )
    }
  }

  private func breakPoint(
    _ objective: Int,
    _ outcomes: [Double: TrialOutcome],
    _ runner: TrialRunner
  ) -> BreakPoint {
    let search = search(objective, outcomes)
    let failing = search.firstFail.flatMap { outcomes[$0] }
    let passing = search.lastPass.flatMap { outcomes[$0] }
    return BreakPoint(
      objective: objective,
      search: search,
      binding: failing.flatMap {
        topBinding(
          on: runner.scenario.objectives[objective],
          at: $0,
          comparedWith: passing,
          in: runner.scenario
        )
      }
    )
  }
}
