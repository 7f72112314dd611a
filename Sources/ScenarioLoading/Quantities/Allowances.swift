package import Domain

/// Reads a metric's name, and says which one was probably meant.
package func parseMetric(_ name: String) throws(GrammarProblem) -> Metric {
  if let metric = Metric(rawValue: name) { return metric }
  let names = Metric.allCases.map(\.rawValue)
  let hint = didYouMean(name, among: names) ?? "known are \(names.joined(separator: ", "))"
  throw GrammarProblem("there is no metric \(quoted(name)); \(hint)")
}

/// Reads by how much a metric may change: `5%` is a share of times, minutes, money and pods, and
/// points of what is a ratio itself; everything else is a plain amount in the words of the metric.
///
/// - Returns: the share, or the amount in the metric's unit.
package func parseAllowance(
  _ text: String,
  of metric: Metric
) throws(GrammarProblem) -> (isRelative: Bool, amount: Double) {
  let isRelative = text.hasSuffix("%") && metric.unit != .ratio
  let amount =
    isRelative ? try parseLimit(text, of: .goodRatio) : try parseLimit(text, of: metric)
  guard amount >= 0, amount <= 1e12 else {
    throw GrammarProblem("needs an amount that is not negative, found \(quoted(text))")
  }
  return (isRelative, amount)
}
