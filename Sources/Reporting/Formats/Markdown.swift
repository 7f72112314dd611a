/// Returns a document as GitHub-flavoured Markdown, the answer first.
func markdown(_ document: SummaryDocument) -> String {
  var blocks = [document.headlines.map { "- \(SafeText.markdown($0))" }.joined(separator: "\n")]
  if !document.objectives.rows.isEmpty { blocks.append(pipes(document.objectives)) }
  blocks.append(pipes(document.patterns))
  if let differences = document.differences { blocks.append(pipes(differences)) }
  blocks.append(
    document.costChecks.map { "- cost check: \(SafeText.markdown($0))" }.joined(separator: "\n")
  )
  blocks.append(document.facts.map(SafeText.markdown).joined(separator: "  \n"))
  return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
}

private func pipes(_ table: TextTable) -> String {
  func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
  let titles = table.columns.map { column in
    SafeText.markdown([column.title, column.unit].filter { !$0.isEmpty }.joined(separator: " "))
  }
  let rules = table.columns.map { $0.isNumber ? "---:" : "---" }
  let rows = table.rows.map { line($0.map(SafeText.markdown)) }
  return ([line(titles), line(rules)] + rows).joined(separator: "\n")
}
