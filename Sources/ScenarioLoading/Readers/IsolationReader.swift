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
    words: [("equal", .equal)],
    variants: [Variant("needed", "The fewest nodes that fit the pods.", needed)],
    standIn: .equal
  )
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
