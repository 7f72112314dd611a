internal import Analysis
internal import Domain

private typealias W = SchemaWords

/// The form of what `gate --format json` writes.
func gateSchema() -> JSONValue {
  let root = W.object(
    "What the gates of a run found.",
    [
      ("version", W.version(gateJSONVersion)),
      ("scenario", W.text("Name of the scenario that was run.")),
      ("file", W.orNull(W.text("The file in which the gates stand."))),
      ("fails_on_inconclusive", W.truth("Whether what is inconclusive counts as failed.")),
      ("gates", gateReportSchema()),
      ("notes", W.list("How the gates were evaluated.", of: W.text("A sentence."))),
    ]
  )
  return W.document("Bulkhead gates", version: gateJSONVersion, root)
}

/// The part that a run's summary holds too.
func gateReportSchema() -> JSONValue {
  let omission = W.object(
    "A gate that names patterns that were not run.",
    [
      ("gate", W.text("Its name.")),
      ("patterns", W.list("Those patterns.", of: pattern("A pattern."))),
    ]
  )
  let problem = W.object(
    "A gate that asks for what the run does not have: an error, never a pass.",
    [
      ("gate", W.text("Its name.")), ("message", W.text("What is missing.")),
      ("line", W.orNull(W.integer("Its line in the scenario file."))),
      ("column", W.orNull(W.integer("Its column on that line."))),
    ]
  )
  return W.object(
    "What the gates found.",
    [
      ("verdict", W.orNull(W.word("The worst; null if none was evaluated.", of: Verdict.self))),
      ("pass_count", W.integer("Results that pass.")),
      ("fail_count", W.integer("Results that fail.")),
      ("inconclusive_count", W.integer("Results that decide nothing.")),
      ("results", W.list("One per gate, pattern and subject.", of: resultSchema())),
      ("not_evaluated", W.list("Gates this run says nothing about.", of: omission)),
      ("problems", W.list("Gates that could not be checked.", of: problem)),
    ]
  )
}

private func resultSchema() -> JSONValue {
  let unit = "Unit of `observed` and `margin`; `currency` is that of the scenario."
  return W.object(
    "One gate for one subject under one pattern.",
    [
      ("gate", W.text("The gate's name.")),
      ("line", W.orNull(W.integer("Its line in the scenario file."))),
      ("column", W.orNull(W.integer("Its column on that line."))),
      ("pattern", pattern("The isolation pattern.")),
      ("point", W.text("The point of the sweep; empty without a sweep.")),
      ("subject", W.text("Endpoint, objective or tenant; empty for a whole pattern.")),
      ("metric", W.orNull(W.word("What was measured.", of: Metric.self))),
      ("unit", W.orNull(W.word(unit, of: Metric.Unit.self))),
      ("limit", W.text("What is allowed, with its unit.")),
      ("observed", W.orNull(W.estimate("What was measured."))),
      ("confidence_ratio", W.orNull(W.number("Confidence level of the interval."))),
      ("margin", W.orNull(W.estimate("Room that the limit leaves; negative beyond it."))),
      ("n", W.integer("Requests, minutes, pods or replications looked at.")),
      ("needed", W.orNull(W.integer("How many are needed, where there are too few."))),
      ("verdict", W.word("Decided on a confidence bound.", of: Verdict.self)),
      ("reason", W.text("Which bound decided, or what is missing.")),
    ]
  )
}

private func pattern(_ description: String) -> JSONValue {
  W.word(description, of: IsolationPattern.self)
}
