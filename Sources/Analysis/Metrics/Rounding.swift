internal import Statistics

/// Seven digits tell one request in ten million; a file kept in git need not hold more.
private let digitsKept = 7

extension RunMetrics {
  /// The same numbers with as many digits as a baseline keeps.
  ///
  /// Both sides of a comparison are rounded alike, so that a run equals its own baseline.
  package var rounded: RunMetrics {
    var copy = self
    for index in copy.values.indices {
      copy.values[index].estimate = values[index].estimate.map(rounding)
      copy.values[index].replications = values[index].replications.map { $0.map(rounding) }
    }
    return copy
  }
}

private func rounding(_ estimate: Estimate) -> Estimate {
  var copy = estimate
  copy.value = rounding(estimate.value)
  copy.low = estimate.low.map(rounding)
  copy.high = estimate.high.map(rounding)
  return copy
}

/// Returns the number nearest to a value that has seven decimal digits.
func rounding(_ value: Double) -> Double {
  guard value != 0, value.isFinite else { return value.isFinite ? 0 : value }
  var exponent = 0
  var scaled = value.magnitude
  let top = (0..<digitsKept).reduce(1.0) { power, _ in power * 10 }
  while scaled >= top {
    scaled /= 10
    exponent += 1
  }
  while scaled < top / 10 {
    scaled *= 10
    exponent -= 1
  }
  // Read as text, so that it is the double nearest to the decimal number.
  let text = "\(value < 0 ? "-" : "")\(Int64(scaled.rounded()))e\(exponent)"
  return Double(text) ?? value
}
