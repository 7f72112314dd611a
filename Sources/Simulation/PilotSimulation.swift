package import Domain
internal import EventCore

/// Carries out one replication from the first instant on and returns how response times went.
///
/// Nothing else is kept of it. Arguments and errors are those of `simulate`.
package func simulatePilot(
  _ deployment: Deployment,
  layout: DeviceLayout,
  of scenario: Scenario,
  replication: Int,
  isCancelled: () -> Bool = { false }
) throws(SimulationError) -> ResponseSeries {
  var simulation = ClusterSimulation(
    deployment,
    layout: layout,
    scenario: scenario,
    replication: replication,
    tieBreak: .firstSetFirst
  )
  let series = ResponseSeries(
    endpoints: scenario.roster.endpoints.count,
    over: scenario.run.duration
  )
  simulation.recorder.series = series
  try simulation.run(isCancelled: isCancelled)
  simulation.finish()
  try simulation.checkConservation()
  return simulation.recorder.series ?? series
}
