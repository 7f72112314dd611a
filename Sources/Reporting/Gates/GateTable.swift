internal import Analysis
internal import Domain
internal import Statistics

/// Rows of gates that a terminal shows; more would flood it.
private let mostRows = 40

/// The table, what was not passed in sentences, and last how many passed.
func gateText(_ document: GateDocument) -> [String] {
  let report = document.report
  let all = report.worstFirst
  let shown = all.count > mostRows ? Array(all.prefix(mostRows)) : report.results
  var blocks: [[String]] = []
  if !shown.isEmpty {
    let rest = all.count - shown.count
    blocks.append(
      gateTable(shown).aligned + (rest > 0 ? ["and \(counted(rest, "better row"))"] : [])
    )
  }
  blocks.append(reasons(shown))
  blocks.append(report.problems.map { SafeText.plain("error: gate \($0.gate): \($0.message)") })
  blocks.append((document.omissions + document.notes).map(SafeText.plain))
  blocks.append([SafeText.plain("gates: \(document.findingReport.tally)")])
  return Array(blocks.filter { !$0.isEmpty }.joined(separator: [""]))
}

private func reasons(_ results: [GateResult]) -> [String] {
  results.filter { $0.finding.status != .pass }.map { result in
    let finding = result.finding
    return SafeText.plain(
      "\(finding.status.mark) \(finding.id), \(finding.subject): \(finding.message)"
    )
  }
}

/// One row for each gate, pattern and subject.
func gateTable(_ results: [GateResult]) -> TextTable {
  let hasPoints = results.contains { !$0.point.isEmpty }
  var table = TextTable(
    columns: [.init(title: "gate", maxWidth: 40), .init(title: "pattern")]
      + (hasPoints ? [.init(title: "point", maxWidth: 40)] : [])
      + [
        .init(title: "subject", maxWidth: 40), .init(title: "limit", maxWidth: 40),
        .init(title: "observed", maxWidth: 48),
        .init(title: "n", isNumber: true), .init(title: "verdict"),
      ]
  )
  table.rows = results.map { result in
    let finding = result.finding
    return [finding.id, result.pattern.rawValue].map(SafeText.plain)
      + (hasPoints ? [SafeText.plain(result.point)] : [])
      + [
        result.subject.isEmpty ? "–" : result.subject, finding.limit, result.observed ?? "n/a",
      ].map(SafeText.plain)
      + [NumberText.count(finding.count), finding.status.marked]
  }
  return table
}

/// The count first, then the table with the worst rows on top.
func gateMarkdown(_ document: GateDocument, maxBytes: Int?) -> String {
  let results = document.report.worstFirst
  var table = gateTable(results)
  table.columns.append(.init(title: "what decided"))
  for (row, result) in zip(table.rows.indices, results) {
    table.rows[row].append(SafeText.plain(result.finding.message))
  }
  let title = "**Gates of \(SafeText.markdown(document.scenario)):** "
    + SafeText.markdown(document.findingReport.tally)
  let problems = document.report.problems.map { "error: gate \($0.gate): \($0.message)" }
  let notes = (problems + document.omissions + document.notes).map {
    "- \(SafeText.markdown($0))"
  }
  let lead = [title] + (notes.isEmpty ? [] : [notes.joined(separator: "\n")])
  return fittedMarkdown(lead: lead, table, maxBytes: maxBytes)
}
