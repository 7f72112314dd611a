internal import Analysis
internal import Domain

private typealias W = SchemaWords

/// One objective under one pattern.
func objectiveSchema() -> JSONValue {
  W.object("One objective under one pattern.", promise + counts + budget + verdict)
}

private let promise: [(String, JSONValue)] = [
  ("objective", W.text("Its name.")),
  ("tenant", W.orNull(W.text("To whom it is promised; null if to several."))),
  ("tenants", W.list("Whose requests it counts.", of: W.text("A name."))),
  ("endpoints", W.list("Whose requests it covers.", of: W.text("A label."))),
  ("metric", W.word("What makes a request good.", of: ObjectiveMetric.self)),
  ("threshold_ms", W.orNull(W.number("A request is good up to this; null for availability."))),
  ("target_ratio", W.number("The share promised.")),
]

private let counts: [(String, JSONValue)] = [
  ("good_count", W.integer("Good requests, over all replications.")),
  ("total_count", W.integer("Requests, over all replications.")),
  ("trials_count", W.integer("Requests or slices that the verdict counts.")),
  ("good_ratio", W.orNull(W.estimate("Share of good requests or slices."))),
  ("margin_ratio", W.orNull(W.estimate("That share less the share promised."))),
  ("bad_ratio", W.orNull(W.estimate("Share of bad requests."))),
  ("breach_minutes", W.orNull(W.estimate("Bad minutes per replication."))),
  ("minutes_with_traffic", W.number("Per replication.")),
  ("bad_minute_ratio", W.orNull(W.estimate("Share of bad minutes."))),
]

private let budget: [(String, JSONValue)] = [
  ("budget_burnt_ratio", W.orNull(W.estimate("Share of the error budget burnt."))),
  ("budget_left_ratio", W.orNull(W.estimate("Share of the error budget left."))),
  ("budget_burnt_by_run_ratio", W.orNull(W.estimate("Burnt by the simulated window alone."))),
  ("worst_slice", W.orNull(sliceSchema())),
  ("burn_rates", W.list("One per alert.", of: burnRateSchema())),
]

private let verdict: [(String, JSONValue)] = [
  ("verdict", W.word("Decided on a confidence bound.", of: Verdict.self)),
  ("reason", W.text("Which bound decided, or what is missing.")),
]

private func sliceSchema() -> JSONValue {
  W.object(
    "The slice with the most bad requests.",
    [
      ("replication", W.integer("Where it was seen.")),
      ("start_s", W.number("When it began, since the start of the run.")),
      ("length_s", W.number("Its length.")),
      ("bad_count", W.integer("Bad requests in it.")),
      ("total_count", W.integer("Requests that arrived in it.")),
    ]
  )
}

private func burnRateSchema() -> JSONValue {
  W.object(
    "How fast the error budget burns, as an alert sees it.",
    [
      ("alert", W.text("The alert.")),
      ("severity", W.text("Who is to look.")),
      ("burn_rate_threshold", W.number("It fires from here.")),
      ("long_window_s", W.number("Its long window.")),
      ("short_window_s", W.orNull(W.number("Its short window."))),
      ("hold_for_s", W.number("For so long before it fires.")),
      ("highest_burn_rate", W.orNull(W.estimate("The highest seen."))),
      ("fired_count", W.orNull(W.integer("In how many replications it fired."))),
      ("replication_count", W.integer("Of how many.")),
      ("first_fired_s", W.orNull(W.number("When it first did."))),
      ("missing", W.orNull(W.text("Why there is no number."))),
    ]
  )
}
