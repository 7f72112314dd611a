internal import Analysis
internal import Domain
internal import Statistics

/// Semantic: a reader of 1.x may rely on every name here; new ones may be added.
private let comparisonVersion = "1.0.0"

func comparisonJSON(_ document: ComparisonDocument) -> JSONValue {
  let comparison = document.comparison
  return .object([
    ("version", .text(comparisonVersion)),
    ("verdict", .text(document.verdict.rawValue)),
    ("method", .text(comparison.method.rawValue)),
    ("comparisons", .integer(Int64(comparison.tests))),
    ("confidence_ratio", .number(comparison.head.confidence)),
    ("base", runObject(comparison.base, document.baseLabel)),
    ("head", runObject(comparison.head, document.headLabel)),
    (
      "counts",
      .object(
        MetricDifference.Outcome.allCases.map {
          ($0.rawValue, .integer(Int64(comparison.count($0))))
        }
      )
    ),
    ("notes", .array(document.notes.map { .text($0) })),
    (
      "lost_patterns",
      .array(
        document.lostPatterns.map { variant in
          .object([
            ("pattern", .text(variant.pattern.rawValue)),
            ("point", .text(variant.point)),
            ("infeasible_reason", variant.infeasibleReason.map { .text($0) } ?? .null),
          ])
        }
      )
    ),
    ("differences", .array(comparison.differences.map(differenceObject))),
    ("added", .array(comparison.added.map(keyObject))),
    ("removed", .array(comparison.removed.map(keyObject))),
  ])
}

private func runObject(_ origin: RunMetrics.Origin, _ label: String) -> JSONValue {
  .object([
    ("label", .text(label)),
    ("scenario", .text(origin.scenario)),
    ("scenario_sha256", .text(origin.scenarioDigest)),
    ("seed", .text("\(origin.seed)")),
    ("replications", .integer(Int64(origin.replications))),
    ("duration_s", .number(origin.duration)),
    ("warm_up_s", .number(origin.warmUp)),
    ("currency", .text(origin.currency)),
    ("tool_version", .text(origin.toolVersion)),
  ])
}

private func keyMembers(_ key: MetricKey) -> [(key: String, value: JSONValue)] {
  [
    ("pattern", .text(key.pattern.rawValue)),
    ("point", key.point.isEmpty ? .null : .text(key.point)),
    ("metric", .text(key.metric.rawValue)),
    ("subject", .text(key.subject)),
    ("unit", .text(key.metric.unit.rawValue)),
  ]
}

private func keyObject(_ key: MetricKey) -> JSONValue { .object(keyMembers(key)) }

private func differenceObject(_ difference: MetricDifference) -> JSONValue {
  let tolerance: (String, Double) =
    switch difference.tolerance {
    case .relative(let share): ("relative", share)
    case .absolute(let amount): ("absolute", amount)
    }
  return .object(
    keyMembers(difference.key) + [
      ("base", intervalObject(difference.base.estimate)),
      ("head", intervalObject(difference.head.estimate)),
      ("difference", intervalObject(difference.difference)),
      ("p", difference.p.map { .number($0) } ?? .null),
      ("p_adjusted", difference.adjustedP.map { .number($0) } ?? .null),
      ("p_worse_adjusted", difference.adjustedPWorse.map { .number($0) } ?? .null),
      ("tolerance_kind", .text(tolerance.0)),
      ("tolerance", .number(tolerance.1)),
      ("outcome", .text(difference.outcome.rawValue)),
      ("base_n", .integer(Int64(difference.base.count))),
      ("head_n", .integer(Int64(difference.head.count))),
      ("missing", difference.missing.map { .text($0) } ?? .null),
    ]
  )
}

private func intervalObject(_ estimate: Estimate?) -> JSONValue {
  guard let estimate else { return .null }
  return .object([
    ("value", .number(estimate.value)),
    ("low", estimate.low.map { .number($0) } ?? .null),
    ("high", estimate.high.map { .number($0) } ?? .null),
  ])
}
