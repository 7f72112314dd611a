internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

func comparisonObject(_ comparison: Comparison) -> JSONValue {
  .object([
    ("metric", .text(comparison.metric.rawValue)),
    ("point", .text(comparison.point)),
    ("pattern", .text(comparison.pattern.rawValue)),
    ("subject", .text(comparison.subject)),
    ("unit", .text(comparison.metric.unit.rawValue)),
    ("difference", estimateObject(comparison.difference)),
    ("p_value", comparison.pValue.map { .number($0) } ?? .null),
    ("adjusted_p_value", comparison.adjustedPValue.map { .number($0) } ?? .null),
    ("is_significant", .truth(comparison.isSignificant)),
  ])
}

func precisionObject(_ report: PrecisionReport) -> JSONValue {
  .object([
    ("reason", .text(report.reason.rawValue)),
    ("replications", .integer(Int64(report.replications))),
    ("least_replications", .integer(Int64(report.rule.least))),
    ("most_replications", .integer(Int64(report.rule.most))),
    ("text", .text(precisionText(report))),
    (
      "goals",
      .array(
        report.progress.map { progress in
          .object([
            ("metric", .text(progress.metric.rawValue)),
            ("point", .text(progress.point)),
            ("pattern", .text(progress.pattern.rawValue)),
            ("subject", .text(progress.subject)),
            ("unit", .text(progress.metric.unit.rawValue)),
            ("value", progress.value.map { .number($0) } ?? .null),
            ("half_width", progress.halfWidth.map { .number($0) } ?? .null),
            ("allowed_half_width", progress.allowed.map { .number($0) } ?? .null),
            ("state", .text(progress.state.rawValue)),
          ])
        }
      )
    ),
  ])
}

func warmUpObject(_ search: WarmUpSearch) -> JSONValue {
  .object([
    ("method", .text("mser-5")),
    ("warm_up_s", .number(search.warmUp.inSeconds)),
    ("has_steady_state", .truth(search.unsteady.isEmpty)),
    ("changing_loads", .array(search.changingLoads.map { .text($0) })),
    (
      "findings",
      .array(
        search.findings.map { finding in
          .object([
            ("point", .text(finding.point)),
            ("pattern", .text(finding.pattern.rawValue)),
            ("endpoint", .text(finding.endpoint)),
            ("truncation_s", finding.truncation.map { .number($0.inSeconds) } ?? .null),
          ])
        }
      )
    ),
  ])
}
