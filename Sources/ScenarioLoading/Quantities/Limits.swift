internal import Domain
internal import EventCore

/// Reads a limit in the words of its metric; the result is in the metric's unit.
///
/// Times are durations, ratios plain numbers or per cent, money a plain decimal, pods a count.
func parseLimit(_ text: String, of metric: Metric) throws(GrammarProblem) -> Double {
  switch metric.unit {
  case .milliseconds: return Double(try parseDuration(text).nanoseconds) / 1e6
  case .minutes: return Double(try parseDuration(text).nanoseconds) / 60e9
  case .ratio: return try parseRatio(text)
  case .currency: return Double(try parseMoney(text).micros) / 1e6
  case .pods:
    guard let count = parseWholeNumber(text), (0...1_000_000_000).contains(count) else {
      throw GrammarProblem("needs a whole number of pods, found \(quoted(text))")
    }
    return Double(count)
  }
}

/// Reads `0.95` or `95%`.
private func parseRatio(_ text: String) throws(GrammarProblem) -> Double {
  let isPercent = text.hasSuffix("%")
  let digits = isPercent ? String(text.dropLast()).trimmingSpaces : text
  guard let number = Decimal(digits) else {
    throw GrammarProblem("needs a share such as 0.95 or 95%, found \(quoted(text))")
  }
  return isPercent ? number.hundredth.double : number.double
}

extension String {
  fileprivate var trimmingSpaces: String { String(reversed().drop { $0 == " " }.reversed()) }
}

/// Writes a limit as a scenario would.
func writtenLimit(_ limit: Double, of metric: Metric) -> String {
  switch metric.unit {
  case .milliseconds: written(SimDuration(nanoseconds: Int64((limit * 1e6).rounded())))
  case .minutes: written(SimDuration(nanoseconds: Int64((limit * 60e9).rounded())))
  case .ratio, .currency, .pods:
    Int64(exactly: limit).map(String.init) ?? String(limit)
  }
}
