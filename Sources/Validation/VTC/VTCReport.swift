internal import Domain
internal import EventCore

/// What the suite reaches for, in percent of the measured 95th percentile.
private enum Reach {
  static let median = 2.0
  static let p90 = 10.0
  static let worst = 30.0
}

/// The report: every tenant of every run, then the errors by run and over all.
func vtcReport(
  _ cells: [VTCCell],
  skipped: [VTCRun],
  inputs: VTCInputs,
  engine: VTCEngine
) -> SuiteReport {
  let judged = cells.filter(\.isJudged).map { abs($0.error) }.sorted()
  let passed =
    !judged.isEmpty && quantile(0.5, of: judged) <= Reach.median
    && quantile(0.9, of: judged) <= Reach.p90 && judged.allSatisfy { $0 <= Reach.worst }
  return SuiteReport(
    suite: "vtc",
    tables: [tenantTable(cells), runTable(cells, inputs), errorTable(cells)],
    notes: notes(skipped, engine),
    passed: passed
  )
}

private func tenantTable(_ cells: [VTCCell]) -> SuiteReport.Table {
  typealias Column = SuiteReport.Column
  func seconds(_ key: String, _ title: String) -> Column {
    Column(key, title: title, unit: "s", decimals: 2)
  }
  func error(_ key: String, _ title: String) -> Column {
    Column(key, title: title, unit: "%", decimals: 1)
  }
  return SuiteReport.Table(
    name: "tenants",
    columns: [
      Column("scheduler", title: "scheduler"), Column("scenario", title: "scenario"),
      Column("tenant", title: "tenant"), Column("answered", title: "answered"),
      Column("answeredPredicted", title: "predicted"),
      seconds("firstTokenP50", "TTFT p50"), seconds("firstTokenP50Predicted", "predicted"),
      seconds("firstTokenP95", "TTFT p95"), seconds("firstTokenP95Predicted", "predicted"),
      error("firstTokenP95Error", "error"),
      seconds("mean", "E2E mean"), seconds("meanPredicted", "predicted"),
      seconds("p50", "E2E p50"), seconds("p50Predicted", "predicted"),
      seconds("p95", "E2E p95"), seconds("p95Predicted", "predicted"), error("p95Error", "error"),
      Column("judged", title: "judged"),
    ],
    rows: cells.map(row)
  )
}

private func row(_ cell: VTCCell) -> [SuiteReport.Cell] {
  let (measured, predicted) = (cell.measured, cell.predicted)
  let isEmpty = min(measured.answered, predicted.answered) == 0
  func pair(_ path: KeyPath<VTCCell.Summary, Double>) -> [SuiteReport.Cell] {
    [
      measured.answered > 0 ? .number(measured[keyPath: path]) : .none,
      predicted.answered > 0 ? .number(predicted[keyPath: path]) : .none,
    ]
  }
  return [
    .text(cell.run.scheduler), .text(cell.run.name), .text(cell.tenant),
    .integer(Int64(measured.answered)), .integer(Int64(predicted.answered)),
  ] + pair(\.firstToken.p50) + pair(\.firstToken.p95)
    + [isEmpty ? .none : .number(cell.firstTokenError)] + pair(\.whole.mean) + pair(\.whole.p50)
    + pair(\.whole.p95)
    + [
      isEmpty ? .none : .number(cell.error),
      .text(cell.isFitted ? "fitted" : cell.isJudged ? "yes" : "too few"),
    ]
}

private func runTable(_ cells: [VTCCell], _ inputs: VTCInputs) -> SuiteReport.Table {
  var rows: [[SuiteReport.Cell]] = []
  for run in inputs.runs {
    let own = cells.filter {
      $0.run.scheduler == run.scheduler && $0.run.scenario == run.scenario
        && $0.run.number == run.number
    }
    guard !own.isEmpty else { continue }
    let configuration = inputs.configurations.first { $0.describes(run) }
    rows.append(
      [
        .text(run.scheduler), .text(run.name),
        .text(configuration.map(rates) ?? "not in configs.json"),
        .integer(Int64(run.requests.count)),
        .integer(Int64(own.reduce(0) { $0 + $1.measured.answered })),
        .integer(Int64(own.reduce(0) { $0 + $1.predicted.answered })),
      ] + figures(own)
    )
  }
  return SuiteReport.Table(
    name: "runs",
    columns: [
      SuiteReport.Column("scheduler", title: "scheduler"),
      SuiteReport.Column("scenario", title: "scenario"),
      SuiteReport.Column("rates", title: "rates", unit: "1/s"),
      SuiteReport.Column("requests", title: "requests"),
      SuiteReport.Column("answered", title: "answered"),
      SuiteReport.Column("answeredPredicted", title: "predicted"),
    ] + errorColumns,
    rows: rows
  )
}

private func rates(_ configuration: VTCConfiguration) -> String {
  configuration.rates.map { "\($0)" }.joined(separator: ", ")
}

private func errorTable(_ cells: [VTCCell]) -> SuiteReport.Table {
  let judged = cells.filter(\.isJudged)
  let groups: [(String, [VTCCell])] = [
    ("judged", judged),
    ("judged, up to 8 tenants", judged.filter { $0.run.tenants.count <= 8 }),
    ("judged, more tenants", judged.filter { $0.run.tenants.count > 8 }),
    ("every tenant not fitted", cells.filter { !$0.isFitted }),
  ]
  return SuiteReport.Table(
    name: "errors",
    columns: [SuiteReport.Column("tenants", title: "tenants")] + errorColumns,
    rows: groups.filter { !$0.1.isEmpty }.map { [.text($0.0)] + figures($0.1) }
  )
}

private let errorColumns = [
  SuiteReport.Column("cells", title: "cells"),
  SuiteReport.Column("median", title: "|E2E p95 error| median", unit: "%", decimals: 1),
  SuiteReport.Column("p90", title: "p90", unit: "%", decimals: 1),
  SuiteReport.Column("worst", title: "worst", unit: "%", decimals: 1),
  SuiteReport.Column("firstTokenMedian", title: "|TTFT p95 error| median", unit: "%", decimals: 1),
]

private func figures(_ cells: [VTCCell]) -> [SuiteReport.Cell] {
  let answered = cells.filter { min($0.measured.answered, $0.predicted.answered) > 0 }
  let errors = answered.map { abs($0.error) }.sorted()
  let firstToken = answered.map { abs($0.firstTokenError) }.sorted()
  return [.integer(Int64(cells.count))]
    + [
      quantile(0.5, of: errors), quantile(0.9, of: errors), errors.last ?? 0,
      quantile(0.5, of: firstToken),
    ].map(SuiteReport.Cell.number)
}

private func notes(_ skipped: [VTCRun], _ engine: VTCEngine) -> [String] {
  let steps = engine.steps
  func milliseconds(_ seconds: Double) -> String {
    "\((seconds * 1e6).rounded() / 1e3) ms"
  }
  let names = Set(skipped.map { "\($0.scheduler) \($0.name)" }).sorted()
  return [
    "Step times are the profile's, times a speed factor of "
      + "\((engine.speedFactor * 10000).rounded() / 10000) fitted on FCFS overload alone: prefill "
      + "\(milliseconds(steps.prefillBase.inSeconds)) and \(milliseconds(steps.perPrefillToken)) a "
      + "token; decode \(milliseconds(steps.decodeBase.inSeconds)), "
      + "\(milliseconds(steps.perSequence)) a sequence and "
      + "\(milliseconds(1000 * steps.perContextToken)) per 1,000 tokens of context.",
    "Judged are tenants with at least 20 answers, measured and predicted, but for the fitted run: "
      + "median at most \(Reach.median) %, 90th percentile at most \(Reach.p90) %, none above "
      + "\(Reach.worst) %.",
  ] + names.map { "Skipped, its scheduler or hardware is not known to us: \($0)." }
}
