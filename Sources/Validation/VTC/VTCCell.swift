internal import Statistics

/// A tenant in a run: what was measured beside what we predict, in seconds.
struct VTCCell {
  var run: VTCRun
  var tenant: String
  var isFitted: Bool
  /// Requests sent, answered, and answered in our replay.
  var requests: Int
  var measured: Summary
  var predicted: Summary

  /// The latencies of a tenant in seconds.
  struct Summary {
    var answered: Int
    var firstToken: Distribution
    var whole: Distribution

    init(_ latencies: [VTCLatency]) {
      answered = latencies.count
      firstToken = Distribution(latencies.map(\.firstToken))
      whole = Distribution(latencies.map(\.whole))
    }
  }

  struct Distribution {
    var mean: Double
    var p50: Double
    var p95: Double

    init(_ values: [Double]) {
      let sorted = values.sorted()
      mean = sorted.reduce(0, +) / Double(max(1, sorted.count))
      p50 = quantile(0.5, of: sorted)
      p95 = quantile(0.95, of: sorted)
    }
  }

  /// Whether a 95th percentile means something: less than 20 requests have none, and the fitted run
  /// was not predicted.
  var isJudged: Bool { !isFitted && min(measured.answered, predicted.answered) >= 20 }

  /// The relative error of the 95th percentile of the whole latency, in percent.
  var error: Double { percent(predicted.whole.p95, measured.whole.p95) }

  var firstTokenError: Double { percent(predicted.firstToken.p95, measured.firstToken.p95) }

  /// The tenants of a run that had an answer, measured or predicted, in the order of their names.
  static func cells(of run: VTCRun, _ outcomes: [VTCLatency?], isFitted: Bool) -> [Self] {
    run.tenants.indices.map { tenant in
      let indices = run.requests.indices.filter { run.requests[$0].tenant == tenant }
      return Self(
        run: run,
        tenant: run.tenants[tenant],
        isFitted: isFitted,
        requests: indices.count,
        measured: Summary(indices.compactMap { run.requests[$0].measured }),
        predicted: Summary(indices.compactMap { outcomes[$0] })
      )
    }
    .sorted { (Int($0.tenant) ?? .max, $0.tenant) < (Int($1.tenant) ?? .max, $1.tenant) }
  }
}

/// How much a prediction is above what was measured, in percent of that.
func percent(_ predicted: Double, _ measured: Double) -> Double {
  100 * (predicted / measured - 1)
}

/// The quantile of ascending values, by straight lines between order statistics (type 7 of Hyndman
/// and Fan, 1996, as NumPy's default); 0 of none.
func quantile(_ share: Double, of sorted: [Double]) -> Double {
  guard let last = sorted.last else { return 0 }
  let position = share * Double(sorted.count - 1)
  let below = Int(position)
  guard below + 1 < sorted.count else { return last }
  return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
}
