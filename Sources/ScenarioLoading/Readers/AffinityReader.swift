internal import Domain

/// Which nodes, and which pods' company, a pod wants.
func affinityShape() -> Shape<(nodes: NodeAffinity, pods: PodAffinity)> {
  object("Affinity", "Which nodes, and which pods' company, the pods want.") { fields in
    let nodes = fields.optional(
      "nodeAffinity",
      "Nodes that the pods need or prefer.",
      nodeAffinityShape(),
      default: NodeAffinity()
    )
    let near = fields.optional(
      "podAffinity",
      "Pods to be near to.",
      podTermsShape("PodAffinity", "Pods to be near to."),
      default: ([], [])
    )
    let away = fields.optional(
      "podAntiAffinity",
      "Pods to be kept away from.",
      podTermsShape("PodAntiAffinity", "Pods to be kept away from."),
      default: ([], [])
    )
    let pods = PodAffinity(
      required: near.required,
      preferred: near.preferred,
      requiredAnti: away.required,
      preferredAnti: away.preferred
    )
    return (nodes, pods)
  }
}

private let requiredField = "requiredDuringSchedulingIgnoredDuringExecution"
private let preferredField = "preferredDuringSchedulingIgnoredDuringExecution"

// MARK: Nodes

private func nodeAffinityShape() -> Shape<NodeAffinity> {
  object("NodeAffinity", "Nodes that the pods need or prefer.") { fields in
    NodeAffinity(
      required: fields.optional(
        requiredField,
        "Nodes that will do.",
        nodeSelectorShape(),
        default: []
      ),
      preferred: fields.optional(
        preferredField,
        "Nodes that are better.",
        list(of: preferredNodesShape()),
        default: []
      )
    )
  }
}

private func nodeSelectorShape() -> Shape<[[LabelRequirement]]> {
  object("NodeSelector", "Nodes that will do: all that meet one of the terms.") { fields in
    fields.required(
      "nodeSelectorTerms",
      "A node must meet at least one.",
      list(of: nodeTermShape(), atLeast: 1)
    )
  }
}

private func preferredNodesShape() -> Shape<NodeAffinity.Preference> {
  object("PreferredSchedulingTerm", "Nodes that are better, and by how much.") { fields in
    NodeAffinity.Preference(
      weight: fields.weight(),
      requirements: fields.required("preference", "The nodes.", nodeTermShape())
    )
  }
}

/// Kubernetes takes an empty term for one that no node meets; here it is an error.
private func nodeTermShape() -> Shape<[LabelRequirement]> {
  object("NodeSelectorTerm", "Conditions on a node's labels, all of which must hold.") { fields in
    fields.required(
      "matchExpressions",
      "The conditions.",
      list(of: requirementShape(.node), atLeast: 1)
    )
  }
}

// MARK: Pods

private func podTermsShape(
  _ name: String,
  _ summary: String
) -> Shape<(required: [PodAffinity.Term], preferred: [PodAffinity.Preference])> {
  object(name, summary) { fields in
    let required = fields.optional(
      requiredField,
      "As a rule.",
      list(of: podTermShape()),
      default: []
    )
    let preferred = fields.optional(
      preferredField,
      "If possible.",
      list(of: weightedPodTermShape()),
      default: []
    )
    return (required, preferred)
  }
}

private func weightedPodTermShape() -> Shape<PodAffinity.Preference> {
  object("WeightedPodAffinityTerm", "Pods, and what their company counts.") { fields in
    PodAffinity.Preference(
      weight: fields.weight(),
      term: fields.required("podAffinityTerm", "The pods.", podTermShape())
    )
  }
}

private func podTermShape() -> Shape<PodAffinity.Term> {
  object("PodAffinityTerm", "Pods that match, on nodes alike in one label.") { fields in
    PodAffinity.Term(
      topologyKey: fields.required(
        "topologyKey",
        "Nodes with one value of this label are one place.",
        scalar(qualifiedName())
      ),
      selector: fields.optional("labelSelector", "The pods; none unless given.", selectorShape()),
      namespaces: fields.optional(
        "namespaces",
        "Tenants whose pods are meant; the pod's own unless given.",
        list(of: scalar(name())),
        default: []
      )
    )
  }
}

extension Fields {
  fileprivate mutating func weight() -> Int {
    required("weight", "What it counts, from 1 to 100.", quantity(wholeNumber(1...100)))
  }
}
