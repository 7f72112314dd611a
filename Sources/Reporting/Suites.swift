internal import Analysis
package import Validation

/// How the report of a suite is written out.
package enum SuiteFormat: String, CaseIterable, Sendable {
  /// Aligned columns for a terminal.
  case table
  /// Everything, full precision.
  case json
}

/// Returns the report of a suite as text that ends with a line feed.
package func render(_ report: SuiteReport, as format: SuiteFormat) -> String {
  switch format {
  case .table: lines(of: report).joined(separator: "\n") + "\n"
  case .json: document(of: report).text + "\n"
  }
}

private func lines(of report: SuiteReport) -> [String] {
  var lines: [String] = []
  for table in report.tables where !table.rows.isEmpty {
    lines += textTable(of: table).aligned + [""]
  }
  lines += report.notes.map(SafeText.plain)
  lines.append("\(report.suite): \(report.verdict)")
  return lines
}

private func textTable(of table: SuiteReport.Table) -> TextTable {
  let columns = table.columns.indices.map { index in
    TextTable.Column(
      title: table.columns[index].title,
      unit: table.columns[index].unit,
      isNumber: table.rows.contains { $0[index].isNumber }
    )
  }
  let rows = table.rows.map { row in
    zip(row, table.columns).map { $0.text(decimals: $1.decimals) }
  }
  return TextTable(columns: columns, rows: rows)
}

private func document(of report: SuiteReport) -> JSONValue {
  .object([
    ("suite", .text(report.suite)),
    ("verdict", .text(report.verdict)),
    (
      "tables",
      .object(
        report.tables.map { table in (table.name, .array(table.rows.map { record($0, table) })) }
      )
    ),
    ("notes", .array(report.notes.map(JSONValue.text))),
  ])
}

private func record(_ row: [SuiteReport.Cell], _ table: SuiteReport.Table) -> JSONValue {
  .object(zip(table.columns, row).map { column, cell in (column.key, cell.json) })
}

extension SuiteReport.Cell {
  fileprivate var isNumber: Bool {
    switch self {
    case .integer, .number: true
    case .text, .none: false
    }
  }

  fileprivate func text(decimals: Int) -> String {
    switch self {
    case .text(let text): SafeText.plain(text)
    case .integer(let integer): "\(integer)"
    case .number(let number): NumberText.fixed(number, places: decimals)
    case .none: "–"
    }
  }

  fileprivate var json: JSONValue {
    switch self {
    case .text(let text): .text(text)
    case .integer(let integer): .integer(integer)
    case .number(let number): .number(number)
    case .none: .null
    }
  }
}
