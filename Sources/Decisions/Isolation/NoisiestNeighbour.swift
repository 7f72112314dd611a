internal import Analysis
internal import Domain
internal import Running
internal import Statistics

/// The tenant whose silence would help another one most, measured under one candidate.
///
/// Only the heaviest few are tried: each costs a trial.
func noisiestNeighbour(
  under candidate: Candidate,
  with runner: TrialRunner
) async throws(RunError) -> TenantID? {
  let scenario = runner.scenario
  guard scenario.tenants.count > 1 else { return nil }
  let heaviest = pressure(under: candidate.outcome).enumerated()
    .sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }
    .prefix(4).map { TenantID($0.offset) }
  var noisiest: (tenant: TenantID, slowdown: Double)?
  for tenant in heaviest {
    let alone = try await runner.outcome(of: candidate.key.without([tenant]))
    let worst = slowdowns(of: candidate.outcome, against: alone, sparing: tenant, scenario)
      .map(\.estimate.value).max()
    if let worst, worst > noisiest?.slowdown ?? 0 { noisiest = (tenant, worst) }
  }
  return noisiest?.tenant
}

/// What each tenant's requests and use cost of the machines: how much it takes of them.
func pressure(under outcome: TrialOutcome) -> [Double] {
  outcome.summary.costs?.tenants.map { Double($0.usage.micros) } ?? []
}
