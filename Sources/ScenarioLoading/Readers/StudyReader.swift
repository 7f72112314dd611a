internal import Domain
internal import EventCore

/// Why the question is asked.
func studyShape() -> Shape<Study> {
  object("Study", "Why the question is asked, for the reader of the evidence.") { fields in
    Study(
      purpose: fields.optional("purpose", "The question.", scalar(prose()), default: ""),
      decisionOwner: fields.optional(
        "decisionOwner",
        "Who decides on the answer.",
        scalar(prose()),
        default: ""
      ),
      assumptions: fields.optional(
        "assumptions",
        "What is taken as given.",
        list(of: assumptionShape()),
        default: []
      )
    )
  }
}

private func assumptionShape() -> Shape<Assumption> {
  object("Assumption", "Something taken as given, and where it comes from.") { fields in
    Assumption(
      id: fields.required("id", "Short label, for example A1.", scalar(prose(atMost: 63))),
      text: fields.required("text", "The assumption.", scalar(prose())),
      pedigree: fields.optional(
        "pedigree",
        "Where it comes from.",
        word(of: Pedigree.self, standIn: .assumed),
        default: .assumed
      )
    )
  }
}

/// How long and how often to simulate.
func runShape() -> Shape<RunSettings> {
  object("Run", "How long and how often the scenario is simulated.") { fields in
    RunSettings(
      duration: fields.required(
        "duration",
        "Simulated time of one replication, warm-up included.",
        quantity(positiveDuration())
      ),
      warmUp: fields.optional(
        "warmup",
        "Requests that arrive earlier are served but not measured.",
        quantity(duration()),
        default: .zero
      ),
      replications: fields.optional(
        "replications",
        "Independent repetitions.",
        quantity(wholeNumber(1...10_000)),
        default: 10
      ),
      seed: fields.optional("seed", "Names the random numbers.", quantity(seed()), default: 1),
      confidence: fields.optional(
        "confidence",
        "Confidence level of every interval.",
        quantity(number("from 0.5 to 0.9999") { (0.5...0.9999).contains($0) }),
        default: 0.95
      )
    )
  }
}
