/// Returns a document for a terminal: no colours, no escapes.
func plainText(_ document: SummaryDocument) -> String {
  let blocks = [document.facts] + document.tables.map(\.aligned) + [document.headlines]
  return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
    .joined(separator: "\n\n") + "\n"
}
