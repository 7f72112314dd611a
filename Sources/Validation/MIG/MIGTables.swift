internal import Domain

/// Throughput kept beside busy neighbours: the default beside what was measured.
func keptTable(_ rows: [InterferenceRow]) -> (table: SuiteReport.Table, passed: Bool) {
  struct Group: Hashable {
    var gpu: String
    var isServer: Bool
    var isMemoryBound: Bool
  }
  var groups: [Group] = []
  var members: [Group: [InterferenceRow]] = [:]
  for row in rows {
    // What a Server row keeps is the load at which it still meets its bound, whatever the sort.
    let isMemoryBound = row.isMemoryBound && !row.isServer
    let group = Group(gpu: row.gpu, isServer: row.isServer, isMemoryBound: isMemoryBound)
    if members[group] == nil { groups.append(group) }
    members[group, default: []].append(row)
  }
  var passed = true
  let cells = groups.map { group -> [SuiteReport.Cell] in
    let rows = members[group] ?? []
    let kept = rows.map(\.kept).sorted()
    let ours = GPUInterference.ofInstances(on: group.gpu).0
      .kept(group.isMemoryBound ? .memoryBound : .usual)
    // Rows at the same load keep all of it by definition.
    let isJudged = !rows.allSatisfy(\.hasSameLoad)
    let least = kept.first ?? 0
    let most = kept.last ?? 0
    // The file has four places.
    let isInside = ours >= least - 0.00005 && ours <= most + 0.00005
    if isJudged { passed = passed && isInside }
    return [
      .text(group.gpu), .text(group.isServer ? "Server" : "Offline"),
      .text(group.isMemoryBound ? "memoryBound" : group.isServer ? "all" : "default"),
      .integer(Int64(kept.count)), .number(least), .number(median(of: kept)), .number(most),
      .number(ours), isJudged ? .text(isInside ? "pass" : "fail") : .none,
    ]
  }
  let table = SuiteReport.Table(
    name: "kept",
    columns: [
      .init("gpu", title: "GPU"), .init("scenario", title: "scenario"),
      .init("sensitivity", title: "sensitivity"), .init("rows", title: "rows"),
      .init("least", title: "least", decimals: 4), .init("median", title: "median", decimals: 4),
      .init("most", title: "most", decimals: 4), .init("ours", title: "ours", decimals: 4),
      .init("verdict", title: "verdict"),
    ],
    rows: cells
  )
  return (table, passed)
}

/// Latencies beside neighbours, predicted beside observed.
func latencyTable(
  _ predictions: [MIGPrediction]
) -> (table: SuiteReport.Table, passed: Bool, judged: Int) {
  var passed = true
  var judged = 0
  let rows = predictions.flatMap { prediction in
    InterferenceRow.quantiles.indices.compactMap { index -> [SuiteReport.Cell]? in
      guard let alone = prediction.row.alone[index], let predicted = prediction.shared[index],
        let observed = prediction.row.shared[index], observed > 0
      else { return nil }
      let quantile = InterferenceRow.quantiles[index]
      let error = predicted / observed - 1
      let isWithin = abs(error) <= 0.05
      if quantile == 95 {
        judged += 1
        passed = passed && isWithin
      }
      return [
        .text(prediction.row.gpu), .text(prediction.row.benchmark),
        .text(prediction.isCalibrated ? "calibrated" : "predicted"), .text("p\(quantile)"),
        .number(alone), .number(prediction.fitted[index]), .number(predicted), .number(observed),
        .number(100 * error), quantile == 95 ? .text(isWithin ? "pass" : "fail") : .none,
      ]
    }
  }
  let table = SuiteReport.Table(
    name: "latencies",
    columns: [
      .init("gpu", title: "GPU"), .init("benchmark", title: "benchmark"),
      .init("sort", title: "sort"), .init("quantile", title: "quantile"),
      .init("alone", title: "alone", unit: "ms", decimals: 2),
      .init("fitted", title: "fitted", unit: "ms", decimals: 2),
      .init("predicted", title: "beside others", unit: "ms", decimals: 2),
      .init("observed", title: "observed", unit: "ms", decimals: 2),
      .init("error", title: "error", unit: "%", decimals: 1), .init("verdict", title: "verdict"),
    ],
    rows: rows
  )
  return (table, passed, judged)
}

/// All instances of a GPU together, of the whole GPU's throughput; ours is what a run would have.
func slicedTable(_ rows: [SlicedRow]) -> SuiteReport.Table {
  struct Group: Hashable {
    var gpu: String
    var isServer: Bool
  }
  var groups: [Group] = []
  for row in rows {
    let group = Group(gpu: row.gpu, isServer: row.isServer)
    if !groups.contains(group) { groups.append(group) }
  }
  return SuiteReport.Table(
    name: "sliced",
    columns: [
      .init("gpu", title: "GPU"), .init("scenario", title: "scenario"),
      .init("rows", title: "rows"), .init("least", title: "least", decimals: 4),
      .init("median", title: "median", decimals: 4), .init("most", title: "most", decimals: 4),
      .init("ours", title: "ours", decimals: 4),
    ],
    rows: groups.map { group in
      let ratios = rows.filter { $0.gpu == group.gpu && $0.isServer == group.isServer }
        .map(\.ratio).sorted()
      return [
        .text(group.gpu), .text(group.isServer ? "Server" : "Offline"),
        .integer(Int64(ratios.count)), .number(ratios.first ?? 0), .number(median(of: ratios)),
        .number(ratios.last ?? 0), .number(GPUInterference.ofInstances(on: group.gpu).0.kept),
      ]
    }
  )
}

/// The middle of sorted numbers; 0 of none.
private func median(of sorted: [Double]) -> Double {
  guard !sorted.isEmpty else { return 0 }
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
