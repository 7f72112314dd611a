/// The median error that the suite reaches for, in percent of the measured latency.
private let mostMedianError = 7.0

/// The report: what was fitted, every prediction, and the errors over all.
func llmReport(_ fits: [LLMFit]) -> SuiteReport {
  let judged = fits.flatMap { fit in fit.predictions.filter { isJudged($0, fit) } }
  let errors = quantileErrors(judged, \.whole)
  return SuiteReport(
    suite: "llm",
    tables: [fitTable(fits), predictionTable(fits), errorTable(fits)],
    notes: [
      "Results from MLPerf Inference closed division (mlcommons/inference_results_v4.1, v5.1); "
        + "predictions are not MLPerf results.",
      "One run of each accelerator and benchmark is fitted (3 figures: step base, time per token, "
        + "overhead of the first token); lengths of answers are inferred from it. All others are "
        + "predicted from their rate, number of accelerators and mean length.",
      "Judged are runs of the same round with a load per accelerator within 10 % of the fitted "
        + "one's: the median error of their E2E p50, p95 and p99 is at most \(mostMedianError) %.",
    ],
    passed: !errors.isEmpty && quantile(0.5, of: errors) <= mostMedianError
  )
}

/// Whether a prediction stays near what was measured: the same software, about the same load.
private func isJudged(_ prediction: LLMPrediction, _ fit: LLMFit) -> Bool {
  let load = prediction.row.ratePerAccelerator / fit.row.ratePerAccelerator
  return prediction.row.round == fit.row.round && (0.9...1.1).contains(load)
}

private func quantileErrors(
  _ predictions: [LLMPrediction],
  _ latency: KeyPath<LLMPrediction, (MLPerfRow.Latency, MLPerfRow.Latency)>
) -> [Double] {
  predictions.flatMap { prediction in
    let (measured, predicted) = prediction[keyPath: latency]
    return [
      percent(predicted.p50, measured.p50), percent(predicted.p95, measured.p95),
      percent(predicted.p99, measured.p99),
    ]
  }
  .map { abs($0) }.sorted()
}

extension LLMPrediction {
  fileprivate var firstToken: (MLPerfRow.Latency, MLPerfRow.Latency) {
    (row.firstToken, summary.firstToken)
  }

  fileprivate var perToken: (MLPerfRow.Latency, MLPerfRow.Latency) {
    (row.perToken, summary.perToken)
  }

  fileprivate var whole: (MLPerfRow.Latency, MLPerfRow.Latency) { (row.whole, summary.whole) }
}

private func fitTable(_ fits: [LLMFit]) -> SuiteReport.Table {
  typealias Column = SuiteReport.Column
  return SuiteReport.Table(
    name: "fits",
    columns: runColumns + [
      Column("baseMilliseconds", title: "step base", unit: "ms", decimals: 2),
      Column("perTokenMicroseconds", title: "per token", unit: "µs", decimals: 2),
      Column("overheadMilliseconds", title: "overhead", unit: "ms", decimals: 1),
      Column("meanOutputTokens", title: "mean output", decimals: 0),
      Column("wholeP50Error", title: "E2E p50 error", unit: "%", decimals: 1),
      Column("wholeP99Error", title: "E2E p99 error", unit: "%", decimals: 1),
    ],
    rows: fits.map { fit in
      runCells(fit.row) + [
        .number(1e3 * fit.model.base), .number(1e6 * fit.model.perToken),
        .number(1e3 * fit.model.overhead), .number(fit.row.meanOutputTokens),
        .number(percent(fit.ownSummary.whole.p50, fit.row.whole.p50)),
        .number(percent(fit.ownSummary.whole.p99, fit.row.whole.p99)),
      ]
    }
  )
}

private func predictionTable(_ fits: [LLMFit]) -> SuiteReport.Table {
  typealias Column = SuiteReport.Column
  let names = [
    ("firstToken", "TTFT", "ms", 1e3), ("perToken", "TPOT", "ms", 1e3), ("whole", "E2E", "s", 1.0),
  ]
  let figures = names.flatMap { key, title, unit, _ in
    ["P50", "P95", "P99"].flatMap { quantile in
      [
        Column(
          "\(key)\(quantile)",
          title: "\(title) \(quantile.lowercased())",
          unit: unit,
          decimals: unit == "s" ? 1 : 0
        ),
        Column(
          "\(key)\(quantile)Predicted",
          title: "predicted",
          unit: unit,
          decimals: unit == "s" ? 1 : 0
        ),
        Column("\(key)\(quantile)Error", title: "error", unit: "%", decimals: 1),
      ]
    }
  }
  let rows = fits.flatMap { fit in
    fit.predictions.map { prediction in
      runCells(prediction.row)
        + zip([prediction.firstToken, prediction.perToken, prediction.whole], names).flatMap {
          pair,
          name in cells(pair.0, pair.1, scale: name.3)
        } + [.text(isJudged(prediction, fit) ? "yes" : "no")]
    }
  }
  return SuiteReport.Table(
    name: "predictions",
    columns: runColumns + figures + [Column("judged", title: "judged")],
    rows: rows
  )
}

private func cells(
  _ measured: MLPerfRow.Latency,
  _ predicted: MLPerfRow.Latency,
  scale: Double
) -> [SuiteReport.Cell] {
  [
    (measured.p50, predicted.p50), (measured.p95, predicted.p95), (measured.p99, predicted.p99),
  ]
  .flatMap { measured, predicted in
    [.number(scale * measured), .number(scale * predicted), .number(percent(predicted, measured))]
  }
}

private let runColumns = [
  SuiteReport.Column("benchmark", title: "benchmark"),
  SuiteReport.Column("scenario", title: "scenario"),
  SuiteReport.Column("accelerator", title: "accelerator"),
  SuiteReport.Column("accelerators", title: "number"),
  SuiteReport.Column("round", title: "round"),
  SuiteReport.Column("submitter", title: "submitter"),
  SuiteReport.Column("rate", title: "rate each", unit: "1/s", decimals: 2),
]

private func runCells(_ row: MLPerfRow) -> [SuiteReport.Cell] {
  [
    .text(row.benchmark), .text(row.scenario), .text(row.accelerator),
    .integer(Int64(row.accelerators)), .text(row.round), .text(row.submitter),
    .number(row.ratePerAccelerator),
  ]
}

private func errorTable(_ fits: [LLMFit]) -> SuiteReport.Table {
  let all = fits.flatMap(\.predictions)
  let judged = fits.flatMap { fit in fit.predictions.filter { isJudged($0, fit) } }
  let sameRound = fits.flatMap { fit in fit.predictions.filter { $0.row.round == fit.row.round } }
  let groups = [("judged", judged), ("same round", sameRound), ("all", all)]
  let latencies = [
    ("TTFT", \LLMPrediction.firstToken), ("TPOT", \LLMPrediction.perToken),
    ("E2E", \LLMPrediction.whole),
  ]
  return SuiteReport.Table(
    name: "errors",
    columns: [
      SuiteReport.Column("runs", title: "runs"), SuiteReport.Column("count", title: "number"),
      SuiteReport.Column("latency", title: "latency"),
      SuiteReport.Column("median", title: "|error| median", unit: "%", decimals: 1),
      SuiteReport.Column("p90", title: "p90", unit: "%", decimals: 1),
      SuiteReport.Column("worst", title: "worst", unit: "%", decimals: 1),
    ],
    rows: groups.filter { !$0.1.isEmpty }.flatMap { name, predictions in
      latencies.map { latency, path in
        let errors = quantileErrors(predictions, path)
        return [
          .text(name), .integer(Int64(predictions.count)), .text(latency),
          .number(quantile(0.5, of: errors)), .number(quantile(0.9, of: errors)),
          .number(errors.last ?? 0),
        ]
      }
    }
  )
}
