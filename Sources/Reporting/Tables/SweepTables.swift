internal import Analysis
internal import Domain
internal import Statistics

/// What a sweep comes to: one table per number, rows are points, columns patterns.
///
/// The p95 is the longest of any endpoint that an objective covers, or of any where there are no
/// objectives; its interval is that of the endpoint. Of many points those are shown at which the
/// number of objectives passed changes, and some between; all are in the view v_variant_summary.
func sweepTables(_ summary: RunSummary, of run: RunRecord) -> [TextTable] {
  let parts = summary.parts
  guard let patterns = parts.first?.variants.map(\.pattern) else { return [] }
  let grid = SweepGrid(run: run, parts: parts, patterns: patterns, points: shownPoints(parts))
  let level = NumberText.percent(run.scenario.run.confidence)
  let currency = SafeText.plain(run.scenario.costs.currency)
  let covered = Set(run.scenario.objectives.flatMap(\.endpoints))
  let passed = grid.table("objectives passed", "of \(run.scenario.objectives.count)") { variant in
    let failed = variant.objectives.count { $0.verdict == .fail }
    let open = variant.objectives.count { $0.verdict == .inconclusive }
    let rest = failed + open == 0 ? "" : " (\(failed) ✗\(open > 0 ? ", \(open) ?" : ""))"
    return "\(variant.passed)\(rest)"
  }
  let p95 = grid.table("longest p95, ms", "± \(level)") { variant in
    longest(variant.latencies.filter { covered.isEmpty || covered.contains($0.endpoint) })
  }
  let cost = grid.table("cost", "\(currency)/month") { variant in
    NumberText.money(variant.assetCost * CostSummary.hoursPerMonth)
  }
  return run.scenario.objectives.isEmpty ? [p95, cost] : [passed, p95, cost]
}

/// The points and patterns that tables show.
private struct SweepGrid {
  var run: RunRecord
  var parts: [RunSummary]
  var patterns: [IsolationPattern]
  /// Indices of points, in order.
  var points: [Int]

  func table(_ title: String, _ unit: String, _ cell: (VariantSummary) -> String) -> TextTable {
    var table = TextTable(
      columns: [.init(title: title, unit: unit, maxWidth: 60)]
        + patterns.map { .init(title: $0.rawValue, isNumber: true) }
    )
    let rows = parts.map { part in
      patterns.map { pattern -> String in
        guard let variant = part.variants.first(where: { $0.pattern == pattern })
        else { return "–" }
        return variant.infeasibleReason == nil ? cell(variant) : "infeasible"
      }
    }
    if parts.count > 1, Set(rows).count == 1 {
      table.rows = [["at every point"] + rows[0]]
      return table
    }
    for point in points {
      table.rows.append([SafeText.plain(run.label(ofPoint: point))] + rows[point])
    }
    if points.count < parts.count {
      let rest = "and \(counted(parts.count - points.count, "more point"))"
      table.rows.append([rest + " in the view v_variant_summary"] + patterns.map { _ in "" })
    }
    return table
  }
}

/// All points, or where they would flood a terminal those at which something changes first, then
/// as many others as there is room for, evenly spread.
private func shownPoints(_ parts: [RunSummary]) -> [Int] {
  let most = 40
  guard parts.count > most else { return Array(parts.indices) }
  let passed = parts.map { $0.variants.map(\.passed) }
  let changes = parts.indices.dropFirst().filter { passed[$0] != passed[$0 - 1] }
  var shown = Set([0, parts.count - 1])
  for point in changes where shown.count + 2 <= most { shown.formUnion([point - 1, point]) }
  let room = most - shown.count
  for place in 0..<room { shown.insert(place * parts.count / max(1, room)) }
  return shown.sorted()
}

/// The longest 95th percentile, or what is missing to state one.
private func longest(_ latencies: [LatencySummary]) -> String {
  let stated = latencies.compactMap(\.p95.estimate)
  guard let longest = stated.max(by: { $0.value < $1.value }) else { return "n/a" }
  // One that can't be stated may be longer.
  return EstimateText(longest).joined + (stated.count < latencies.count ? " ?" : "")
}
