package import Domain
package import Statistics

/// How a metric under one pattern differs from that under the baseline.
package struct Comparison: Sendable, Equatable {
  package var metric: Metric
  package var pattern: IsolationPattern
  /// The point of the sweep, as in `MetricValue`.
  package var point: String
  /// As in `MetricValue`.
  package var subject: String
  package var tenant: String?
  /// The metric less that of the baseline, in its unit, over pairs that met the same requests; nil
  /// where a member of a pair can't be stated.
  package var difference: Estimate?
  /// Two-sided, of this difference alone; nil without an interval.
  package var pValue: Double?
  /// Corrected for the number of differences of this metric over all patterns (Holm).
  package var adjustedPValue: Double?

  /// Whether the difference is more than chance, all differences of the metric considered.
  package var isSignificant: Bool {
    guard let difference, let adjustedPValue else { return false }
    return adjustedPValue <= 1 - difference.confidence
  }

  package init(
    metric: Metric,
    pattern: IsolationPattern,
    point: String = "",
    subject: String,
    tenant: String? = nil,
    difference: Estimate?,
    pValue: Double? = nil,
    adjustedPValue: Double? = nil
  ) {
    self.metric = metric
    self.pattern = pattern
    self.point = point
    self.subject = subject
    self.tenant = tenant
    self.difference = difference
    self.pValue = pValue
    self.adjustedPValue = adjustedPValue
  }
}

extension Metric {
  /// What patterns are compared by.
  static let compared: [Metric] = [
    .mean, .p95, .timeToFirstTokenP95, .timePerOutputTokenP95, .availability, .goodRatio,
    .costPerMonth, .costPerThousandGoodRequests,
  ]
}

/// Returns how every pattern differs from the baseline, metric by metric, patterns and subjects in
/// the order of the values.
///
/// - Complexity: O(*n* log *n*) in the number of values.
package func comparisons(
  of values: [MetricValue],
  with baseline: IsolationPattern,
  confidence: Double
) -> [Comparison] {
  Metric.compared.flatMap { metric in
    let ours = values.filter { $0.metric == metric }
    let theirs = Dictionary(
      ours.filter { $0.pattern == baseline }.map { ($0.subject, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let differences = ours.filter { $0.pattern != baseline }.map { value in
      theirs[value.subject].map { Comparison(of: value, with: $0, confidence: confidence) }
        ?? Comparison(
          metric: metric,
          pattern: value.pattern,
          point: value.point,
          subject: value.subject,
          tenant: value.tenant,
          difference: nil
        )
    }
    return corrected(differences)
  }
}

extension Comparison {
  fileprivate init(of value: MetricValue, with base: MetricValue, confidence: Double) {
    self.init(
      metric: value.metric,
      pattern: value.pattern,
      point: value.point,
      subject: value.subject,
      tenant: value.tenant,
      difference: pairedDifference(of: value, from: base, confidence: confidence)
    )
    pValue = difference?.pValue
  }
}

/// Nil unless both sides can state every pair.
private func pairedDifference(
  of value: MetricValue,
  from base: MetricValue,
  confidence: Double
) -> Estimate? {
  guard let ours = value.estimate, let theirs = base.estimate,
    value.replications.count == base.replications.count
  else { return nil }
  let pairs = zip(value.replications, base.replications).compactMap { ours, theirs in
    ours.flatMap { ours in theirs.map { ours - $0 } }
  }
  guard pairs.count == value.replications.count else { return nil }
  return Estimate.overall(ours.value - theirs.value, sections: pairs, confidence: confidence)
}

/// Corrects the p-values of differences that are read side by side.
private func corrected(_ differences: [Comparison]) -> [Comparison] {
  let stated = differences.indices.filter { differences[$0].pValue != nil }
  let adjusted = holmAdjusted(stated.map { differences[$0].pValue ?? 1 })
  var corrected = differences
  for (index, value) in zip(stated, adjusted) { corrected[index].adjustedPValue = value }
  return corrected
}
