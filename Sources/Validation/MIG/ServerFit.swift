internal import Foundation
internal import Randomness

/// Latencies beside neighbours, predicted from those alone.
struct MIGPrediction {
  var row: InterferenceRow
  /// Milliseconds at `InterferenceRow.quantiles`, of the fitted server alone.
  var fitted: [Double]
  /// Observed alone times the predicted slowdown; nil where nothing was observed.
  var shared: [Double?]
  /// Whether the shared p95 entered the fit.
  var isCalibrated: Bool
}

/// One for each Server row at the same load.
func predictions(for rows: [InterferenceRow]) -> [MIGPrediction] {
  var known: [InterferenceRow: MIGPrediction] = [:]
  return rows.filter { $0.isServer && $0.hasSameLoad && $0.isPredictable }.map { row in
    // dlrm-99 and dlrm-99.9 are one run.
    var key = row
    key.benchmark = String(row.benchmark.prefix { $0 != "-" })
    var prediction = known[key] ?? predict(row, saturatingAt: offlineRate(like: row, in: rows))
    known[key] = prediction
    prediction.row = row
    return prediction
  }
}

extension InterferenceRow {
  /// Whether there are a load and median and p95 alone.
  fileprivate var isPredictable: Bool {
    let needed = [alone[0], alone[2], shared[2]].compactMap(\.self)
    return load > 0 && neighbours > 0 && needed.count == 3 && needed.allSatisfy { $0 > 0 }
  }
}

/// The throughput of the same benchmark without bounds on latency, in the same round if there is.
private func offlineRate(like row: InterferenceRow, in rows: [InterferenceRow]) -> Double? {
  let same = rows.filter {
    !$0.isServer && $0.gpu == row.gpu && $0.benchmark == row.benchmark && $0.aloneResult > row.load
  }
  return (same.first { $0.round == row.round } ?? same.first)?.aloneResult
}

private func predict(_ row: InterferenceRow, saturatingAt rate: Double?) -> MIGPrediction {
  // Reading embeddings, a server saturates elsewhere than Offline.
  let isCalibrated = row.isMemoryBound || rate == nil
  let server = isCalibrated ? calibrated(row) : ServerFit(row, rate: rate ?? row.load).best()
  let (alone, shared) = averages(of: server, row)
  return MIGPrediction(
    row: row,
    fitted: alone,
    shared: row.alone.indices.map { index in
      row.alone[index].map { $0 * shared[index] / alone[index] }
    },
    isCalibrated: isCalibrated
  )
}

/// The server whose p95 slows down as observed: the higher its utilization, the more it does.
///
/// At each utilization the rest is fitted to the latencies alone.
private func calibrated(_ row: InterferenceRow) -> InstanceServer {
  let wanted = (row.shared[2] ?? 1) / (row.alone[2] ?? 1)
  var (low, high) = (0.3, 0.98)
  var server = ServerFit(row, rate: row.load / 0.64).best()
  for _ in 0..<7 {
    let (alone, shared) = averages(of: server, row)
    let utilization = row.load / server.capacity
    if shared[2] / alone[2] < wanted { low = utilization } else { high = utilization }
    server = ServerFit(row, rate: 2 * row.load / (low + high)).best()
  }
  return server
}

/// Latencies alone and beside busy neighbours, over four streams of queries that no fit has seen.
private func averages(
  of server: InstanceServer,
  _ row: InterferenceRow
) -> (alone: [Double], shared: [Double]) {
  let instances = Instances(row)
  var sums = (alone: [0.0, 0, 0, 0, 0], shared: [0.0, 0, 0, 0, 0])
  for seed in 101...104 as ClosedRange<UInt64> {
    let queries = Queries(60_000, perSecond: row.load, seed: seed)
    let alone = server.latencies(of: queries, on: instances, busy: 0)
    let shared = server.latencies(of: queries, on: instances, busy: row.neighbours)
    for index in alone.indices {
      sums.alone[index] += alone[index] / 4
      sums.shared[index] += shared[index] / 4
    }
  }
  return sums
}

/// A search for the server whose latencies alone are those observed: at random, then around the
/// best.
private struct ServerFit {
  let row: InterferenceRow
  /// Where the server saturates.
  let rate: Double
  private let queries: Queries
  private let instances: Instances

  init(_ row: InterferenceRow, rate: Double) {
    self.row = row
    self.rate = rate
    queries = Queries(20_000, perSecond: row.load, seed: 1)
    instances = Instances(row)
  }

  func best() -> InstanceServer {
    var stream = RandomStream(seed: 1, purpose: "mig fit")
    var best = draw(&stream)
    var least = misfit(of: best)
    let steps = 900
    for step in 0..<steps {
      var candidate = step < steps / 2 ? draw(&stream) : best
      if step >= steps / 2 { vary(&candidate, by: step < steps * 3 / 4 ? 0.2 : 0.05, &stream) }
      let misfit = misfit(of: candidate)
      if misfit < least { (best, least) = (candidate, misfit) }
    }
    return best
  }

  /// The sum of squared relative errors; that of p95 counts twice.
  private func misfit(of server: InstanceServer) -> Double {
    let alone = server.latencies(of: queries, on: instances, busy: 0)
    var sum = 0.0
    for (index, observed) in row.alone.enumerated() {
      guard let observed, observed > 0 else { continue }
      let error = log(alone[index] / observed)
      sum += error * error * (InterferenceRow.quantiles[index] == 95 ? 2 : 1)
    }
    return sum
  }

  private func draw(_ stream: inout RandomStream) -> InstanceServer {
    func uniform() -> Double { Double.random(in: 0..<1, using: &stream) }
    let largest = max(4, 2 * row.load * (row.alone[2] ?? 1) / 1000 + 4)
    let (part, wait) = (uniform(), uniform() * uniform())
    return InstanceServer(
      capacity: rate,
      maxBatch: max(2, Int(2 * pow(largest / 2, uniform()))),
      fixedPart: 0.9 * part * part,
      delay: 1.2 * wait * (row.alone[0] ?? 1) / 1000,
      variation: uniform() < 0.3 ? 0 : 6 * uniform() * uniform()
    )
  }

  private func vary(
    _ server: inout InstanceServer,
    by spread: Double,
    _ stream: inout RandomStream
  ) {
    func factor() -> Double { exp(spread * (2 * Double.random(in: 0..<1, using: &stream) - 1)) }
    server.maxBatch = max(1, Int((Double(server.maxBatch) * factor()).rounded()))
    server.fixedPart = min(0.95, server.fixedPart * factor())
    server.delay *= factor()
    server.variation *= factor()
  }
}
