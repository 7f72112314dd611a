internal import Domain

/// How evenly pods must be spread.
func spreadShape() -> Shape<[TopologySpreadConstraint]> {
  list(of: constraintShape()).checked { constraints, place, reading in
    for (index, constraint) in constraints.enumerated() {
      let isKnown = constraints[..<index].contains {
        $0.topologyKey == constraint.topologyKey
          && $0.whenUnsatisfiable == constraint.whenUnsatisfiable
      }
      guard isKnown else { continue }
      let message = "another constraint has this `topologyKey` and `whenUnsatisfiable` already"
      reading.report(message, at: place.path[index]["topologyKey"])
    }
  }
}

private func constraintShape() -> Shape<TopologySpreadConstraint> {
  let policies = word(of: TopologySpreadConstraint.NodeInclusion.self, standIn: .honor)
  return object("TopologySpreadConstraint", "How evenly the pods must be spread.") { fields in
    let constraint = TopologySpreadConstraint(
      maxSkew: fields.required(
        "maxSkew",
        "Most pods that one place may have beyond another.",
        quantity(wholeNumber(1...1_000_000))
      ),
      topologyKey: fields.required(
        "topologyKey",
        "Nodes with one value of this label are one place.",
        scalar(qualifiedName())
      ),
      whenUnsatisfiable: fields.required(
        "whenUnsatisfiable",
        "Whether a pod waits, or is placed all the same.",
        word(of: TopologySpreadConstraint.WhenUnsatisfiable.self, standIn: .doNotSchedule)
      ),
      selector: fields.optional("labelSelector", "The pods that are counted.", selectorShape()),
      minDomains: fields.optional(
        "minDomains",
        "With fewer places than this, one without pods is taken to exist.",
        quantity(wholeNumber(1...1_000_000))
      ),
      nodeAffinityPolicy: fields.optional(
        "nodeAffinityPolicy",
        "Whether nodes that the pod's affinity rules out are left aside.",
        policies,
        default: .honor
      ),
      nodeTaintsPolicy: fields.optional(
        "nodeTaintsPolicy",
        "Whether nodes with taints that the pod doesn't tolerate are left aside.",
        policies,
        default: .ignore
      )
    )
    fields.check { place, reading in
      guard constraint.minDomains != nil, constraint.whenUnsatisfiable == .scheduleAnyway
      else { return }
      let message = "`minDomains` needs `whenUnsatisfiable: DoNotSchedule`"
      reading.report(message, at: place.path["minDomains"])
    }
    return constraint
  }
}
