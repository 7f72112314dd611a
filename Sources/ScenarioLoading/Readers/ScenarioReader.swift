internal import Domain
internal import EventCore

/// What a scenario file says, before names are resolved to tenants and endpoints.
struct WrittenScenario {
  /// Complete but for what the other fields hold.
  var scenario: Scenario
  var clustersFor: [String]?
  /// The tenants of each of the cluster's overrides.
  var overrideTenants: [[String]]
  var objectives: [WrittenObjective]
  var gates: [WrittenGate]
}

/// The shape of a whole scenario file: the one description of what is accepted.
func scenarioShape() -> Shape<WrittenScenario> {
  object("Scenario", "A capacity question: tenants, their services, and the hardware.") { fields in
    fields.required("apiVersion", "The version of this format.", apiVersion())
    fields.required("kind", "Always `Scenario`.", word([("Scenario", ())], standIn: ()))
    let metadata = fields.required("metadata", "Name and description.", metadataShape())
    var written = fields.required("spec", "The question itself.", specShape())
    written.scenario.name = metadata.name
    written.scenario.description = metadata.description
    return written
  }
}

private func apiVersion() -> Shape<Void> {
  word([("bulkhead/v1alpha1", ())], standIn: ())
}

private func metadataShape() -> Shape<(name: String, description: String)> {
  object("Metadata", "What the scenario is called.") { fields in
    let name = fields.required(
      "name",
      "Name of the scenario and of its folder of results.",
      scalar(name())
    )
    let description = fields.optional(
      "description",
      "One sentence for readers.",
      scalar(prose()),
      default: ""
    )
    // Labels are for people and their tools; no result depends on them.
    _ = fields.optional(
      "labels",
      "Labels for people and their tools.",
      labels(scalar(prose(atMost: 63)))
    )
    return (name, description)
  }
}

/// Labels, and selectors of labels.
func labels() -> Shape<[String: String]> { labels(scalar(labelValue())) }

private func labels(_ value: Shape<String>) -> Shape<[String: String]> {
  map(
    to: value,
    keyPattern: qualifiedNamePattern,
    checkKey: qualifiedNameProblem
  )
}

private func specShape() -> Shape<WrittenScenario> {
  object("Spec", "The question: who, on what, for how long, held to what.") { fields in
    var scenario = readSettings(&fields)
    let clustersFor = readIsolation(&fields, into: &scenario)
    let cluster = fields.optional(
      "cluster",
      "What every Kubernetes cluster has.",
      clusterShape(),
      default: WrittenCluster()
    )
    scenario.cluster = cluster.template
    scenario.nodePools = fields.required("capacity", "The machines.", capacityShape())
    scenario.priorityClasses = fields.optional(
      "priorityClasses",
      "Named scheduling priorities.",
      list(of: priorityClassShape()),
      default: []
    )
    scenario.sharedServices = fields.optional(
      "sharedServices",
      "Services of the platform for tenants to use.",
      list(of: sharedServiceShape()),
      default: []
    )
    scenario.tenants = fields.required(
      "tenants",
      "The clients of the platform.",
      list(of: tenantShape(), atLeast: 1)
    )
    readCohorts(&fields, into: &scenario)
    let objectives = fields.optional(
      "slos",
      "Service-level objectives, in OpenSLO's words.",
      list(of: objectiveShape()),
      default: []
    )
    scenario.costs = fields.optional(
      "costs",
      "Prices beyond the nodes, and who pays for what is shared.",
      costsShape(),
      default: CostRules()
    )
    return WrittenScenario(
      scenario: scenario,
      clustersFor: clustersFor,
      overrideTenants: cluster.overrideTenants,
      objectives: objectives.flatMap { $0 },
      gates: readGates(&fields)
    )
  }
}

/// Reads what CI holds the run to.
private func readGates(_ fields: inout Fields) -> [WrittenGate] {
  fields.optional(
    "gates",
    "Conditions on the run that decide about its exit code.",
    list(of: gateShape()),
    default: []
  )
}

/// Reads who lends quota to whom.
private func readCohorts(_ fields: inout Fields, into scenario: inout Scenario) {
  scenario.cohorts = fields.optional(
    "cohorts",
    "What tenants' queues may belong to.",
    list(of: cohortShape()),
    default: []
  )
  scenario.sharesFairly = fields.optional(
    "fairSharing",
    "Whether cohorts share what is borrowed by weight.",
    truth(),
    default: false
  )
}

/// Reads why and how long, into a scenario that has nothing else yet.
private func readSettings(_ fields: inout Fields) -> Scenario {
  let study = fields.optional("study", "Why it is asked.", studyShape(), default: Study())
  let run = fields.required("run", "How long and how often to simulate.", runShape())
  return Scenario(name: "", study: study, run: run, nodePools: [], tenants: [])
}

/// Reads how tenants are kept apart; returns the names of those with clusters of their own.
private func readIsolation(_ fields: inout Fields, into scenario: inout Scenario) -> [String]? {
  scenario.patterns = fields.optional(
    "patterns",
    "The isolation patterns to compare; all five unless given.",
    patternsShape(),
    default: IsolationPattern.allCases
  )
  scenario.hardware = fields.optional(
    "hardware",
    "What hardware each pattern gets.",
    hardwareShape(),
    default: .equal
  )
  let isolation = fields.optional(
    "isolation",
    "The choices that patterns B and C leave open.",
    isolationShape(),
    default: (nodePoolsBy: .riskTier, clustersFor: nil)
  )
  scenario.isolation = IsolationChoices(nodePoolsBy: isolation.nodePoolsBy)
  return isolation.clustersFor
}
