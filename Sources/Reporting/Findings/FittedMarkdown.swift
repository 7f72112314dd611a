/// Returns a Markdown table after its lead, cut to a number of bytes in UTF-8.
///
/// Job summaries and comments have a limit. Rows go from the end, and a last line says how many.
func fittedMarkdown(lead: [String], _ table: TextTable, maxBytes: Int?) -> String {
  let lines = table.rows.isEmpty ? [] : pipes(table).split(separator: "\n").map(String.init)
  func text(keeping rows: Int) -> String {
    let left = table.rows.count - rows
    let notice = left > 0 ? ["*\(counted(left, "more row")) left out to keep within the limit.*"] : []
    let blocks = lead + [lines.prefix(rows + 2).joined(separator: "\n")] + notice
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }
  let whole = text(keeping: table.rows.count)
  guard let maxBytes, whole.utf8.count > maxBytes else { return whole }
  // The most rows that fit, by bisection.
  var (fits, tooMany) = (0, table.rows.count)
  while tooMany - fits > 1 {
    let middle = (fits + tooMany) / 2
    if text(keeping: middle).utf8.count <= maxBytes { fits = middle } else { tooMany = middle }
  }
  let best = text(keeping: fits)
  guard best.utf8.count > maxBytes else { return best }
  return String(decoding: best.utf8.prefix(max(0, maxBytes - 1)), as: UTF8.self) + "\n"
}
