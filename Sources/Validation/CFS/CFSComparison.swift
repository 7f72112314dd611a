/// A case, predicted and observed.
struct CFSComparison {
  /// The largest error that passes, at p50 and at p95.
  static let tolerance = 0.15

  private struct Quantiles {
    var p50: Double
    var p95: Double
  }

  private let name: String
  private let requests: Int
  private let predicted: Quantiles
  private let observed: Quantiles
  private let throttledPeriods: Int64
  private let otherCores: Double
  private let stolen: Double
  let isDisturbed: Bool

  init(_ situation: CFSCase, _ options: CFSOptions, runs: [CFSMeasurement]) {
    name = situation.name
    let requests = situation.requests(seconds: options.seconds, seed: options.seed)
    self.requests = requests.count
    // Where the periods begin matters to the single request; a hundred beginnings stand for all.
    let offsets = situation.limitMilli == nil ? 1...1 : 1...100
    predicted = Self.median(
      of: offsets.map { offset in
        predictLatencies(of: requests, in: situation, offset: Int64(offset) * 1_000_000)
      }
    )
    observed = Self.median(of: runs.map(\.latencies))
    throttledPeriods = Self.middle(runs.map(\.throttledPeriods)) ?? 0
    otherCores = runs.map(\.otherCores).max() ?? 0
    stolen = runs.map(\.stolen).max() ?? 0
    isDisturbed = runs.contains { $0.isDisturbed }
  }

  private var errors: [Double] {
    [predicted.p50 / observed.p50 - 1, predicted.p95 / observed.p95 - 1]
  }

  var isWithin: Bool { errors.allSatisfy { abs($0) <= Self.tolerance } }

  /// The medians of several runs' quantiles, in milliseconds.
  private static func median(of runs: [[Int64]]) -> Quantiles {
    func quantile(_ percent: Int) -> Double {
      let values = runs.compactMap { run -> Int64? in
        let sorted = run.sorted()
        guard !sorted.isEmpty else { return nil }
        return sorted[(sorted.count * percent + 99) / 100 - 1]
      }
      return Double(middle(values) ?? 0) / 1e6
    }
    return Quantiles(p50: quantile(50), p95: quantile(95))
  }

  private static func middle(_ values: [Int64]) -> Int64? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }

  static let columns: [SuiteReport.Column] = [
    .init("case", title: "case"), .init("requests", title: "n"),
    .init("predictedP50", title: "p50 predicted", unit: "ms", decimals: 1),
    .init("observedP50", title: "observed", unit: "ms", decimals: 1),
    .init("errorP50", title: "error", unit: "%", decimals: 1),
    .init("predictedP95", title: "p95 predicted", unit: "ms", decimals: 1),
    .init("observedP95", title: "observed", unit: "ms", decimals: 1),
    .init("errorP95", title: "error", unit: "%", decimals: 1),
    .init("throttledPeriods", title: "throttled"),
    .init("otherCores", title: "others", unit: "cores", decimals: 2),
    .init("stolen", title: "stolen", unit: "%", decimals: 1),
    .init("verdict", title: "verdict"),
  ]

  var row: [SuiteReport.Cell] {
    [
      .text(name), .integer(Int64(requests)),
      .number(predicted.p50), .number(observed.p50), .number(errors[0] * 100),
      .number(predicted.p95), .number(observed.p95), .number(errors[1] * 100),
      .integer(throttledPeriods), .number(otherCores), .number(stolen * 100),
      .text(isDisturbed ? "disturbed" : isWithin ? "pass" : "fail"),
    ]
  }
}
