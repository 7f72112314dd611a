/// Fits an accelerator on one measured run of a language model, predicts every other run on it, and
/// holds the predictions to what was measured.
///
/// - Throws: what is missing or can't be read.
package func llmSuite(folder: String) throws(MeasurementsFailure) -> SuiteReport {
  let file = "mlperf_llm_latency.csv"
  let path = try measurementsFolder(
    folder,
    named: "mlperf-inference",
    with: file,
    from: "mlcommons/inference_results"
  )
  let reading = readMLPerf(try readMeasurements("\(path)/\(file)"), path: "\(path)/\(file)")
  guard reading.problems.isEmpty else { throw .unreadable(reading.problems) }
  var fits: [LLMFit] = []
  for row in reading.rows where !fits.contains(where: { $0.row.isComparable(with: row) }) {
    let peers = reading.rows.filter { $0.isComparable(with: row) }
    guard peers.count > 1, let fitted = fittedRow(of: peers) else { continue }
    let model = LLMModel(fittedTo: fitted)
    fits.append(
      LLMFit(
        row: fitted,
        model: model,
        ownSummary: LatencySummary(model.outcomes(of: fitted)),
        predictions: peers.filter { $0 != fitted }.map {
          LLMPrediction(row: $0, summary: LatencySummary(model.outcomes(of: $0)))
        }
      )
    )
  }
  return llmReport(fits)
}

/// What one run taught, and what follows from it for others.
struct LLMFit {
  var row: MLPerfRow
  var model: LLMModel
  var ownSummary: LatencySummary
  var predictions: [LLMPrediction]
}

/// A run that was not fitted.
struct LLMPrediction {
  var row: MLPerfRow
  var summary: LatencySummary
}

/// The run that an accelerator is fitted on: of those with fewest accelerators, the first in the
/// file.
private func fittedRow(of rows: [MLPerfRow]) -> MLPerfRow? {
  let fewest = rows.map(\.accelerators).min()
  return rows.first { $0.accelerators == fewest }
}
