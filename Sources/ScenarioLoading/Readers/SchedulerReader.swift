internal import Domain
internal import EventCore

/// How the scheduler of each cluster is set up.
func schedulerShape() -> Shape<SchedulerSettings> {
  object("Scheduler", "How the scheduler of a cluster is set up.") { fields in
    let usual = SchedulerSettings()
    let settings = SchedulerSettings(
      scoring: fields.optional(
        "scoring",
        "What makes one node better than another.",
        scoringShape(),
        default: usual.scoring
      ),
      ties: fields.optional(
        "ties",
        "Which of several equally good nodes is taken.",
        word(of: TieBreaking.self, standIn: .random),
        default: usual.ties
      ),
      percentageOfNodesToScore: fields.optional(
        "percentageOfNodesToScore",
        "Share of the nodes after which the search for feasible ones stops; 0 adapts it.",
        quantity(wholeNumber(0...100)),
        default: usual.percentageOfNodesToScore
      ),
      podsPerSecond: fields.optional(
        "podsPerSecond",
        "Attempts that the scheduler makes in a second.",
        quantity(number("from 0.001 to 1000000") { (0.001...1_000_000).contains($0) }),
        default: usual.podsPerSecond
      ),
      initialBackoff: fields.optional(
        "podInitialBackoff",
        "How long a pod waits after its first failed attempt.",
        quantity(positiveDuration(to: .seconds(3600))),
        default: usual.initialBackoff
      ),
      maxBackoff: fields.optional(
        "podMaxBackoff",
        "How long it waits at most.",
        quantity(positiveDuration(to: .seconds(3600))),
        default: usual.maxBackoff
      )
    )
    fields.check { place, reading in
      guard settings.maxBackoff < settings.initialBackoff else { return }
      let first = written(settings.initialBackoff)
      let message = "must be at least `podInitialBackoff`, which is \(first)"
      reading.report(message, at: place.path["podMaxBackoff"])
    }
    return settings
  }
}

private func scoringShape() -> Shape<ScoringPolicy> {
  let words: [(String, ScoringPolicy)] = [
    ("LeastAllocated", .defaults(fit: .leastAllocated)),
    ("MostAllocated", .defaults(fit: .mostAllocated)),
  ]
  return choice(
    "Scoring",
    "What makes one node better than another.",
    words: words + GPUPlacementPolicy.allCases.map { ($0.rawValue, .placement($0)) },
    variants: [
      Variant(
        "requestedToCapacityRatio",
        "Scores by how much of a node is requested.",
        capacityRatioShape()
      )
    ],
    standIn: .defaults(fit: .leastAllocated)
  )
}

private func capacityRatioShape() -> Shape<ScoringPolicy> {
  object("RequestedToCapacityRatio", "Scores by how much of a node is requested.") { fields in
    let shape = fields.required(
      "shape",
      "Points joined by straight lines.",
      list(of: utilizationPointShape(), atLeast: 1).checked { points, place, reading in
        for (index, pair) in zip(points, points.dropFirst()).enumerated()
        where pair.1.utilizationPercent <= pair.0.utilizationPercent {
          reading.report(
            "must be above the \(pair.0.utilizationPercent) of the point before",
            at: place.path[index + 1]["utilization"]
          )
        }
      }
    )
    return .defaults(fit: .requestedToCapacityRatio(shape))
  }
}

private func utilizationPointShape() -> Shape<ScoringPolicy.UtilizationPoint> {
  object("UtilizationPoint", "A score for how much of a node is requested.") { fields in
    ScoringPolicy.UtilizationPoint(
      utilizationPercent: fields.required(
        "utilization",
        "Requested share of the node, in percent.",
        quantity(wholeNumber(0...100))
      ),
      score: fields.required("score", "Its score, from 0 to 10.", quantity(wholeNumber(0...10)))
    )
  }
}

/// Where a cluster departs from its release.
func featuresShape() -> Shape<SchedulerFeatures> {
  object("Features", "Where a cluster departs from its Kubernetes release.") { fields in
    SchedulerFeatures(
      balancedAllocationRewardsImprovement: fields.optional(
        "balancedAllocationRewardsImprovement",
        "Balance is scored by what a pod improves; by default since 1.36.",
        truth()
      ),
      imageThresholdPerContainer: fields.optional(
        "imageThresholdPerContainer",
        "Image locality is capped per container, not per pod.",
        truth()
      ),
      fitTellsUnresolvable: fields.optional(
        "fitTellsUnresolvable",
        "Nodes that are too small even when empty are no candidates for preemption.",
        truth()
      ),
      cpuWeightFormula: fields.optional(
        "cpuWeightFormula",
        "How CPU requests of pods become the weights of their cgroups.",
        word(of: CPUWeightConversion.self, standIn: .linear)
      )
    )
  }
}
