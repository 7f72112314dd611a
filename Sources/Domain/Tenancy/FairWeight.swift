/// A weight of fair sharing, exactly as written: a decimal such as `2`, `0.5` or `0.99`.
///
/// Shares divided by weights are compared as fractions, so that no rounding decides a tie.
package struct FairWeight: Hashable, Sendable, Codable {
  package private(set) var numerator: UInt64
  /// A divisor of a power of ten.
  package private(set) var denominator: UInt64

  package static let one = FairWeight(1)

  /// A weight of so many wholes.
  package init(_ wholes: UInt32) {
    numerator = UInt64(wholes)
    denominator = 1
  }

  /// Reads a decimal without sign, with at most 18 digits after the point and an optional exponent.
  ///
  /// Nil for anything else, and for what takes more than 64 bits.
  package init?(decimal text: String) {
    let parts = text.split(
      maxSplits: 1,
      omittingEmptySubsequences: false,
      whereSeparator: { $0 == "e" || $0 == "E" }
    )
    guard let mantissa = parts.first, let exponent = Self.exponent(parts.dropFirst().first) else {
      return nil
    }
    let halves = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = halves.count == 2 ? halves[1] : ""
    let digits = String(halves[0]) + fraction
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let value = UInt64(digits) else {
      return nil
    }
    self.init(value, timesTenTo: exponent - fraction.count)
  }

  private init?(_ value: UInt64, timesTenTo exponent: Int) {
    guard value > 0 else {
      self.init(0)
      return
    }
    var (numerator, denominator, left) = (value, UInt64(1), exponent)
    while left < 0 {
      if numerator.isMultiple(of: 10) {
        numerator /= 10
      } else {
        let (product, overflow) = denominator.multipliedReportingOverflow(by: 10)
        if overflow { return nil }
        denominator = product
      }
      left += 1
    }
    while left > 0 {
      let (product, overflow) = numerator.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      numerator = product
      left -= 1
    }
    let divisor = Self.greatestCommonDivisor(numerator, denominator)
    self.init(reduced: numerator / divisor, over: denominator / divisor)
  }

  private init(reduced numerator: UInt64, over denominator: UInt64) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// 0 where there is none; nil if it can't be one of a 64-bit value.
  private static func exponent(_ text: Substring?) -> Int? {
    guard let text else { return 0 }
    guard let value = Int(text), -40...40 ~= value else { return nil }
    return value
  }

  private static func greatestCommonDivisor(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var (a, b) = (first, second)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  package var isZero: Bool { numerator == 0 }

  /// The nearest floating-point number, for display and for usage that decays.
  package var value: Double { Double(numerator) / Double(denominator) }
}
