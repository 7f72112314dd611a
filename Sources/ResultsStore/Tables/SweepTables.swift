internal import Domain

/// The points of the sweep, and what sets them apart.
func sweepTables() -> [Table] { [sweepPointTable(), sweepValueTable()] }

private func sweepPointTable() -> Table {
  let columns: [Column<(offset: Int, element: String)>] = [
    .id("Place in the sweep.") { $0.offset },
    .prose("label", "What sets the point apart; NULL without a sweep.") { $0.element },
  ]
  return Table(
    "sweep_point",
    "One row per point of the sweep; without a sweep a single one.",
    key: ["label"],
    columns: columns
  ) { source, body in
    let labels = source.run.points.isEmpty ? [""] : source.run.points.map(\.label)
    try labels.enumerated().forEach(body)
  }
}

private typealias ValueRow = (point: Int, place: Int, value: SweepValue)

private func sweepValueTable() -> Table {
  let columns: [Column<ValueRow>] = [
    .link("point_id", to: "sweep_point", "The point.") { $0.point },
    .count("position", nil, "Place among the values of the point, from 1.") { $0.place + 1 },
    .prose("path", "Path of the value in the scenario, as written.") { $0.value.path },
    .prose("value", "The value as written, unit included.") { $0.value.value },
    .prose("unit", "What stands behind a number; NULL if nothing does.") { $0.value.unit },
  ]
  return Table(
    "sweep_value",
    "One row per point and value that it sets.",
    key: ["point_id", "position"],
    columns: columns
  ) { source, body in
    for (point, facts) in source.run.points.enumerated() {
      for (place, value) in facts.values.enumerated() { try body((point, place, value)) }
    }
  }
}
