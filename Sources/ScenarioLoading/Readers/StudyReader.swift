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
