internal import Domain
internal import EventCore

/// How long and how often to simulate.
func runShape() -> Shape<RunSettings> {
  object("Run", "How long and how often the scenario is simulated.") { fields in
    let length = fields.required(
      "duration",
      "Simulated time of one replication, warm-up included.",
      quantity(positiveDuration())
    )
    let warmUp = fields.optional(
      "warmup",
      "Requests that arrive earlier are served but not measured; `auto` finds it by MSER-5.",
      quantity(duration().orAuto),
      default: .zero
    )
    var settings = RunSettings(duration: length, warmUp: warmUp ?? .zero)
    settings.findsWarmUp = warmUp == nil
    readReplications(&fields, into: &settings)
    settings.seed = fields.optional(
      "seed",
      "Names the random numbers.",
      quantity(seed()),
      default: 1
    )
    settings.confidence = fields.optional(
      "confidence",
      "Confidence level of every interval.",
      quantity(number("from 0.5 to 0.9999") { (0.5...0.9999).contains($0) }),
      default: 0.95
    )
    return settings
  }
}

private func readReplications(_ fields: inout Fields, into settings: inout RunSettings) {
  let replications = fields.optional(
    "replications",
    "Independent repetitions; `auto` goes on until the `precision` asked for is reached.",
    quantity(wholeNumber(1...10_000).orAuto),
    default: 10
  )
  let stopping = fields.optional(
    "precision",
    "How well which numbers are to be known; for `replications: auto`.",
    stoppingShape()
  )
  settings.isAntithetic = fields.optional(
    "antithetic",
    "Replications come in pairs, the second with the mirrored random numbers of the first.",
    truth(),
    default: false
  )
  settings.replications = replications ?? stopping?.most ?? 10
  settings.stopping = replications == nil ? stopping : nil
  fields.check { place, reading in
    if replications == nil, stopping == nil {
      let message = "`replications: auto` needs a `precision` to reach"
      let help = "for example `precision: {metric: p95, halfWidth: 5%}`"
      reading.report(message, at: place.path["replications"], help: help)
    }
    if replications != nil, stopping != nil {
      let message = "a `precision` needs `replications: auto`"
      reading.report(message, at: place.path["precision"])
    }
  }
}

extension Grammar {
  /// The grammar with `auto` beside its values; nil stands for it.
  var orAuto: Grammar<Value?> {
    var schema = schema
    if !schema.kinds.contains(.string) { schema.kinds.append(.string) }
    schema.pattern = schema.pattern.map { "^auto$|\($0)" } ?? "^auto$"
    return Grammar<Value?>(
      schema: schema,
      standIn: standIn,
      isNumber: isNumber,
      parse: { text throws(GrammarProblem) in
        if text == "auto" { return nil }
        do throws(GrammarProblem) {
          return try parse(text)
        } catch {
          let help = didYouMean(text, among: ["auto"]) ?? error.help
          throw GrammarProblem("\(error.message); `auto` is accepted too", help: help)
        }
      }
    )
  }
}
