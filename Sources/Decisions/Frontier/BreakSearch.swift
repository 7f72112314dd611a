package import Analysis

/// What is known of one objective at some loads, and which load to try next.
package struct BreakSearch: Sendable, Equatable {
  /// A load, as a factor of today's, and what was found there.
  package struct Point: Sendable, Equatable {
    package var factor: Double
    package var verdict: Verdict

    package init(factor: Double, verdict: Verdict) {
      self.factor = factor
      self.verdict = verdict
    }
  }

  /// Ascending.
  package let points: [Point]

  package init(_ points: [Point]) { self.points = points.sorted { $0.factor < $1.factor } }

  /// The lowest load at which the objective surely fails; nil if it does nowhere.
  package var firstFail: Double? { points.first { $0.verdict == .fail }?.factor }

  /// The highest load below that at which it surely passes; nil if there is none.
  package var lastPass: Double? {
    points.last { $0.verdict == .pass && $0.factor < firstFail ?? .infinity }?.factor
  }

  /// The lowest load above the first failure at which it passes again: more load doesn't always
  /// hurt, for example where a limit begins to refuse the neighbour's requests.
  package var passesAgain: Double? {
    points.first { $0.verdict == .pass && $0.factor > firstFail ?? .infinity }?.factor
  }

  /// Below this load nothing is told apart.
  package static let leastFactor = 1.0 / 64

  /// Returns the load to try next; nil once the ends of the pass and of the fail are known to
  /// within `precision` of their value.
  package func next(precision: Double) -> Double? {
    let passEdge = lastPass.flatMap { low in
      points.first { $0.factor > low }.map { (low, $0.factor) }
    }
    let failEdge = firstFail.flatMap { high in
      points.last { $0.factor < high }.map { ($0.factor, high) }
    }
    for (low, high) in [passEdge, failEdge].compactMap(\.self) {
      if let middle = Self.middle(of: low, high, precision) { return middle }
    }
    return nil
  }

  /// A load between two others, in few digits; nil if they are close enough.
  private static func middle(of low: Double, _ high: Double, _ precision: Double) -> Double? {
    guard high - low > precision * high, high > leastFactor else { return nil }
    let exact = low > 0 ? (low * high).squareRoot() : high / 2
    var unit = 1.0
    while exact < 100 * unit { unit /= 10 }
    let rounded = (exact / unit).rounded() * unit
    return rounded > low && rounded < high ? rounded : exact
  }
}
