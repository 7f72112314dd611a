internal import Analysis
internal import Domain
internal import ResultsStore
package import Running

/// Returns an estimate of a run as text that ends with a line feed.
package func render(_ estimate: RunEstimate, as format: SummaryFormat) -> String {
  let tables = [patternTable(estimate), memoryTable(estimate)]
  let facts = facts(of: estimate)
  switch format {
  case .table:
    let blocks = [title(of: estimate)] + tables.map { $0.aligned.joined(separator: "\n") }
    return (blocks + [facts.joined(separator: "\n")]).joined(separator: "\n\n") + "\n"
  case .markdown:
    let lines = ([title(of: estimate)] + facts).map { "- \(SafeText.markdown($0))" }
    return ([lines.joined(separator: "\n")] + tables.map(pipes)).joined(separator: "\n\n") + "\n"
  case .csv: return csv(estimate)
  case .json: return json(estimate).text + "\n"
  }
}

private func title(of estimate: RunEstimate) -> String {
  let scenario = estimate.scenario
  return SafeText.plain(scenario.name) + " · dry run · "
    + (estimate.points > 0 ? "\(counted(estimate.points, "point")) × " : "")
    + counted(scenario.patterns.count, "pattern") + " × "
    + counted(scenario.tenants.count, "tenant") + " × "
    + counted(scenario.run.replications, "replication")
}

/// One row per point and pattern, as far as they don't flood a terminal, and the sum of all over
/// all replications.
private func patternTable(_ estimate: RunEstimate) -> TextTable {
  let isSweep = estimate.points > 0
  let most = isSweep ? 40 : Int.max
  var table = TextTable(
    columns: (isSweep ? [.init(title: "point", maxWidth: 40)] : []) + [
      .init(title: "pattern"),
      .init(title: "requests", unit: "per replication", isNumber: true),
      .init(title: "events", unit: "per replication", isNumber: true),
      .init(title: "pods", unit: "running", isNumber: true),
      .init(title: "", unit: "of", isNumber: true),
    ]
  )
  for pattern in estimate.patterns.prefix(most) {
    let point = isSweep ? [SafeText.plain(pattern.point)] : []
    table.rows.append(point + [pattern.pattern.title] + cells(of: pattern))
  }
  if estimate.patterns.count > most {
    let rest = "and \(counted(estimate.patterns.count - most, "more row"))"
    table.rows.append([rest, "", "", "", "", ""])
  }
  table.rows.append(
    (isSweep ? ["all points"] : []) + [
      "all \(counted(estimate.scenario.run.replications, "replication"))"
    ]
      + [estimate.totalRequests, estimate.totalEvents].map(rounded) + ["", ""]
  )
  return table
}

private func cells(of pattern: RunEstimate.Pattern) -> [String] {
  guard pattern.infeasibleReason == nil else { return ["infeasible", "–", "–", "–"] }
  return [pattern.requests, pattern.events].map(rounded)
    + [pattern.runningPods, pattern.pods].map(NumberText.count)
}

private func memoryTable(_ estimate: RunEstimate) -> TextTable {
  let memory = estimate.memory
  var table = TextTable(columns: [
    .init(title: "memory"), .init(title: "", unit: "MiB", isNumber: true),
  ])
  let parts = [
    ("program, scenario and plans", memory.scenario),
    ("\(counted(estimate.workers, "worker")), while simulating", memory.workers),
    ("records of finished replications", memory.records),
    ("tables, when simulating is over", memory.results),
    ("peak", memory.peak),
  ]
  for (name, bytes) in parts { table.rows.append([name, rounded(Double(bytes) / 1_048_576)]) }
  return table
}

private func facts(of estimate: RunEstimate) -> [String] {
  let machine = estimate.machine
  let available = machine.memory.map { memory in
    "memory that may be taken: \(rounded(Double(memory.bytes) / 1_048_576)) MiB"
      + " (\(memory.origin))"
  }
  let basis =
    estimate.calibration.measuredEvents.map {
      "by \(NumberText.count($0)) events simulated just now"
    } ?? "by typical figures; nothing was simulated"
  let lanes = counted(min(estimate.workers, machine.cores), "core")
  let time = "time: about \(timeText(estimate.seconds)) on \(lanes), \(basis)"
  let taken = counted(estimate.takenOver, "finished replication")
  var search: [String] = []
  if case .fitted = estimate.scenario.hardware {
    search = [
      "hardware: searched for before the run, which takes time that is not in these figures; they "
        + "are for the fewest nodes that fit the pods"
    ]
  }
  let infeasible = estimate.patterns.compactMap { pattern in
    pattern.infeasibleReason.map { reason in
      let place = pattern.point.isEmpty ? "" : " at \(pattern.point)"
      return "\(pattern.pattern.title) can't be built\(place): \(reason)"
    }
  }.prefix(20)
  let folder = "results: \(estimate.folder.databasePath), \(estimate.folder.tablesPath)/*.csv"
  return
    ([available, time, folder].compactMap(\.self)
    + (estimate.takenOver > 0 ? ["taken over: \(taken) of an interrupted run"] : [])
    + search + infeasible).map(SafeText.plain)
}

/// Three digits that mean something; more would promise what an estimate can't keep.
private func rounded(_ value: Double) -> String {
  guard value < 1e18 else { return "more than 10¹⁸" }
  guard value >= 1000 else { return NumberText.count(Int(max(0, value).rounded(.up))) }
  var unit = 1.0
  while value / unit >= 1000 { unit *= 10 }
  return NumberText.count(Int((value / unit).rounded() * unit))
}

private func timeText(_ seconds: Double) -> String {
  switch seconds {
  case ..<10: "\(max(0.1, (seconds * 10).rounded() / 10)) s"
  case ..<120: "\(Int(seconds.rounded())) s"
  case ..<7200: "\(Int((seconds / 60).rounded())) min"
  default: "\((seconds / 360).rounded() / 10) h"
  }
}

/// One row per pattern.
private func csv(_ estimate: RunEstimate) -> String {
  let header =
    "scenario,point,pattern,infeasible_reason,replications,requests_per_replication,"
    + "events_per_replication,pods_running,pods,memory_peak_bytes,time_s"
  let rows = estimate.patterns.map { pattern in
    [
      SafeText.csv(estimate.scenario.name), SafeText.csv(pattern.point), pattern.pattern.rawValue,
      SafeText.csv(pattern.infeasibleReason ?? ""), "\(estimate.scenario.run.replications)",
      "\(pattern.requests)", "\(pattern.events)", "\(pattern.runningPods)", "\(pattern.pods)",
      "\(estimate.memory.peak)", "\(estimate.seconds)",
    ].joined(separator: ",")
  }
  return ([header] + rows).joined(separator: "\n") + "\n"
}

/// The version is semantic, as that of a summary.
private func json(_ estimate: RunEstimate) -> JSONValue {
  let memory = estimate.memory
  let calibration = estimate.calibration
  return .object([
    ("version", .text("1.1.0")),
    ("scenario", .text(estimate.scenario.name)),
    ("replications", .integer(Int64(estimate.scenario.run.replications))),
    ("taken_over", .integer(Int64(estimate.takenOver))),
    ("workers", .integer(Int64(estimate.workers))),
    ("cores", .integer(Int64(estimate.machine.cores))),
    ("points", .integer(Int64(estimate.points))),
    ("patterns", .array(estimate.patterns.map(patternObject))),
    ("requests", .number(estimate.totalRequests)),
    ("events", .number(estimate.totalEvents)),
    (
      "memory",
      .object([
        ("scenario_bytes", .integer(memory.scenario)),
        ("workers_bytes", .integer(memory.workers)),
        ("records_bytes", .integer(memory.records)),
        ("results_bytes", .integer(memory.results)),
        ("peak_bytes", .integer(memory.peak)),
        ("available_bytes", estimate.machine.memory.map { .integer($0.bytes) } ?? .null),
        ("available_origin", estimate.machine.memory.map { .text($0.origin) } ?? .null),
      ])
    ),
    ("time_s", .number(estimate.seconds)),
    ("seconds_per_event", .number(calibration.secondsPerEvent)),
    ("measured_events", calibration.measuredEvents.map { .integer(Int64($0)) } ?? .null),
    ("rows", .number(estimate.rows)),
    ("database", .text(estimate.folder.databasePath)),
    ("tables", .text(estimate.folder.tablesPath)),
    ("starts", .text(estimate.canStart ? "yes" : "no")),
  ])
}

private func patternObject(_ pattern: RunEstimate.Pattern) -> JSONValue {
  .object([
    ("point", .text(pattern.point)),
    ("pattern", .text(pattern.pattern.rawValue)),
    ("infeasible_reason", pattern.infeasibleReason.map { .text($0) } ?? .null),
    ("requests_per_replication", .number(pattern.requests)),
    ("events_per_replication", .number(pattern.events)),
    ("pods_running", .integer(Int64(pattern.runningPods))),
    ("pods", .integer(Int64(pattern.pods))),
  ])
}
