internal import Analysis
internal import Domain

private typealias W = SchemaWords

/// How a metric differs between a pattern and the baseline.
func comparisonSchema() -> JSONValue {
  W.object(
    "A paired difference from the baseline.",
    subject + [
      ("difference", W.orNull(W.estimate("The metric less that of the baseline."))),
      ("p_value", W.orNull(W.number("Two-sided, of this difference alone."))),
      ("adjusted_p_value", W.orNull(W.number("Corrected for all of the metric (Holm)."))),
      ("is_significant", W.truth("Whether it is more than chance after the correction.")),
    ]
  )
}

/// What a stopping rule has come to.
func precisionSchema() -> JSONValue {
  let goal = W.object(
    "A goal, for one subject under one pattern.",
    subject + [
      ("value", W.orNull(W.number("The metric, in its unit."))),
      ("half_width", W.orNull(W.number("Half-width of its interval."))),
      ("allowed_half_width", W.orNull(W.number("The half-width asked for."))),
      ("state", W.word("Whether it is reached.", of: PrecisionReport.Progress.State.self)),
    ]
  )
  return W.object(
    "Why replications ended.",
    [
      ("reason", W.word("Why, for the whole run.", of: PrecisionReport.Reason.self)),
      ("replications", W.integer("How many there are.")),
      ("least_replications", W.integer("The fewest that were asked for.")),
      ("most_replications", W.integer("The most that were allowed.")),
      ("text", W.text("The same in a sentence.")),
      ("goals", W.list("How near the goals are.", of: goal)),
    ]
  )
}

/// How a warm-up was found.
func warmUpSearchSchema() -> JSONValue {
  let finding = W.object(
    "What the series of one endpoint shows.",
    [
      ("point", W.text("The point of the sweep; empty without one.")),
      ("pattern", W.word("The isolation pattern.", of: IsolationPattern.self)),
      ("endpoint", W.text("tenant/service/endpoint.")),
      ("truncation_s", W.orNull(W.number("Until when it differs; null without steady state."))),
    ]
  )
  return W.object(
    "How the warm-up was found.",
    [
      ("method", W.text("mser-5.")),
      ("warm_up_s", W.number("What the run uses.")),
      ("has_steady_state", W.truth("Whether every series settles.")),
      ("changing_loads", W.list("Endpoints whose load is meant to change.", of: W.text("One."))),
      ("findings", W.list("One per pattern and endpoint.", of: finding)),
    ]
  )
}

private let subject: [(String, JSONValue)] = [
  ("metric", W.word("The metric.", of: Metric.self)),
  ("point", W.text("The point of the sweep; empty without one.")),
  ("pattern", W.word("The isolation pattern.", of: IsolationPattern.self)),
  ("subject", W.text("tenant/service/endpoint, an objective, a tenant, or empty.")),
  ("unit", W.word("Unit of the numbers.", of: Metric.Unit.self)),
]
