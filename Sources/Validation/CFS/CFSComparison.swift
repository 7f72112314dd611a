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
    let predictions = runs.flatMap { run in
      predictLatencies(
        of: situation.requests(seconds: options.seconds, seed: run.seed),
        in: situation,
        offset: run.periodOffset
      )
    }
    requests = predictions.count
    predicted = Self.quantiles(of: predictions)
    observed = Self.quantiles(of: runs.flatMap(\.latencies))
    throttledPeriods = runs.reduce(0) { $0 + $1.throttledPeriods }
    otherCores = runs.map(\.otherCores).max() ?? 0
    stolen = runs.map(\.stolen).max() ?? 0
    isDisturbed = runs.contains { $0.isDisturbed }
  }

  private var errors: [Double] {
    [predicted.p50 / observed.p50 - 1, predicted.p95 / observed.p95 - 1]
  }

  var isWithin: Bool { errors.allSatisfy { abs($0) <= Self.tolerance } }

  /// In milliseconds.
  private static func quantiles(of latencies: [Int64]) -> Quantiles {
    let sorted = latencies.sorted()
    func quantile(_ percent: Int) -> Double {
      sorted.isEmpty ? 0 : Double(sorted[(sorted.count * percent + 99) / 100 - 1]) / 1e6
    }
    return Quantiles(p50: quantile(50), p95: quantile(95))
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
