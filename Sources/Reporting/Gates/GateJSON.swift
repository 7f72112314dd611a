internal import Analysis
internal import Domain
internal import Statistics

/// The version of the JSON of gates; see `docs/schemas/gate.schema.json`.
let gateJSONVersion = "1.0.0"

/// What gates found, with everything that decided.
func gateJSON(_ document: GateDocument) -> JSONValue {
  .object([
    ("version", .text(gateJSONVersion)),
    ("scenario", .text(document.scenario)),
    ("file", document.file.map { .text($0) } ?? .null),
    ("fails_on_inconclusive", .truth(document.failsOnInconclusive)),
    ("gates", gateReportObject(document.report)),
    ("notes", .array(document.notes.map { .text($0) })),
  ])
}

/// The part that a run's summary holds too.
func gateReportObject(_ report: GateReport) -> JSONValue {
  .object([
    ("verdict", report.verdict.map { .text($0.rawValue) } ?? .null),
    ("pass_count", .integer(Int64(report.count(of: .pass)))),
    ("fail_count", .integer(Int64(report.count(of: .fail)))),
    ("inconclusive_count", .integer(Int64(report.count(of: .inconclusive)))),
    ("results", .array(report.results.map(resultObject))),
    (
      "not_evaluated",
      .array(
        report.omissions.map { omission in
          .object([
            ("gate", .text(omission.gate)),
            ("patterns", .array(omission.patterns.map { .text($0.rawValue) })),
          ])
        }
      )
    ),
    (
      "problems",
      .array(
        report.problems.map { problem in
          .object([
            ("gate", .text(problem.gate)),
            ("message", .text(problem.message)),
            ("line", problem.place.map { .integer(Int64($0.line)) } ?? .null),
            ("column", problem.place.map { .integer(Int64($0.column)) } ?? .null),
          ])
        }
      )
    ),
  ])
}

private func resultObject(_ result: GateResult) -> JSONValue {
  let finding = result.finding
  return .object([
    ("gate", .text(result.gate)),
    ("line", result.place.map { .integer(Int64($0.line)) } ?? .null),
    ("column", result.place.map { .integer(Int64($0.column)) } ?? .null),
    ("pattern", .text(result.pattern.rawValue)),
    ("point", .text(result.point)),
    ("subject", .text(result.subject)),
    ("metric", finding.metric.map { .text($0.rawValue) } ?? .null),
    ("unit", finding.metric.map { .text($0.unit.rawValue) } ?? .null),
    ("limit", .text(finding.limit)),
    ("observed", estimateObject(finding.observed)),
    ("confidence_ratio", finding.observed.map { .number($0.confidence) } ?? .null),
    ("margin", estimateObject(result.margin)),
    ("n", .integer(Int64(finding.count))),
    ("needed", finding.needed.map { .integer(Int64($0)) } ?? .null),
    ("verdict", .text(finding.status.rawValue)),
    ("reason", .text(finding.message)),
  ])
}
