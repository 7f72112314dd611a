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
    var costs = RequestScheduling.TokenCosts(
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
    costs.lift = fields.optional(
      "lift",
      "How far the counter of a flow is lifted that begins to wait.",
      word(
        [("none", .none), ("toWaiting", .toWaiting), ("toWaitingOrLast", .toWaitingOrLast)],
        standIn: costs.lift
      ),
      default: costs.lift
    )
    costs.charging = fields.optional(
      "charging",
      "When output tokens are charged.",
      outputChargingShape(),
      default: .perToken
    )
    let counted = costs.perInputToken + costs.perOutputToken
    fields.check { place, reading in
      if counted <= 0 {
        reading.report("needs an `inputWeight` or `outputWeight` above 0", at: place)
      }
    }
    return .virtualTokenCounter(costs)
  }
}

private func outputChargingShape() -> Shape<RequestScheduling.OutputCharging> {
  let average: Shape<RequestScheduling.OutputCharging> = object(
    "AverageOutput",
    "The moving average of the flow's answers."
  ) { fields in
    .average(
      window: fields.required(
        "window",
        "A finished request weighs one part in so many.",
        quantity(wholeNumber(1...1_000_000))
      )
    )
  }
  return choice(
    "OutputCharging",
    "When output tokens are charged to their flow's counter.",
    words: [("perToken", .perToken), ("expected", .expected)],
    variants: [Variant("average", "When a request joins, the flow's moving average.", average)],
    standIn: .perToken
  )
}
