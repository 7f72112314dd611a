internal import Domain

/// The order in which a replica takes the requests that wait for it.
func requestSchedulingShape() -> Shape<RequestScheduling> {
  choice(
    "RequestScheduler",
    "The order in which a replica takes the requests that wait.",
    words: [
      ("fcfs", .firstComeFirstServed),
      ("priority", .priority),
      ("weightedFair", .weightedFair),
      ("vtc", .virtualTokenCounter(RequestScheduling.TokenCosts())),
    ],
    variants: [
      Variant("vtc", "Least virtual tokens first.", tokenCostsShape())
    ],
    standIn: .firstComeFirstServed
  )
}

private func tokenCostsShape() -> Shape<RequestScheduling> {
  object("VirtualTokenCounter", "What a token adds to its flow's counter.") { fields in
    let weight = number("from 0 to 1000000") { (0...1_000_000).contains($0) }
    let costs = RequestScheduling.TokenCosts(
      perInputToken: fields.optional(
        "inputWeight",
        "What an input token adds.",
        quantity(weight),
        default: 1
      ),
      perOutputToken: fields.optional(
        "outputWeight",
        "What an output token adds.",
        quantity(weight),
        default: 2
      ),
      isWeighted: fields.optional(
        "weighted",
        "Whether a counter is divided by its tenant's weight.",
        truth(),
        default: false
      )
    )
    fields.check { place, reading in
      if costs.perInputToken + costs.perOutputToken <= 0 {
        reading.report("needs an `inputWeight` or `outputWeight` above 0", at: place)
      }
    }
    return .virtualTokenCounter(costs)
  }
}
