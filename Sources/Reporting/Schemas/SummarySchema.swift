internal import Analysis
internal import Domain

private typealias W = SchemaWords

/// The form of what `run` and `compare` write with `--format json`.
func summarySchema() -> JSONValue {
  let root = W.object(
    "The summary of a run.",
    [
      ("version", W.version(summaryJSONVersion)),
      ("run", runSchema()),
      ("points", W.list("The points of the sweep; empty without one.", of: pointSchema())),
      ("variants", W.list("One per point and pattern.", of: variantSchema())),
      ("comparisons", W.list("Paired differences.", of: comparisonSchema())),
      ("precision", W.orNull(precisionSchema())),
      ("gates", gateReportSchema()),
    ]
  )
  return W.document("Bulkhead summary", version: summaryJSONVersion, root)
}

private func runSchema() -> JSONValue {
  W.object(
    "What was run.",
    [
      ("scenario", W.text("Name of the scenario.")),
      ("description", W.text("Its description; empty without one.")),
      ("scenario_sha256", W.text("SHA-256 of its files, in hex.")),
      ("tool_version", W.text("Version of the program.")),
      ("seed", W.text("A whole number of 64 bits, as text.")),
      ("replications", W.integer("Replications per pattern.")),
      ("confidence_ratio", W.number("Confidence level of every interval.")),
      ("interval_method", W.word("What intervals are made of.", of: SectionKind.self)),
      ("warm_up_s", W.number("Simulated time before anything is measured.")),
      ("warm_up_search", W.orNull(warmUpSearchSchema())),
      ("measured_s", W.number("Simulated time that is measured, per replication.")),
      ("hardware", W.text("The hardware rule.")),
      ("currency", W.text("ISO 4217.")),
      ("hours_per_month", W.integer("Hours behind every monthly figure.")),
      ("baseline", W.orNull(pattern("What the other patterns are compared with."))),
      ("overrides", W.list("What was set beside the file.", of: W.text("path=value."))),
      ("headlines", W.list("The answer.", of: W.text("A sentence."))),
    ]
  )
}

private func pointSchema() -> JSONValue {
  let value = W.object(
    "A value of the scenario at a point.",
    [
      ("path", W.text("Where it stands.")),
      ("value", W.text("What it is.")),
      ("unit", W.orNull(W.text("Its unit."))),
    ]
  )
  return W.object(
    "A point of a sweep.",
    [
      ("label", W.text("What sets it apart.")),
      ("values", W.list("What is set at it.", of: value)),
    ]
  )
}

private func variantSchema() -> JSONValue {
  let pods = PlacementOutcome.allCases.map {
    ($0.rawValue, W.integer("Pods that ended so."))
  }
  return W.object(
    "What one pattern achieved.",
    [
      ("point", W.text("The point of the sweep; empty without one.")),
      ("pattern", pattern("The isolation pattern.")),
      ("letter", W.orNull(W.text("Its letter in conversation."))),
      ("infeasible_reason", W.orNull(W.text("Why it can't be built."))),
      ("pods", W.object("Pods by what became of them.", pods)),
      ("objectives", W.list("One per objective.", of: objectiveSchema())),
      ("endpoints", W.list("One per endpoint.", of: endpointSchema())),
      ("costs", W.orNull(costSchema())),
      ("price_of_isolation", W.orNull(isolationPriceSchema())),
      ("enforcement", W.list("What bound whom.", of: enforcementSchema())),
    ]
  )
}

private func endpointSchema() -> JSONValue {
  let counts = ["arrived", "completed", "refused", "timed_out", "lost", "unfinished"].map {
    ("\($0)_count", W.integer("Requests, over all replications."))
  }
  return W.object(
    "One class of requests under one pattern.",
    [("tenant", W.text("Its owner.")), ("endpoint", W.text("Its label."))] + counts
      + [("mean_ms", W.orNull(W.estimate("Mean response time.")))] + quantiles("response time")
      + [
        ("max_ms", W.orNull(W.number("Longest response time."))),
        (
          "p95_difference_ms",
          W.orNull(W.estimate("95th percentile less that of the baseline, paired."))
        ),
        ("time_to_first_token", W.orNull(timesSchema("time to the first token"))),
        ("time_per_output_token", W.orNull(timesSchema("time per output token"))),
      ]
  )
}

private func timesSchema(_ what: String) -> JSONValue {
  W.object(
    "Times of tokens.",
    [
      ("count", W.integer("Requests, over all replications.")),
      ("mean_ms", W.orNull(W.estimate("Mean \(what)."))),
    ] + quantiles(what) + [("max_ms", W.orNull(W.number("Longest \(what).")))]
  )
}

private func quantiles(_ what: String) -> [(String, JSONValue)] {
  ["p50", "p95", "p99"].map {
    ("\($0)_ms", W.quantile("\($0) of the \(what) of all requests."))
  }
}

private func costSchema() -> JSONValue {
  let kinds = ["total", "usage", "idle", "shared", "overhead"].map {
    ("\($0)_per_hour_micros", W.integer("Millionths of the currency per hour."))
  }
  let tenant = W.object(
    "What one tenant pays.",
    [("tenant", W.text("Its name."))] + kinds
      + [
        ("total_per_month_micros", W.integer("Millionths of the currency.")),
        ("per_1000_requests", W.orNull(W.number("Currency per 1,000 answered requests."))),
        ("per_million_tokens", W.orNull(W.number("Currency per million tokens."))),
        ("unit_costs", unitCostSchema()),
      ]
  )
  return W.object(
    "What the pattern costs.",
    [
      ("asset_cost_per_hour_micros", W.integer("Nodes, overhead and egress.")),
      ("unallocated_per_hour_micros", W.integer("What no tenant pays.")),
      ("reconciliation", reconciliationSchema()),
      ("unit_costs", unitCostSchema()),
      ("tenants", W.list("One per tenant.", of: tenant)),
    ]
  )
}

private func reconciliationSchema() -> JSONValue {
  let parts = ["usage", "idle", "shared", "overhead", "total", "asset_cost"].map {
    ("\($0)_per_hour_micros", W.integer("Millionths of the currency per hour."))
  }
  return W.object(
    "The parts of the cost, their total, and what that must be.",
    parts + [("adds_up", W.truth("Whether it is, to the last millionth."))]
  )
}

private func unitCostSchema() -> JSONValue {
  let units = [
    "per_1000_good_requests", "per_1000_answered_requests", "per_million_output_tokens",
    "per_million_tokens",
  ]
  let cost = W.object(
    "A cost and how many it is taken over.",
    [
      ("cost", W.orNull(W.estimate("Units of the currency."))),
      ("count", W.integer("Requests or tokens, over all replications.")),
    ]
  )
  return W.object("What requests and tokens cost.", units.map { ($0, cost) })
}

private func isolationPriceSchema() -> JSONValue {
  let breach = W.object(
    "Breaches of the baseline that the pattern avoids.",
    [
      ("avoided_per_month", W.orNull(W.estimate("Breaches."))),
      ("outcome", W.text("`price`, `cheaperAndBetter`, `nothingAvoided` or `unclear`.")),
      ("price_per_breach", W.orNull(W.estimate("Units of the currency."))),
    ]
  )
  return W.object(
    "What the pattern costs more than the baseline, and what for; null for the baseline.",
    [
      ("extra_per_month_micros", W.integer("Millionths of the currency.")),
      ("bad_requests", breach), ("bad_minutes", breach),
    ]
  )
}

private func enforcementSchema() -> JSONValue {
  W.object(
    "A rule that bound someone.",
    [
      ("rule", W.text("The rule.")),
      ("tenant", W.orNull(W.text("Whom it bound."))),
      ("subject", W.text("What it bound.")),
      ("taken_by", W.orNull(W.text("Who got what was refused."))),
      ("count", W.integer("How often.")),
      ("bound_s", W.number("For how long.")),
    ]
  )
}

private func pattern(_ description: String) -> JSONValue {
  W.word(description, of: IsolationPattern.self)
}
