package import Domain
internal import ResultsStore
internal import ScenarioLoading

/// What the user asks for beyond the scenario file.
package struct RunOptions: Sendable {
  /// The folder that gets `run.sqlite` and `tables/`.
  package var folder: String
  /// Nil takes the patterns of the scenario.
  package var patterns: [IsolationPattern]?
  /// Nil takes the number in the scenario.
  package var replications: Int?
  /// Replaces the scenario's; given with goals, or without where the scenario has some.
  package var stopping: StoppingRule?
  /// Nil takes the seed in the scenario.
  package var seed: UInt64?
  /// Replications carried out at the same time.
  package var workers: Int
  /// Replaces results that are there.
  package var force: Bool
  /// Takes over replications that an interrupted run has finished.
  package var resume: Bool
  /// What there is to run on.
  package var machine: Machine
  package var toolVersion: String
  package var buildConfiguration: String
  package var host: String
  /// Wall-clock time, ISO 8601 UTC; asked at the start and at the end.
  package var clock: @Sendable () -> String

  package init(
    folder: String,
    patterns: [IsolationPattern]? = nil,
    replications: Int? = nil,
    stopping: StoppingRule? = nil,
    seed: UInt64? = nil,
    workers: Int,
    force: Bool = false,
    resume: Bool = false,
    machine: Machine = Machine(cores: 1),
    toolVersion: String,
    buildConfiguration: String,
    host: String,
    clock: @escaping @Sendable () -> String
  ) {
    self.folder = folder
    self.patterns = patterns
    self.replications = replications
    self.stopping = stopping
    self.seed = seed
    self.workers = workers
    self.force = force
    self.resume = resume
    self.machine = machine
    self.toolVersion = toolVersion
    self.buildConfiguration = buildConfiguration
    self.host = host
    self.clock = clock
  }

  /// The scenario with what the user has overridden.
  func applied(to scenario: Scenario) -> Scenario {
    var changed = scenario
    if let patterns { changed.patterns = patterns }
    if let replications {
      changed.run.replications = replications
      changed.run.stopping = nil
    }
    if let stopping {
      changed.run.replications = stopping.most
      changed.run.stopping = stopping
    }
    if let seed { changed.run.seed = seed }
    return changed
  }

  /// What finished replications must agree on to be taken over.
  func runKey(of loaded: LoadedScenario, scenario: Scenario) -> RunKey {
    RunKey(
      scenarioDigest: loaded.scenarioDigest,
      toolVersion: toolVersion,
      settings: scenario.run,
      hardware: scenario.hardware
    )
  }

  /// Where a run comes from.
  func provenance(of loaded: LoadedScenario, startedAt: String) -> Provenance {
    Provenance(
      toolVersion: toolVersion,
      buildConfiguration: buildConfiguration,
      scenarioPath: loaded.inputFiles.first?.path ?? "",
      scenarioDigest: loaded.scenarioDigest,
      inputFiles: loaded.inputFiles,
      parameters: loaded.parameters,
      startedAt: startedAt,
      endedAt: clock(),
      host: host,
      workers: workers,
      overrides: loaded.overrides
    )
  }
}
