internal import Foundation
internal import ScenarioLoading

/// A benchmark on one MIG instance, alone and with the others busy.
struct InterferenceRow: Hashable {
  var round: String
  var gpu: String
  var benchmark: String
  var isServer: Bool
  var neighbours: Int
  /// Samples or queries a second, alone.
  var aloneResult: Double
  /// Shared result over that alone.
  var kept: Double
  /// Offered load, in queries a second.
  var load: Double
  var hasSameLoad: Bool
  /// Milliseconds at `quantiles`; nil where the file has none.
  var alone: [Double?]
  var shared: [Double?]

  static let quantiles = [50, 90, 95, 97, 99]

  /// Recommendation reads embedding tables: it waits for memory.
  var isMemoryBound: Bool { benchmark.hasPrefix("dlrm") }
}

/// All instances of a GPU together beside the whole GPU.
struct SlicedRow {
  var gpu: String
  var isServer: Bool
  var ratio: Double
}

/// All that the suite reads.
struct MIGData {
  var rows: [InterferenceRow] = []
  var sliced: [SlicedRow] = []
}

/// Reads both tables; the one of sliced GPUs may be missing.
func readMIGData(in folder: String) throws(MIGFailure) -> MIGData {
  let name = "mig_hetero_interference.csv"
  let places = [folder, folder + "/mlperf-inference"]
  guard let place = places.first(where: { FileManager.default.fileExists(atPath: "\($0)/\(name)") })
  else {
    throw .missing(
      "there is no \(name) in \(quoted(folder)): the suite needs the folder mlperf-inference; name "
        + "its place with --data or BULKHEAD_DATA"
    )
  }
  var data = MIGData()
  var problems: [Diagnostic] = []
  data.rows = readInterference(try bytes(of: "\(place)/\(name)"), "\(place)/\(name)", &problems)
  let sliced = "\(place)/mig_sliced_vs_whole.csv"
  if FileManager.default.fileExists(atPath: sliced) {
    data.sliced = readSliced(try bytes(of: sliced), sliced, &problems)
  }
  guard problems.isEmpty else { throw .unreadable(problems) }
  return data
}

private func bytes(of path: String) throws(MIGFailure) -> [UInt8] {
  do throws(FileProblem) {
    return try readFile(at: path, atMost: 4 << 20)
  } catch {
    throw .missing("\(quoted(path)) can't be read: \(error.explanation)")
  }
}

private func readInterference(
  _ bytes: [UInt8],
  _ path: String,
  _ problems: inout [Diagnostic]
) -> [InterferenceRow] {
  let figures = InterferenceRow.quantiles.flatMap { ["alone_p\($0)_ms", "shared_p\($0)_ms"] }
  let columns =
    [
      "round", "gpu", "benchmark", "scenario", "neighbours", "alone_result", "result_ratio",
      "alone_target_qps", "same_offered_load",
    ] + figures
  var reader = TableReader(bytes, path: path, columns: columns)
  let numbers = columns.compactMap { reader.column($0) }
  guard numbers.count == columns.count else {
    problems += reader.problems
    return []
  }
  var rows: [InterferenceRow] = []
  while reader.next() {
    guard let neighbours = reader.integer(numbers[4], in: 0...64),
      let result = reader.amount(numbers[5]), let kept = reader.amount(numbers[6])
    else { continue }
    let latencies = numbers.dropFirst(9).map { reader.amountIfAny($0) }
    rows.append(
      InterferenceRow(
        round: reader.text(numbers[0]),
        gpu: reader.text(numbers[1]),
        benchmark: reader.text(numbers[2]),
        isServer: reader.text(numbers[3]).lowercased() == "server",
        neighbours: Int(neighbours),
        aloneResult: result,
        kept: kept,
        load: reader.amountIfAny(numbers[7]) ?? 0,
        hasSameLoad: reader.text(numbers[8]) == "1",
        alone: stride(from: 0, to: latencies.count, by: 2).map { latencies[$0] },
        shared: stride(from: 1, to: latencies.count, by: 2).map { latencies[$0] }
      )
    )
  }
  problems += reader.problems
  return rows
}

private func readSliced(
  _ bytes: [UInt8],
  _ path: String,
  _ problems: inout [Diagnostic]
) -> [SlicedRow] {
  let columns = ["gpu", "scenario", "sliced_over_whole"]
  var reader = TableReader(bytes, path: path, columns: columns)
  let numbers = columns.compactMap { reader.column($0) }
  guard numbers.count == columns.count else {
    problems += reader.problems
    return []
  }
  var rows: [SlicedRow] = []
  while reader.next() {
    // Some benchmarks ran in one of both ways only.
    guard let ratio = reader.amountIfAny(numbers[2]) else { continue }
    rows.append(
      SlicedRow(
        gpu: reader.text(numbers[0]),
        isServer: reader.text(numbers[1]).lowercased() == "server",
        ratio: ratio
      )
    )
  }
  problems += reader.problems
  return rows
}
