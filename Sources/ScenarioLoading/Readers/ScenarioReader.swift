internal import Domain
internal import EventCore

/// What a scenario file says, before names are resolved to tenants and endpoints.
struct WrittenScenario {
  /// Complete but for what the other fields hold.
  var scenario: Scenario
  var clustersFor: [String]?
  var objectives: [WrittenObjective]
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
    _ = fields.optional("labels", "Labels for people and their tools.", labels())
    return (name, description)
  }
}

/// Labels, and selectors of labels.
func labels() -> Shape<[String: String]> {
  map(
    to: scalar(prose(atMost: 63)),
    keyPattern: qualifiedNamePattern,
    checkKey: qualifiedNameProblem
  )
}

private func specShape() -> Shape<WrittenScenario> {
  object("Spec", "The question: who, on what, for how long, held to what.") { fields in
    let study = fields.optional(
      "study",
      "Why the question is asked.",
      studyShape(),
      default: Study()
    )
    let run = fields.required("run", "How long and how often to simulate.", runShape())
    let patterns = fields.optional(
      "patterns",
      "The isolation patterns to compare; all five unless given.",
      patternsShape(),
      default: IsolationPattern.allCases
    )
    let hardware = fields.optional(
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
    let cluster = fields.optional(
      "cluster",
      "What every Kubernetes cluster has.",
      clusterShape(),
      default: ClusterTemplate()
    )
    let nodePools = fields.required("capacity", "The machines.", capacityShape())
    let priorityClasses = fields.optional(
      "priorityClasses",
      "Named scheduling priorities.",
      list(of: priorityClassShape()),
      default: []
    )
    let tenants = fields.required(
      "tenants",
      "The clients of the platform.",
      list(of: tenantShape(), atLeast: 1)
    )
    let objectives = fields.optional(
      "slos",
      "Service-level objectives, in OpenSLO's words.",
      list(of: objectiveShape()),
      default: []
    )
    let costs = fields.optional(
      "costs",
      "Prices beyond the nodes, and who pays for what is shared.",
      costsShape(),
      default: CostRules()
    )
    return WrittenScenario(
      scenario: Scenario(
        name: "",
        study: study,
        run: run,
        patterns: patterns,
        hardware: hardware,
        isolation: IsolationChoices(nodePoolsBy: isolation.nodePoolsBy),
        cluster: cluster,
        nodePools: nodePools,
        priorityClasses: priorityClasses,
        tenants: tenants,
        costs: costs
      ),
      clustersFor: isolation.clustersFor,
      objectives: objectives.flatMap { $0 }
    )
  }
}
