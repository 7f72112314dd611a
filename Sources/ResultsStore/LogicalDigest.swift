package import Analysis
internal import Digests
package import Domain

/// Returns what equal runs have in common: SHA-256, in hex, over the sorted rows of every table.
///
/// Tables that follow from others stay out: their intervals come from mathematical libraries, which
/// differ in the last bit from machine to machine; the facts don't.
/// Wall clock, host, paths and worker count stay out, and so does the order of rows: references to
/// numbered rows are replaced by the names of what they refer to.
package func logicalDigest(of run: RunRecord, _ summary: RunSummary) -> String {
  logicalDigest(of: ResultsSource(run, summary))
}

func logicalDigest(of source: ResultsSource) -> String {
  var digest = SHA256()
  var names = RowNames()
  for table in resultTables() where table.isInDigest {
    digest.update("table \(table.name)\n".utf8)
    for line in canonicalRows(of: table, in: source, naming: &names) { digest.update(line.utf8) }
  }
  return digest.finalizedHex()
}

/// What numbered rows are called, by table.
private typealias RowNames = [String: [Int64: String]]

private func canonicalRows(
  of table: Table,
  in source: ResultsSource,
  naming names: inout RowNames
) -> [String] {
  let keyPlaces = table.key.compactMap { name in table.columns.firstIndex { $0.name == name } }
  let isNamed = table.hasID && !keyPlaces.isEmpty
  let taken = table.columns.indices.filter {
    table.columns[$0].isInDigest && !(table.hasID && $0 == 0)
  }
  var own: [Int64: String] = [:]
  var lines: [String] = []
  // Nothing in this closure throws; `forEachRow` is shared with writers that do.
  try? table.forEachRow(source) { cells in
    var line = ""
    for place in taken {
      appendCanonical(cells[place], of: table.columns[place], naming: names, to: &line)
    }
    lines.append(line + "\n")
    guard isNamed, case .integer(let id) = cells[0] else { return }
    var name = ""
    for place in keyPlaces {
      appendCanonical(cells[place], of: table.columns[place], naming: names, to: &name)
    }
    own[id] = name
  }
  if isNamed { names[table.name] = own }
  return lines.sorted()
}

/// Texts carry their length, so that no two rows can read the same.
private func appendCanonical(
  _ cell: Cell,
  of column: ColumnFacts,
  naming names: RowNames,
  to line: inout String
) {
  switch cell {
  case .null: line += "-"
  case .integer(let value):
    if let target = column.target, let name = names[target]?[value] {
      line += "(\(name))"
    } else {
      line += String(value)
    }
  case .real(let value): line += value.description
  case .text(let text): line += "\(text.utf8.count):\(text)"
  case .blob(let bytes): line += SHA256.hex(of: bytes)
  }
  line += "|"
}
