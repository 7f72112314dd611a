/// A whole run: one scenario, its patterns, every replication, and where it all came from.
package struct RunRecord: Sendable {
  /// Of a sweep, the scenario of its first point.
  package var scenario: Scenario
  package var provenance: Provenance
  /// Point by point, and at each in the order of the patterns that were asked for.
  package var variants: [VariantRecord]
  /// Empty without a sweep.
  package var points: [SweepPoint]
  /// Set if the warm-up was to be found.
  package var warmUpSearch: WarmUpSearch?

  package init(
    scenario: Scenario,
    provenance: Provenance,
    variants: [VariantRecord],
    points: [SweepPoint] = [],
    warmUpSearch: WarmUpSearch? = nil
  ) {
    self.scenario = scenario
    self.provenance = provenance
    self.variants = variants
    self.points = points
    self.warmUpSearch = warmUpSearch
  }

  /// A run of each point of the sweep, as if it had been run alone; without a sweep, the run.
  package var parts: [RunRecord] {
    guard !points.isEmpty else { return [self] }
    return points.indices.map { point in
      RunRecord(
        scenario: points[point].scenario,
        provenance: provenance,
        variants: variants.filter { $0.point == point },
        warmUpSearch: warmUpSearch
      )
    }
  }

  /// States how many replications there are, which a stopping rule decides.
  package mutating func setReplications(_ count: Int) {
    scenario.run.replications = count
    for index in points.indices { points[index].scenario.run.replications = count }
  }

  /// The label of a point; empty without a sweep.
  package func label(ofPoint point: Int) -> String {
    points.indices.contains(point) ? points[point].label : ""
  }

  /// The scenario that a variant was made of.
  package func scenario(ofPoint point: Int) -> Scenario {
    points.indices.contains(point) ? points[point].scenario : scenario
  }
}

/// One pattern of a run, at one point of its sweep.
package struct VariantRecord: Sendable {
  /// Index into the points of the run; 0 without a sweep.
  package var point: Int
  package var pattern: IsolationPattern
  /// Nil if the pattern can't be built; then `infeasibleReason` says why.
  package var deployment: Deployment?
  package var infeasibleReason: String?
  /// In the order of their numbers; empty if the pattern can't be built.
  package var replications: [ReplicationRecord]
  /// Under `hardware: fitted`, how the nodes were found.
  package var sizing: SizingRecord?

  package init(
    pattern: IsolationPattern,
    deployment: Deployment?,
    infeasibleReason: String? = nil,
    replications: [ReplicationRecord],
    point: Int = 0,
    sizing: SizingRecord? = nil
  ) {
    self.point = point
    self.pattern = pattern
    self.deployment = deployment
    self.infeasibleReason = infeasibleReason
    self.replications = replications
    self.sizing = sizing
  }
}

/// Where a run comes from.
package struct Provenance: Sendable, Equatable {
  package var toolVersion: String
  package var buildConfiguration: String
  package var scenarioPath: String
  /// SHA-256, in hex, of the scenario file and of every file it reads, in that order.
  package var scenarioDigest: String
  package var inputFiles: [InputFile]
  package var parameters: [ParameterRecord]
  /// What the user set beside the file, as `path=value`.
  package var overrides: [String]
  /// Wall-clock start and end, ISO 8601 UTC; outside every digest.
  package var startedAt: String
  package var endedAt: String
  package var host: String
  package var workers: Int

  package init(
    toolVersion: String,
    buildConfiguration: String,
    scenarioPath: String,
    scenarioDigest: String,
    inputFiles: [InputFile],
    parameters: [ParameterRecord],
    startedAt: String,
    endedAt: String,
    host: String,
    workers: Int,
    overrides: [String] = []
  ) {
    self.toolVersion = toolVersion
    self.buildConfiguration = buildConfiguration
    self.scenarioPath = scenarioPath
    self.scenarioDigest = scenarioDigest
    self.inputFiles = inputFiles
    self.parameters = parameters
    self.overrides = overrides
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.host = host
    self.workers = workers
  }
}

/// A file that a run read.
package struct InputFile: Sendable, Equatable {
  package var path: String
  package var bytes: Int
  /// Hex.
  package var sha256: String
  package var role: String

  package init(path: String, bytes: Int, sha256: String, role: String) {
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
    self.role = role
  }
}

/// A quantity that the scenario states or takes from the catalogue: where it stands, what it says,
/// and its pedigree if given.
package struct ParameterRecord: Sendable, Equatable {
  /// Path in the scenario, for example `spec.tenants[0].services[1].replicas`.
  package var path: String
  /// As written.
  package var value: String
  /// Line of the scenario file; nil of what was set beside it.
  package var line: Int?
  /// Nil where the scenario does not say.
  package var pedigree: Pedigree?
  package var source: String?

  /// What stands behind the number; nil if nothing does.
  package var unit: String? { unitBehind(value) }

  package init(path: String, value: String, line: Int?, pedigree: Pedigree?, source: String?) {
    self.path = path
    self.value = value
    self.line = line
    self.pedigree = pedigree
    self.source = source
  }
}

/// Returns what stands behind a number as written; nil if nothing does.
func unitBehind(_ value: String) -> String? {
  let unit = value.drop { $0.isNumber || $0 == "." || $0 == "-" || $0 == "+" }
  return unit.isEmpty ? nil : String(unit)
}
