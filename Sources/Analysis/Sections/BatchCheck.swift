package import Domain
package import Statistics

/// Whether parts of one long replication may stand for replications.
///
/// Ten batches are used; the check looks at twenty half as long, in which dependence shows earlier.
package struct BatchCheck: Hashable, Sendable {
  /// Between the mean response times of neighbouring halves; nil if a half has no request.
  package var correlation: SerialCorrelation?
  /// Nil if they may.
  package var refusal: String?

  package init(correlation: SerialCorrelation? = nil, refusal: String? = nil) {
    self.correlation = correlation
    self.refusal = refusal
  }

  package var isAccepted: Bool { refusal == nil }

  /// More correlation than chance would bring in one of twenty independent series.
  static let level = 0.05
}

extension VariantRecord {
  /// Checks the batches of an endpoint; nil if the run has none.
  package func batchCheck(ofEndpoint index: Int, _ settings: RunSettings) -> BatchCheck? {
    guard settings.measuresBatches, let replication = replications.first else { return nil }
    let means = replication.batches.compactMap {
      $0.endpoints[index].responseTimes.meanMilliseconds
    }
    guard means.count == RunSettings.batchCount else {
      let silent = RunSettings.batchCount - means.count
      return BatchCheck(
        refusal: "\(silent) of \(RunSettings.batchCount) parts of the window have no answer"
      )
    }
    guard let correlation = SerialCorrelation(means) else { return nil }
    guard correlation.pValue < BatchCheck.level else { return BatchCheck(correlation: correlation) }
    let lag = NumberText.fixed(correlation.lag1, places: 2)
    return BatchCheck(
      correlation: correlation,
      refusal: "neighbouring parts of the window depend on each other (correlation \(lag)); "
        + "run longer, or several replications"
    )
  }
}
