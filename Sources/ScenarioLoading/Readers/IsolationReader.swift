internal import Domain

/// The patterns to compare, each at most once.
func patternsShape() -> Shape<[IsolationPattern]> {
  list(of: word(of: IsolationPattern.self, standIn: .sharedNodes), atLeast: 1)
    .checked { patterns, place, reading in
      for (index, pattern) in patterns.enumerated()
      where patterns[..<index].contains(pattern) {
        reading.report("the pattern `\(pattern.rawValue)` is given twice", at: place.path[index])
      }
    }
}

/// What hardware each pattern gets.
func hardwareShape() -> Shape<HardwareRule> {
  let needed: Shape<HardwareRule> = object("NeededHardware", "The fewest nodes that fit.") {
    fields in
    .needed(
      targetUtilization: fields.required(
        "targetUtilization",
        "Largest share of a pool that pods may request.",
        quantity(number("above 0 and at most 1") { $0 > 0 && $0 <= 1 })
      )
    )
  }
  return choice(
    "Hardware",
    "What hardware each pattern gets.",
    words: [("equal", .equal), ("fitted", .fitted(FittedHardware()))],
    variants: [
      Variant("needed", "The fewest nodes that fit the pods.", needed),
      Variant("fitted", "The fewest nodes with which every objective passes.", fittedShape()),
    ],
    standIn: .equal
  )
}

private func fittedShape() -> Shape<HardwareRule> {
  object("FittedHardware", "The fewest nodes with which every objective passes.") { fields in
    .fitted(
      FittedHardware(
        mostNodes: fields.optional(
          "maxNodes",
          "The most nodes that any pool is tried with.",
          quantity(wholeNumber(1...1_000_000)),
          default: FittedHardware().mostNodes
        ),
        confidence: fields.optional(
          "confidence",
          "Confidence level of the verdicts that decide; the run's unless given.",
          quantity(number("from 0.5 to 0.9999") { (0.5...0.9999).contains($0) })
        )
      )
    )
  }
}

/// The choices that patterns B and C leave open.
func isolationShape() -> Shape<
  (nodePoolsBy: IsolationChoices.PoolKey, clustersFor: [String]?)
> {
  object("Isolation", "The choices that patterns B and C leave open.") { fields in
    let nodePoolsBy = fields.optional(
      "nodePoolsBy",
      "By what tenants share a dedicated pool under pattern B.",
      word(of: IsolationChoices.PoolKey.self, standIn: .riskTier),
      default: .riskTier
    )
    let clustersFor = fields.optional(
      "clustersFor",
      "Tenants with a cluster of their own under pattern C; all unless given.",
      list(of: scalar(name()))
    )
    return (nodePoolsBy, clustersFor)
  }
}
