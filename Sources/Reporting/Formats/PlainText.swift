/// Returns a document for a terminal: no colours, no escapes.
func plainText(_ document: SummaryDocument) -> String {
  var blocks = [document.facts]
  if !document.objectives.rows.isEmpty { blocks.append(document.objectives.aligned) }
  blocks.append(document.patterns.aligned)
  if let differences = document.differences { blocks.append(differences.aligned) }
  blocks.append(document.costChecks.map { "  cost check: \($0)" })
  blocks.append(document.headlines)
  return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
    .joined(separator: "\n\n") + "\n"
}
