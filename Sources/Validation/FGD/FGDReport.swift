internal import Domain

/// Lays out what the replays came to beside what is published.
///
/// Under the scheduler's own rule for ties, which the study replaced, nothing is held to it.
func report(of results: [FGDResult], _ inputs: OpenbInputs) -> SuiteReport {
  let cells = cells(of: results, inputs.published)
  let orders = orders(of: cells)
  let isJudged = results.allSatisfy { $0.replay.ties == .nameOrder }
  let tables = FGDMeasure.all.compactMap { measure in
    table(of: cells.filter { $0.measure == measure }, measure, isJudged: isJudged)
  }
  let agreements = isJudged ? agreements(of: results, inputs.published) : []
  let isWithinBounds = cells.allSatisfy { $0.isWithinBound != false }
  let keepsOrders = orders.allSatisfy { $0.isKept != false }
  return SuiteReport(
    suite: "fgd",
    tables: tables
      + [table(of: orders, isJudged: isJudged), table(of: agreements)].compactMap { $0 },
    notes: notes(on: cells, orders, isJudged: isJudged),
    passed: !isJudged || isWithinBounds && keepsOrders
  )
}

private func table(
  of cells: [FGDCell],
  _ measure: FGDMeasure,
  isJudged: Bool
) -> SuiteReport.Table? {
  guard !cells.isEmpty else { return nil }
  return SuiteReport.Table(
    name: measure.name,
    columns: [
      SuiteReport.Column("workload", title: "workload"),
      SuiteReport.Column("policy", title: "policy"),
      SuiteReport.Column("n", title: "n"),
      SuiteReport.Column("mean", title: measure.title, unit: "%", decimals: 2),
      SuiteReport.Column("standardDeviation", title: "sd", decimals: 2),
      SuiteReport.Column("publishedN", title: "n"),
      SuiteReport.Column("publishedMean", title: "published", unit: "%", decimals: 2),
      SuiteReport.Column("publishedStandardDeviation", title: "sd", decimals: 2),
      SuiteReport.Column("difference", title: "difference", unit: "points", decimals: 2),
      SuiteReport.Column("bound", title: "bound", unit: "points", decimals: 2),
      SuiteReport.Column("verdict", title: "verdict"),
    ],
    rows: cells.map { row(of: $0, isJudged: isJudged) }
  )
}

private func row(of cell: FGDCell, isJudged: Bool) -> [SuiteReport.Cell] {
  [
    .text(shortName(cell.workload)),
    .text(cell.policy.rawValue),
    .integer(Int64(cell.ours.count)),
    .number(cell.ours.mean),
    number(cell.ours.standardDeviation),
    cell.published.map { .integer(Int64($0.count)) } ?? .none,
    number(cell.published?.mean),
    number(cell.published?.standardDeviation),
    number(cell.difference),
    number(isJudged ? cell.bound : nil),
    verdict(isJudged ? cell.isWithinBound : nil),
  ]
}

private func table(of orders: [FGDOrder], isJudged: Bool) -> SuiteReport.Table? {
  guard !orders.isEmpty else { return nil }
  return SuiteReport.Table(
    name: "orders",
    columns: [
      SuiteReport.Column("workload", title: "workload"),
      SuiteReport.Column("measure", title: "fgd > best-fit > dot-product > random by"),
      SuiteReport.Column("published", title: "published"),
      SuiteReport.Column("ours", title: "ours"),
      SuiteReport.Column("verdict", title: "verdict"),
    ],
    rows: orders.map { order in
      [
        .text(shortName(order.workload)),
        .text(order.measure.title),
        .text(order.published.map { $0 ? "yes" : "no" } ?? "–"),
        .text(order.ours ? "yes" : "no"),
        verdict(isJudged ? order.isKept : nil),
      ]
    }
  )
}

private func table(of agreements: [FGDAgreement]) -> SuiteReport.Table? {
  guard !agreements.isEmpty else { return nil }
  return SuiteReport.Table(
    name: "seeds",
    columns: [
      SuiteReport.Column("policy", title: "policy"),
      SuiteReport.Column("compared", title: "figures with the same seed"),
      SuiteReport.Column("equal", title: "equal"),
      SuiteReport.Column(
        "largestDifference",
        title: "largest difference",
        unit: "points",
        decimals: 2
      ),
    ],
    rows: agreements.map { agreement in
      [
        .text(agreement.policy.rawValue),
        .integer(Int64(agreement.compared)),
        .integer(Int64(agreement.equal)),
        .number(agreement.largestDifference),
      ]
    }
  )
}

private func notes(on cells: [FGDCell], _ orders: [FGDOrder], isJudged: Bool) -> [String] {
  var notes = [
    "@x: mean over the arrivals at which pods have asked for x % of the cluster's GPUs."
  ]
  let compared = cells.filter { $0.published != nil }
  if !isJudged {
    notes.append(
      "Ties at random, as in Kubernetes; the published results break them by name, so that nothing "
        + "is held to them."
    )
  }
  guard !compared.isEmpty else { return notes + ["No published results: nothing is held to any."] }
  let mean = compared.reduce(0) { $0 + abs($1.difference ?? 0) } / Double(compared.count)
  notes.append("Mean absolute difference \(hundredths(mean)) points over \(compared.count) cells.")
  guard isJudged else { return notes }
  let within = compared.count { $0.isWithinBound == true }
  let bounded = orders.filter { $0.isKept != nil }
  notes.append(
    "Bound: \(FGDCell.tolerance) points, or 3 standard errors of the difference of means if that "
      + "is more."
  )
  notes.append(
    "Equal: within \(FGDAgreement.rounding) points, to which the published figures are rounded. "
      + "Random's draws can't be repeated; FGD's sums are exact here and rounded there."
  )
  notes.append("\(within) of \(compared.count) cells are within their bounds.")
  notes.append(
    "\(bounded.count { $0.ours }) of \(bounded.count) published orders are kept."
  )
  return notes
}

private func shortName(_ workload: String) -> String {
  let prefix = "openb_pod_list_"
  return workload.hasPrefix(prefix) ? String(workload.dropFirst(prefix.count)) : workload
}

private func number(_ value: Double?) -> SuiteReport.Cell { value.map { .number($0) } ?? .none }

private func verdict(_ passed: Bool?) -> SuiteReport.Cell {
  passed.map { .text($0 ? "pass" : "fail") } ?? .none
}

private func hundredths(_ value: Double) -> String {
  let whole = Int((value * 100).rounded())
  return "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
}
