/// A non-negative fraction of products of 64-bit numbers, compared exactly.
struct Fraction: Comparable {
  var numerator: UInt128
  /// Above 0.
  var denominator: UInt128

  static func < (lhs: Self, rhs: Self) -> Bool {
    let left = lhs.numerator.multipliedFullWidth(by: rhs.denominator)
    let right = rhs.numerator.multipliedFullWidth(by: lhs.denominator)
    return (left.high, left.low) < (right.high, right.low)
  }

  static func == (lhs: Self, rhs: Self) -> Bool { !(lhs < rhs) && !(rhs < lhs) }
}
