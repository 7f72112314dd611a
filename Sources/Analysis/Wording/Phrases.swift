package import Domain
package import Statistics

extension IsolationPattern {
  /// The name with its letter, for example `node-pools (B)`.
  package var title: String { letter.map { "\(rawValue) (\($0))" } ?? rawValue }
}

/// An estimate as text: as many places as its interval justifies.
package struct EstimateText: Equatable, Sendable {
  package var value: String
  /// Half the interval's width, rounded up; nil without an interval.
  package var margin: String?

  /// Two significant digits of the margin decide the places, at most three; without a margin,
  /// three significant digits of the value do.
  package init(_ estimate: Estimate) {
    let margin = estimate.halfWidth
    let guide = margin.flatMap { $0 > 0 ? $0 * 10 : nil } ?? abs(estimate.value)
    let places = guide >= 100 ? 0 : guide >= 10 ? 1 : guide >= 1 ? 2 : 3
    value = NumberText.fixed(estimate.value, places: places)
    self.margin = margin.map { NumberText.fixed($0, places: places, .up) }
  }

  /// For example `612 ± 40`.
  package var joined: String { margin.map { "\(value) ± \($0)" } ?? value }
}

/// How one cost compares with another.
package struct CostChange: Equatable, Sendable {
  private let ratio: Double

  /// Compares with a baseline above zero.
  package init(of cost: Money, from baseline: Money) {
    ratio = Double(cost.micros - baseline.micros) / Double(baseline.micros)
  }

  /// For example `+1.9 %`, or `=`.
  package var sign: String {
    guard ratio != 0 else { return "=" }
    return (ratio > 0 ? "+" : "−") + "\(size) %"
  }

  /// For example `1.9 % more than`.
  package var inWords: String {
    guard ratio != 0 else { return "the same as" }
    return "\(size) % \(ratio > 0 ? "more" : "less") than"
  }

  /// With as many places as it takes not to print a change as none.
  private var size: String {
    let percent = abs(ratio) * 100
    return NumberText.fixed(percent, places: percent >= 0.05 ? 1 : 4)
  }
}

/// Returns names joined as in a sentence: `a`, `a and b`, `a, b and c`.
func sentenceList(_ names: [String]) -> String {
  guard names.count > 1, let last = names.last else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " and " + last
}

extension String {
  package var endingWithFullStop: String { hasSuffix(".") ? self : self + "." }
}
