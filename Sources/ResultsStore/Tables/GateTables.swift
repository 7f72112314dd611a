internal import Analysis
internal import Domain
internal import Statistics

/// What the run was held to, and whether it kept it.
///
/// Neither is in the digest: what is asked of a run doesn't change what it did.
func gateTables() -> [Table] { [gateTable(), gateResultTable()] }

/// What a gate asks about.
enum GateKind: String, CaseIterable {
  case verdict
  case limit
}

private typealias GateRow = (offset: Int, element: Gate)

private func gateTable() -> Table {
  let condition: [Column<GateRow>] = [
    .id("Place in the scenario.") { $0.offset },
    .name("name", "Its name, given or made from the rest.") { $0.element.name },
    .choice("kind", "Whether it asks for a verdict or limits a metric.") {
      $0.element.metric == nil ? GateKind.verdict : .limit
    },
    .optionalChoice("metric", "The metric that is limited; NULL for a verdict.") {
      $0.element.metric
    },
    .optionalChoice("op", "The side of the limit: at most (lte) or at least (gte).") {
      if case .limit(_, let comparison, _) = $0.element.condition { comparison } else { nil }
    },
    .real("limit_value", nil, "The limit, in the column `unit`.") {
      if case .limit(_, _, let limit) = $0.element.condition { limit } else { nil }
    },
    .optionalChoice("unit", "The metric's unit; `currency` is the run's.") {
      $0.element.metric?.unit
    },
  ]
  let subject: [Column<GateRow>] = [
    .optionalName("slo", "The objectives, `*` at the end for any rest; NULL for each.") {
      $0.element.objectives?.text
    },
    .optionalName("tenant", "The tenant; NULL for each.") { $0.element.tenant },
    .optionalName("endpoint", "The endpoint's label; NULL for each.") { $0.element.endpoint },
    .optionalName("patterns", "The patterns, with blanks between them; NULL for each that is run.")
    {
      $0.element.patterns.map { $0.map(\.rawValue).joined(separator: " ") }
    },
    .whole("line", nil, "Its line in the scenario file.") {
      $0.element.place.map { Int64($0.line) }
    },
    .whole("line_column", nil, "Its column on that line.") {
      $0.element.place.map { Int64($0.column) }
    },
  ]
  return Table(
    "gate",
    "One row per gate of the scenario.",
    key: ["name"],
    isInDigest: false,
    columns: condition + subject
  ) {
    try $0.scenario.gates.enumerated().forEach($1)
  }
}

private typealias ResultRow = (gate: Int, variant: Int, result: GateResult)

private func gateResultTable() -> Table {
  let subject: [Column<ResultRow>] = [
    .link("gate_id", to: "gate", "The gate.") { $0.gate },
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .name("subject", "Endpoint, objective or tenant; empty for a whole pattern.") {
      $0.result.subject
    },
    .name("limit_text", "What is allowed, with its unit.") { $0.result.finding.limit },
  ]
  let numbers =
    numberColumns("observed", "What was measured, in the gate's unit") { $0.finding.observed }
    + numberColumns("margin", "Room that the limit leaves, negative beyond it") { $0.margin }
  let verdict: [Column<ResultRow>] = [
    .count("n", nil, "Requests, minutes, pods or replications looked at.") {
      $0.result.finding.count
    },
    .whole("n_needed", nil, "How many are needed, where there are too few.") {
      $0.result.finding.needed.map(Int64.init)
    },
    .choice("verdict", "Decided on a confidence bound.") { $0.result.finding.status }
      .defined(by: "gate-verdict"),
    .prose("reason", "Which bound decided, or what is missing.") { $0.result.finding.message },
  ]
  return Table(
    "gate_result",
    "One row per gate, pattern and subject.",
    key: ["gate_id", "variant_id", "subject"],
    isInDigest: false,
    columns: subject + numbers + verdict,
    rows: forEachResult
  )
}

/// An estimate in the unit that the gate's row names.
private func numberColumns(
  _ name: String,
  _ description: String,
  _ estimate: @escaping (GateResult) -> Estimate?
) -> [Column<ResultRow>] {
  [
    .real("\(name)_value", nil, "\(description).") { estimate($0.result)?.value },
    .real("\(name)_low", nil, "\(description): lower end of the interval.") {
      estimate($0.result)?.low
    }.defined(by: "interval"),
    .real("\(name)_high", nil, "\(description): upper end of the interval.") {
      estimate($0.result)?.high
    }.defined(by: "interval"),
  ]
}

private func forEachResult(
  of source: ResultsSource,
  _ body: (ResultRow) throws -> Void
) rethrows {
  let numbers = Dictionary(
    source.scenario.gates.enumerated().map { ($1.name, $0) },
    uniquingKeysWith: { first, _ in first }
  )
  let variants = Dictionary(
    source.variants.map { ($0.record.pattern, $0.index) },
    uniquingKeysWith: { first, _ in first }
  )
  for result in source.gates.results {
    guard let gate = numbers[result.gate], let variant = variants[result.pattern] else { continue }
    try body((gate, variant, result))
  }
}
