internal import Domain
internal import EventCore

/// What services and batch workloads say of their pods beyond resources, in Kubernetes' words.
extension Fields {
  mutating func podTerms() -> PodTerms {
    let rules = podRules()
    let priorityClass = optional(
      "priorityClass",
      "Name of a priority class; the tenant's unless given.",
      scalar(name())
    )
    let startsAt = optional(
      "startsAt",
      "When the pods are created, from the beginning of the run.",
      quantity(duration()),
      default: .zero
    )
    let endsAt = optional(
      "endsAt",
      "When the pods are deleted; they stay unless given.",
      quantity(positiveDuration())
    )
    check { place, reading in
      guard let endsAt, endsAt <= startsAt else { return }
      let start = written(startsAt)
      reading.report("must be later than `startsAt`, which is \(start)", at: place.path["endsAt"])
    }
    return PodTerms(
      rules: rules,
      priorityClass: priorityClass,
      startsAt: SimTime.start + startsAt,
      endsAt: endsAt.map { SimTime.start + $0 }
    )
  }

  private mutating func podRules() -> SchedulingRules {
    let affinity = optional(
      "affinity",
      "Which nodes, and which pods' company, the pods want.",
      affinityShape(),
      default: (NodeAffinity(), PodAffinity())
    )
    return SchedulingRules(
      labels: optional("labels", "Labels of the pods.", podLabels(), default: [:]),
      nodeAffinity: affinity.nodes,
      podAffinity: affinity.pods,
      topologySpread: optional(
        "topologySpreadConstraints",
        "How evenly the pods must be spread; an empty list also ends the built-in spreading.",
        spreadShape()
      ),
      images: optional(
        "images",
        "Images of the pods' containers, by name.",
        list(of: scalar(imageName())),
        default: []
      ),
      mayPreempt: optional(
        "preemptionPolicy",
        "Whether the pods may take the place of others of lower priority.",
        word([("PreemptLowerPriority", true), ("Never", false)], standIn: true),
        default: true
      )
    )
  }
}

/// Labels of pods; two of them are not the user's to give.
private func podLabels() -> Shape<[String: String]> {
  labels().checked { labels, place, reading in
    for key in [SchedulingRules.workloadLabel, SchedulingRules.tenantLabel]
    where labels[key] != nil {
      reading.report("every pod has the label \(quoted(key)) already", at: place.path[key])
    }
  }
}

/// The name of an image, as a registry would take it.
func imageName() -> Grammar<String> {
  Grammar(
    schema: ScalarSchema(kinds: [.string], pattern: "^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}$"),
    standIn: "",
    parse: { text throws(GrammarProblem) in
      let bytes = Array(text.utf8)
      let isImage =
        (1...255).contains(bytes.count) && isAlphanumeric(bytes[0])
        && bytes.allSatisfy { isAlphanumeric($0) || "._:/@-".utf8.contains($0) }
      guard isImage else {
        let example = "registry.example/models/chat:3"
        throw GrammarProblem("needs an image such as `\(example)`, found \(quoted(text))")
      }
      return text
    }
  )
}
