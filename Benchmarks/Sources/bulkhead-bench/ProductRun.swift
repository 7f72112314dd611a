import Foundation

/// One run of the product on a made-up scenario, and what its tables say.
struct ProductRun {
  var measurement: Measurement
  var requests: Int
  var digest: String
  var answers: [(name: String, value: Field)]

  /// Writes the scenario into a folder of its own, runs it, reads the tables, cleans up.
  init(of scenario: TenantsScenario, workers: Int, by product: BulkheadProduct) throws {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(path: "bulkhead-bench-\(UUID().uuidString)")
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: folder) }
    let file = folder.appending(path: "scenario.yaml")
    try Data(scenario.yaml.utf8).write(to: file)
    let results = folder.appending(path: "results")
    let words = [
      "run", file.path, "--output", results.path, "--workers", "\(workers)", "--force", "--quiet",
      "--format", "json",
    ]
    (_, measurement) = try Measurement.of(.children) { try product.runs(words) }
    let tables = results.appending(path: "tables")
    requests = try CSVTable(tables, "usage_sample").sum("arrived")
    digest = try CSVTable(tables, "run").texts("logical_digest").first ?? ""
    answers = try Self.answers(from: tables, of: scenario)
  }

  private static func answers(
    from tables: URL,
    of scenario: TenantsScenario
  ) throws -> [(name: String, value: Field)] {
    let latency = try CSVTable(tables, "latency_summary")
    let p95 = try latency.numbers("p95_ms")
    let completed = try latency.sum("n")
    let events = try CSVTable(tables, "replication").sum("events")
    let busy = try CSVTable(tables, "pod_usage").numbers("cpu_core_s").reduce(0, +)
    let capacity =
      Double(scenario.nodes * TenantsScenario.coresPerNode * scenario.replications)
      * scenario.durationSeconds * 0.98
    let enforcement = try CSVTable(tables, "enforcement")
    let rules = try enforcement.texts("rule")
    var seconds: [String: Double] = [:]
    for (rule, bound) in zip(rules, try enforcement.numbers("bound_s")) {
      seconds[rule, default: 0] += bound
    }
    let bound = seconds.sorted { $0.key < $1.key }
    return [
      ("completed", .count(completed)),
      ("events", .count(events)),
      ("mean_p95_ms", .number(p95.reduce(0, +) / Double(max(1, p95.count)), digits: 4)),
      ("worst_p95_ms", .number(p95.max() ?? .nan, digits: 4)),
      ("utilization", .number(busy / capacity, digits: 4)),
    ] + bound.map { ("\($0.key)_pod_s", .number($0.value, digits: 1)) }
  }

  func report(as bench: String) -> Report {
    Report(
      bench: bench,
      count: requests,
      measurement: measurement,
      answers: answers + [("digest", .word(digest))]
    )
  }
}

/// A table that the product left, by columns.
struct CSVTable {
  private let name: String
  private let columns: [String]
  private let rows: [[String]]

  init(_ folder: URL, _ name: String) throws {
    let text = try String(contentsOf: folder.appending(path: "\(name).csv"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map { Self.cells(of: $0) }
    self.name = name
    columns = lines.first ?? []
    rows = Array(lines.dropFirst())
  }

  func texts(_ column: String) throws -> [String] {
    guard let place = columns.firstIndex(of: column) else {
      throw BenchFailure("the table \(name) has no column \(column)")
    }
    return rows.map { place < $0.count ? $0[place] : "" }
  }

  /// Cells without a value are left out.
  func numbers(_ column: String) throws -> [Double] { try texts(column).compactMap(Double.init) }

  func sum(_ column: String) throws -> Int { Int(try numbers(column).reduce(0, +)) }

  /// Divides a line at its commas, but for quoted ones.
  ///
  /// A quoted quote is lost, and a quoted line break too: no number and no digest has them.
  private static func cells(of line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }
}
