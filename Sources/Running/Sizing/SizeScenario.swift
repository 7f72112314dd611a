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
