package import Domain

/// Numbers as people read them: fixed places, thousands separated by commas, a true minus sign.
package enum NumberText {
  /// Returns a value with a fixed number of decimal places.
  ///
  /// A value within a ten-millionth of a last place of a printable one counts as that one, so that
  /// rounding down does not turn a binary 0.57 into 56.99 %.
  package static func fixed(
    _ value: Double,
    places: Int,
    _ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero
  ) -> String {
    var unit: Int64 = 1
    for _ in 0..<places { unit *= 10 }
    let scaled = value * Double(unit)
    guard scaled.magnitude < 9e18 else { return value.isNaN ? "n/a" : "very large" }
    let nearest = scaled.rounded()
    let isThere = abs(scaled - nearest) < 1e-7
    let whole = Int64(isThere ? nearest : scaled.rounded(rule))
    let (units, fraction) = whole.magnitude.quotientAndRemainder(dividingBy: UInt64(unit))
    let sign = whole < 0 ? "−" : ""
    guard places > 0 else { return sign + grouped(units) }
    let digits = String(fraction)
    let zeros = String(repeating: "0", count: places - digits.count)
    return "\(sign)\(grouped(units)).\(zeros)\(digits)"
  }

  /// Returns a count with its thousands separated.
  package static func count(_ value: Int) -> String {
    (value < 0 ? "−" : "") + grouped(UInt64(value.magnitude))
  }

  /// Returns an amount of money in whole currency units, or with two places below a hundred.
  package static func money(_ amount: Money) -> String {
    let value = Double(amount.micros) / 1e6
    return fixed(value, places: amount.micros.magnitude < 100_000_000 ? 2 : 0)
  }

  /// Returns a stated share, such as a target, with as many places as it needs up to four.
  package static func percent(_ share: Double) -> String { "\(plain(share * 100)) %" }

  /// Returns a number with as many places as it needs, up to four.
  package static func plain(_ value: Double) -> String {
    var text = fixed(value, places: 4)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// Returns a bound in per cent with two places, or as many more as it takes to stand on the same
  /// side of the target in print as in truth.
  package static func bound(
    _ share: Double,
    _ rule: FloatingPointRoundingRule,
    _ target: Double
  ) -> String {
    for places in 2..<7 {
      let unit = powerOfTen(places) * 100
      let printed = (share * unit).rounded(rule) / unit
      if (printed < target) == (share < target) {
        return "\(fixed(share * 100, places: places, rule)) %"
      }
    }
    return "\(fixed(share * 100, places: 7, rule)) %"
  }

  private static func powerOfTen(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  private static func grouped(_ value: UInt64) -> String {
    let digits = String(value)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
