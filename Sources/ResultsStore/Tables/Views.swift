internal import Domain

/// A query with a name, for people: names instead of numbers, and units people speak.
struct View {
  var name: String
  var description: String
  var columns: [ColumnFacts]
  /// Everything after `FROM`.
  var origin: String
  /// One expression per column.
  var expressions: [String]

  init(_ name: String, _ description: String, _ columns: [ViewColumn], from origin: String) {
    self.name = name
    self.description = description
    self.columns = columns.map(\.facts)
    self.origin = origin
    expressions = columns.map(\.expression)
  }
}

/// A column of a view and the expression that computes it.
struct ViewColumn {
  var facts: ColumnFacts
  var expression: String

  init(_ name: String, _ unit: String?, _ description: String, _ expression: String) {
    facts = ColumnFacts(
      name: name,
      kind: .text,
      unit: unit,
      description: description,
      isRequired: false
    )
    self.expression = expression
  }
}

/// Every view of a results file.
func resultViews() -> [View] {
  [
    variantSummaryView(), sloView(), burnRateView(), tenantLatencyView(), tokenLatencyView(),
    costByTenantView(),
  ]
}

private let point = ViewColumn("point", nil, "The point of the sweep; NULL without.", "x.label")
private let pattern = ViewColumn("pattern", nil, "The isolation pattern.", "v.pattern")
private let letter = ViewColumn("letter", nil, "Its letter.", "v.letter")
private let tenant = ViewColumn("tenant", nil, "The tenant.", "t.name")

private func sloView() -> View {
  View(
    "v_slo",
    "One row per point, pattern and objective, with names.",
    [
      point, pattern, letter,
      ViewColumn("tenant", nil, "The tenant; NULL if it pools several.", "t.name"),
      ViewColumn("slo", nil, "The objective.", "s.name"),
      ViewColumn("metric", nil, "What makes a request good.", "s.metric"),
      ViewColumn("threshold_ms", "ms", "Good means at most this.", "r.threshold_ms"),
      ViewColumn("target_ratio", "ratio", "The share promised.", "r.target_ratio"),
      ViewColumn("good_ratio", "ratio", "The share achieved.", "r.good_ratio"),
      ViewColumn("good_ratio_low", "ratio", "Lower end of its interval.", "r.good_ratio_low"),
      ViewColumn("good_ratio_high", "ratio", "Upper end of its interval.", "r.good_ratio_high"),
      ViewColumn("breach_minutes", "min", "Bad minutes per replication.", "r.breach_minutes"),
      ViewColumn("budget_burnt_ratio", "ratio", "Error budget burnt.", "r.budget_burnt_ratio"),
      ViewColumn("budget_left_ratio", "ratio", "Error budget left.", "r.budget_left_ratio"),
      ViewColumn("n", "requests", "Requests that arrived.", "r.n"),
      ViewColumn("verdict", nil, "Decided on a confidence bound.", "r.verdict"),
      ViewColumn("reason", nil, "Which bound decided, or what is missing.", "r.reason"),
    ],
    from: """
      slo_result r JOIN variant v ON v.id = r.variant_id
      JOIN sweep_point x ON x.id = v.point_id JOIN slo s ON s.id = r.slo_id
      LEFT JOIN tenant t ON t.id = s.tenant_id ORDER BY v.id, s.id
      """
  )
}

private func burnRateView() -> View {
  View(
    "v_slo_burn_rate",
    "One row per point, pattern, objective and alert, with names.",
    [
      point, pattern, letter,
      ViewColumn("slo", nil, "The objective.", "s.name"),
      ViewColumn("alert", nil, "The alert.", "b.alert"),
      ViewColumn("severity", nil, "Whom it wakes.", "b.severity"),
      ViewColumn("long_window_s", "s", "Its long window.", "b.long_window_s"),
      ViewColumn("burn_rate_threshold", "ratio", "It fires from here.", "b.burn_rate_threshold"),
      ViewColumn("highest_burn_rate", "ratio", "The highest seen.", "b.highest_burn_rate_ratio"),
      ViewColumn("fired", "replications", "In how many it fired.", "b.fired"),
      ViewColumn("n", "replications", "Of how many.", "b.n"),
      ViewColumn("first_fired_s", "s", "When it first did.", "b.first_fired_s"),
      ViewColumn("missing", nil, "Why there is no number.", "b.missing"),
    ],
    from: """
      slo_burn_rate b JOIN variant v ON v.id = b.variant_id
      JOIN sweep_point x ON x.id = v.point_id JOIN slo s ON s.id = b.slo_id
      ORDER BY v.id, s.id, b.place
      """
  )
}

private func tenantLatencyView() -> View {
  View(
    "v_tenant_latency",
    "One row per point, pattern, tenant and endpoint: response times, with names.",
    [
      point, pattern, letter, tenant,
      ViewColumn("endpoint", nil, "The endpoint.", "e.label"),
      ViewColumn("n", "requests", "Answered requests.", "l.n"),
      ViewColumn("p50_ms", "ms", "Median response time.", "l.p50_ms"),
      ViewColumn("p95_ms", "ms", "95th percentile.", "l.p95_ms"),
      ViewColumn("p95_low_ms", "ms", "Lower end of its interval.", "l.p95_low_ms"),
      ViewColumn("p95_high_ms", "ms", "Upper end of its interval.", "l.p95_high_ms"),
      ViewColumn("p99_ms", "ms", "99th percentile.", "l.p99_ms"),
      ViewColumn("max_ms", "ms", "Longest response time.", "l.max_ms"),
      ViewColumn(
        "unanswered",
        "requests",
        "Arrived, but refused, given up, lost or unfinished.",
        "l.refused + l.timed_out + l.lost + l.unfinished"
      ),
    ],
    from: """
      latency_summary l JOIN variant v ON v.id = l.variant_id
      JOIN sweep_point x ON x.id = v.point_id
      JOIN tenant t ON t.id = l.tenant_id JOIN endpoint e ON e.id = l.endpoint_id
      ORDER BY v.id, t.id, e.id
      """
  )
}

private func tokenLatencyView() -> View {
  View(
    "v_token_latency",
    "One row per point, pattern, tenant, endpoint and metric: when tokens came, with names.",
    [
      point, pattern, letter, tenant,
      ViewColumn("endpoint", nil, "The endpoint.", "e.label"),
      ViewColumn("metric", nil, "Which time of a request.", "l.metric"),
      ViewColumn("n", "requests", "Answered requests that have it.", "l.n"),
      ViewColumn("p50_ms", "ms", "The median.", "l.p50_ms"),
      ViewColumn("p95_ms", "ms", "95th percentile.", "l.p95_ms"),
      ViewColumn("p95_low_ms", "ms", "Lower end of its interval.", "l.p95_low_ms"),
      ViewColumn("p95_high_ms", "ms", "Upper end of its interval.", "l.p95_high_ms"),
      ViewColumn("p99_ms", "ms", "99th percentile.", "l.p99_ms"),
      ViewColumn("max_ms", "ms", "The longest.", "l.max_ms"),
    ],
    from: """
      token_latency_summary l JOIN variant v ON v.id = l.variant_id
      JOIN sweep_point x ON x.id = v.point_id
      JOIN tenant t ON t.id = l.tenant_id JOIN endpoint e ON e.id = l.endpoint_id
      ORDER BY v.id, t.id, e.id, l.metric DESC
      """
  )
}

private func costByTenantView() -> View {
  View(
    "v_cost_by_tenant",
    "One row per point, pattern and tenant: costs in whole units of the currency.",
    [
      point, pattern, letter, tenant,
      ViewColumn("cost_per_hour", "currency", "All it pays.", "c.cost_per_hour_micros / 1e6"),
      ViewColumn(
        "cost_per_month",
        "currency",
        "In a month.",
        "c.cost_per_month_micros / 1e6"
      ),
      ViewColumn("idle_per_hour", "currency", "Its part of idle capacity.", "c.idle_micros / 1e6"),
      ViewColumn(
        "cost_per_thousand_requests",
        "currency",
        "Per 1,000 answered requests.",
        "c.cost_per_thousand_requests"
      ),
      ViewColumn(
        "cost_per_million_tokens",
        "currency",
        "Per 1,000,000 tokens.",
        "c.cost_per_million_tokens"
      ),
      ViewColumn("currency", nil, "ISO 4217.", "c.currency"),
    ],
    from: """
      cost_summary c JOIN variant v ON v.id = c.variant_id
      JOIN sweep_point x ON x.id = v.point_id JOIN tenant t ON t.id = c.tenant_id
      ORDER BY v.id, t.id
      """
  )
}

private func variantSummaryView() -> View {
  func slos(_ verdict: String) -> String {
    """
    CASE WHEN v.status = 'complete' THEN (SELECT count(*) FROM slo_result r
    WHERE r.variant_id = v.id AND r.verdict = '\(verdict)') END
    """
  }
  return View(
    "v_variant_summary",
    "One row per point and pattern: what it achieves and what it costs.",
    [
      point, pattern, letter,
      ViewColumn("status", nil, "Whether it could be built.", "v.status"),
      ViewColumn("node_count", "nodes", "Machines.", "v.node_count"),
      ViewColumn(
        "cost_per_hour",
        "currency",
        "Nodes and cluster overhead.",
        "v.asset_cost_per_hour_micros / 1e6"
      ),
      ViewColumn("currency", nil, "ISO 4217.", "v.currency"),
      ViewColumn("slos_passed", "objectives", "Objectives that pass.", slos("pass")),
      ViewColumn("slos_failed", "objectives", "Objectives that fail.", slos("fail")),
      ViewColumn("slos_inconclusive", "objectives", "Objectives left open.", slos("inconclusive")),
      ViewColumn(
        "worst_p95_ms",
        "ms",
        "Largest 95th percentile of any endpoint.",
        "(SELECT max(l.p95_ms) FROM latency_summary l WHERE l.variant_id = v.id)"
      ),
      ViewColumn(
        "pods_not_running",
        "pods",
        "Pods that were refused or found no node.",
        """
        CASE WHEN v.status = 'complete' THEN (SELECT count(*) FROM placement p
        WHERE p.variant_id = v.id
        AND p.outcome IN (\(neverRun))) END
        """
      ),
      ViewColumn("infeasible_reason", nil, "Why it couldn't be built.", "v.infeasible_reason"),
    ],
    from: "variant v JOIN sweep_point x ON x.id = v.point_id ORDER BY v.id"
  )
}

/// Outcomes of pods that never got to a node, as SQL.
private let neverRun = PlacementOutcome.neverRun.map { "'\($0.rawValue)'" }.joined(separator: ", ")
