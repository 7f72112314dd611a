internal import Domain

/// In which order a replica takes the requests that wait for it.
func requestSchedulingShape() -> Shape<RequestScheduling> {
  let counter: Shape<RequestScheduling> = object("VTC", "What a token adds to its flow's counter.")
  {
    fields in
    func weight(_ name: String, _ summary: String, default usual: Double) -> Double {
      let number = number("from 0 to 1,000,000") { (0...1_000_000).contains($0) }
      return fields.optional(name, summary, quantity(number), default: usual)
    }
    return .virtualTokenCounter(
      RequestScheduling.TokenCosts(
        perInputToken: weight("inputWeight", "What an input token counts.", default: 1),
        perOutputToken: weight("outputWeight", "What an output token counts.", default: 2),
        isWeighted: fields.optional(
          "weighted",
          "Whether counters are divided by the tenants' weights.",
          truth(),
          default: false
        )
      )
    )
  }
  return choice(
    "RequestScheduler",
    "Which waiting request a replica takes next.",
    words: [
      ("fcfs", .firstComeFirstServed), ("priority", .priority), ("weightedFair", .weightedFair),
    ],
    variants: [Variant("vtc", "The flow with the smallest virtual token counter.", counter)],
    standIn: .firstComeFirstServed
  )
}
