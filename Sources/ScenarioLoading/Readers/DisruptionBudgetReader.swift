internal import Domain

/// How many pods must stay through voluntary disruptions.
func disruptionBudgetShape() -> Shape<DisruptionBudgetRule> {
  object("PodDisruptionBudget", "How many pods must stay when others take their place.") {
    fields in
    let name = fields.required("name", "Name of the budget.", scalar(name()))
    let selector = fields.required("selector", "The pods it is about.", selectorShape())
    let available = fields.optional(
      "minAvailable",
      "Pods that must stay, or their share.",
      quantity(podsOrPercent())
    )
    let unavailable = fields.optional(
      "maxUnavailable",
      "Pods that may be missing, or their share.",
      quantity(podsOrPercent())
    )
    fields.exactlyOne(of: "minAvailable", "maxUnavailable")
    let bound =
      available.map(DisruptionBudgetRule.Bound.minAvailable)
      ?? .maxUnavailable(unavailable ?? .pods(0))
    return DisruptionBudgetRule(name: name, selector: selector, bound: bound)
  }
}

/// Kubernetes' IntOrString: `2`, or `50%`.
private func podsOrPercent() -> Grammar<DisruptionBudgetRule.Amount> {
  Grammar(
    schema: ScalarSchema(kinds: [.integer, .string], pattern: "^[0-9]+%$"),
    standIn: .pods(0),
    parse: { text throws(GrammarProblem) in
      let isPercent = text.hasSuffix("%")
      let number = parseWholeNumber(isPercent ? String(text.dropLast()) : text)
      guard let number, number >= 0, number <= (isPercent ? 100 : 1_000_000) else {
        let accepted = "needs a number of pods such as `2`, or a share such as `50%`"
        throw GrammarProblem("\(accepted), found \(quoted(text))")
      }
      return isPercent ? .percent(number) : .pods(number)
    }
  )
}
