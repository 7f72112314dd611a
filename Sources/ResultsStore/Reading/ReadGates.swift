internal import Analysis
internal import Domain

/// Returns the gates that a run was held to.
func readGates(of database: ForeignDatabase) throws(ReadingError) -> [Gate] {
  var gates: [Gate] = []
  try database.forEachRow(
    of: "gate",
    columns: [
      "id", "name", "kind", "metric", "op", "limit_value", "slo", "tenant", "endpoint", "patterns",
      "line", "line_column",
    ],
    by: "id",
    atMost: 1000
  ) { row throws(ReadingError) in
    let objectives = try row.optionalText("slo")
    let line = try row.optionalInteger("line", in: 1...Int64(Int32.max))
    let column = try row.optionalInteger("line_column", in: 1...Int64(Int32.max))
    gates.append(
      Gate(
        name: try row.text("name"),
        condition: try condition(row),
        patterns: try patterns(row),
        tenant: try row.optionalText("tenant"),
        endpoint: try row.optionalText("endpoint"),
        objectives: objectives.map { NameSet($0) },
        place: line.flatMap { line in
          column.map { SourcePlace(line: Int(line), column: Int($0)) }
        }
      )
    )
  }
  return gates
}

private func condition(_ row: RowReader) throws(ReadingError) -> Gate.Condition {
  switch try row.choice("kind", of: GateKind.self) {
  case .verdict: return .verdict
  case .limit:
    return .limit(
      try row.choice("metric", of: Metric.self),
      try row.choice("op", of: Gate.Comparison.self),
      try row.real("limit_value", in: 0...1e15)
    )
  }
}

private func patterns(_ row: RowReader) throws(ReadingError) -> [IsolationPattern]? {
  guard let text = try row.optionalText("patterns") else { return nil }
  var patterns: [IsolationPattern] = []
  for word in text.split(separator: " ") {
    guard let pattern = IsolationPattern(rawValue: String(word)) else {
      throw row.problem("patterns", "'\(word.prefix(40))'", "names of patterns")
    }
    patterns.append(pattern)
  }
  return patterns
}
