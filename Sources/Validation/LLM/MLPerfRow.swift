internal import ScenarioLoading

/// A measured run of MLPerf Inference: a language model under Poisson arrivals.
///
/// Times are in seconds.
struct MLPerfRow: Equatable {
  var round: String
  var submitter: String
  var system: String
  var accelerator: String
  var accelerators: Int
  var benchmark: String
  var scenario: String
  /// Requests per second, of the whole system.
  var rate: Double
  var meanOutputTokens: Double
  var firstToken: Latency
  var perToken: Latency
  var whole: Latency

  /// Quantiles in seconds.
  struct Latency: Equatable {
    var p50: Double
    var p90: Double
    var p95: Double
    var p99: Double
    var p999: Double
  }

  var ratePerAccelerator: Double { rate / Double(accelerators) }

  /// Whether another row tells of the same model and demand on the same accelerators.
  func isComparable(with other: Self) -> Bool {
    accelerator == other.accelerator && benchmark == other.benchmark && scenario == other.scenario
  }
}

/// Reads `mlperf_llm_latency.csv`; runs that stand for two accuracy targets are taken once.
func readMLPerf(_ bytes: [UInt8], path: String) -> (rows: [MLPerfRow], problems: [Diagnostic]) {
  let words = ["round", "submitter", "system", "accelerator", "benchmark", "scenario"]
  let counts = ["accel_per_node", "nodes"]
  let figures = ["target_qps", "completed_samples_per_s", "tokens_per_s"]
  let quantiles = ["p50_ms", "p90_ms", "p95_ms", "p99_ms", "p999_ms"]
  let latencies = ["ttft", "tpot", "e2e"].flatMap { name in quantiles.map { "\(name)_\($0)" } }
  let columns = words + counts + figures + latencies
  var table = TableReader(withoutQuotedCommas(bytes), path: path, columns: columns)
  let at = columns.map { table.column($0) ?? 0 }
  var rows: [MLPerfRow] = []
  while table.next() {
    let numbers = (8..<columns.count).map { Double(table.text(at[$0])) ?? .nan }
    guard let perNode = table.integer(at[6], in: 0...1024),
      let nodes = table.integer(at[7], in: 1...1024)
    else { continue }
    // Runs on processors have no accelerators.
    guard perNode > 0 else { continue }
    if let bad = numbers.firstIndex(where: { !(1e-6...1e9).contains($0) }) {
      table.reportField(at[8 + bad], "`\(columns[8 + bad])` needs a positive number")
      continue
    }
    let row = MLPerfRow(
      round: table.text(at[0]),
      submitter: table.text(at[1]),
      system: table.text(at[2]),
      accelerator: table.text(at[3]),
      accelerators: Int(perNode * nodes),
      benchmark: benchmarkName(table.text(at[4])),
      scenario: table.text(at[5]),
      rate: numbers[1],
      meanOutputTokens: numbers[2] / numbers[1],
      firstToken: latency(numbers[3..<8]),
      perToken: latency(numbers[8..<13]),
      whole: latency(numbers[13..<18])
    )
    if !rows.contains(row) { rows.append(row) }
  }
  return (rows, table.problems)
}

/// The benchmark without its accuracy target, which does not change the demand.
private func benchmarkName(_ name: String) -> String {
  for target in ["-99.9", "-99"] where name.hasSuffix(target) {
    return String(name.dropLast(target.count))
  }
  return name.replacing("llama3_1", with: "llama3.1")
}

private func latency(_ milliseconds: ArraySlice<Double>) -> MLPerfRow.Latency {
  let seconds = milliseconds.map { $0 / 1000 }
  return MLPerfRow.Latency(
    p50: seconds[0],
    p90: seconds[1],
    p95: seconds[2],
    p99: seconds[3],
    p999: seconds[4]
  )
}

/// The file with semicolons for commas between quotation marks, so that places stay the same.
///
/// The reader of tables takes quotation marks as they stand.
private func withoutQuotedCommas(_ bytes: [UInt8]) -> [UInt8] {
  var isQuoted = false
  return bytes.map { byte in
    if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
    if byte == 0x0A { isQuoted = false }
    return isQuoted && byte == UInt8(ascii: ",") ? UInt8(ascii: ";") : byte
  }
}
