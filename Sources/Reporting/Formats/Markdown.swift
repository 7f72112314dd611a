/// Returns a document as GitHub-flavoured Markdown, the answer first.
func markdown(_ document: SummaryDocument) -> String {
  let headlines = document.headlines.map { "- \(SafeText.markdown($0))" }
  let facts = document.facts.map(SafeText.markdown)
  let blocks =
    [headlines.joined(separator: "\n")] + document.tables.map(pipes)
    + [facts.joined(separator: "  \n")]
  return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
}

/// Returns a table with its header and its columns between pipes.
func pipes(_ table: TextTable) -> String {
  func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
  let titles = table.columns.map { column in
    SafeText.markdown([column.title, column.unit].filter { !$0.isEmpty }.joined(separator: " "))
  }
  let rules = table.columns.map { $0.isNumber ? "---:" : "---" }
  let rows = table.rows.map { line($0.map(SafeText.markdown)) }
  return ([line(titles), line(rules)] + rows).joined(separator: "\n")
}
