package import Domain
package import ScenarioLoading

/// Sizes every pattern of a scenario; nothing is written.
///
/// The scenario `loaded` may have been changed to what the user `asked` for. `planned` is called
/// once, when there is memory enough and the search begins; `services` are those whose replicas are
/// sized before the nodes. Throws `RunError.interrupted`, `.outOfMemory` or `.invariantBroken`.
package func sizeScenario(
  _ loaded: LoadedScenario,
  as asked: Scenario,
  limits: SizingLimits,
  scaling services: [ServiceID] = [],
  toolVersion: String,
  machine: Machine,
  stop: StopFlag,
  planned: () -> Void = {},
  progressed: (SizingProgress) -> Void = { _ in }
) async throws(RunError) -> Sizing {
  var small = asked
  small.hardware = .needed(targetUtilization: 1)
  small.run.replications = limits.replications
  let memory = RunModel(RunPlan(of: small), of: loaded).memory(workers: limits.workers)
  try checkMemory(memory, on: machine)
  planned()
  let asked = try await warmedUp(asked, workers: limits.workers, stop: stop)
  var patterns: [SizedPattern] = []
  for pattern in asked.patterns {
    patterns.append(
      try await sizeHardware(
        of: asked,
        under: pattern,
        limits: limits,
        scaling: services,
        stop: stop,
        progressed: progressed
      )
    )
  }
  return Sizing(
    scenario: asked,
    limits: limits,
    scenarioDigest: loaded.scenarioDigest,
    toolVersion: toolVersion,
    patterns: patterns
  )
}

/// The scenario with its warm-up, if that is to be found: on nodes that leave some room, since what
/// the scenario has may be overloaded, and the nodes are what is asked for.
private func warmedUp(
  _ scenario: Scenario,
  workers: Int,
  stop: StopFlag
) async throws(RunError) -> Scenario {
  var roomy = scenario
  roomy.hardware = .needed(targetUtilization: 0.7)
  let (plan, _) = try await withWarmUp(RunPlan(of: roomy), workers: workers, stop: stop)
  var warmed = scenario
  warmed.run.warmUp = plan.scenario.run.warmUp
  return warmed
}

/// What sizing a scenario found, pattern by pattern.
package struct Sizing: Sendable {
  package var scenario: Scenario
  package var limits: SizingLimits
  package var scenarioDigest: String
  package var toolVersion: String
  package var patterns: [SizedPattern]

  package init(
    scenario: Scenario,
    limits: SizingLimits,
    scenarioDigest: String,
    toolVersion: String,
    patterns: [SizedPattern]
  ) {
    self.scenario = scenario
    self.limits = limits
    self.scenarioDigest = scenarioDigest
    self.toolVersion = toolVersion
    self.patterns = patterns
  }
}
