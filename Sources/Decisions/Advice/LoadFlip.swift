internal import Analysis
internal import Domain
internal import Running

/// The load of all tenants together at which a candidate first fails.
package struct LoadFlip: Sendable {
  /// Index into `Scenario.objectives`; the one that breaks first, nil if none does.
  package var objective: Int?
  /// The highest load, as a factor of today's, at which it passes.
  package var pass: Double?
  package var fail: Double?
  /// The highest load tried.
  package var highest: Double
}

/// Doubles everybody's load until something fails, at most three times, and narrows the bracket.
func loadFlip(
  of candidate: Candidate,
  with runner: TrialRunner
) async throws(RunError) -> LoadFlip {
  let everybody = Set(runner.scenario.tenants.indices.map { TenantID($0) })
  var grid = [1.0]
  var failing: [Int] = []
  while failing.isEmpty, let last = grid.last, last < 8 {
    grid.append(last * 2)
    let outcome = try await runner.outcome(of: candidate.key.at(last * 2, of: everybody))
    failing = outcome.summary.objectives.filter { $0.verdict == .fail }.map(\.objective)
  }
  let ladder = LoadLadder(
    candidate.key,
    of: everybody,
    grid: grid,
    precision: 0.1,
    objectives: failing
  )
  let breaks = try await ladder.climb(with: runner).breaks
  let first = breaks.filter { $0.search.firstFail != nil }
    .min { $0.search.firstFail ?? .infinity < $1.search.firstFail ?? .infinity }
  return LoadFlip(
    objective: first?.objective,
    pass: first?.search.lastPass,
    fail: first?.search.firstFail,
    highest: grid.last ?? 1
  )
}
