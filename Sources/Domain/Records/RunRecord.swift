/// A whole run: one scenario, its patterns, every replication, and where it all came from.
package struct RunRecord: Sendable {
  package var scenario: Scenario
  package var provenance: Provenance
  /// In the order of the patterns that were asked for.
  package var variants: [VariantRecord]

  package init(scenario: Scenario, provenance: Provenance, variants: [VariantRecord]) {
    self.scenario = scenario
    self.provenance = provenance
    self.variants = variants
  }
}

/// One pattern of a run.
package struct VariantRecord: Sendable {
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
    sizing: SizingRecord? = nil
  ) {
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
    workers: Int
  ) {
    self.toolVersion = toolVersion
    self.buildConfiguration = buildConfiguration
    self.scenarioPath = scenarioPath
    self.scenarioDigest = scenarioDigest
    self.inputFiles = inputFiles
    self.parameters = parameters
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
  package var line: Int
  /// Nil where the scenario does not say.
  package var pedigree: Pedigree?
  package var source: String?

  /// What stands behind the number; nil if nothing does.
  package var unit: String? {
    let unit = value.drop { $0.isNumber || $0 == "." || $0 == "-" || $0 == "+" }
    return unit.isEmpty ? nil : String(unit)
  }

  package init(path: String, value: String, line: Int, pedigree: Pedigree?, source: String?) {
    self.path = path
    self.value = value
    self.line = line
    self.pedigree = pedigree
    self.source = source
  }
}
