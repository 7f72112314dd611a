/// A plain decimal number such as `12` or `0.340`, exact.
struct Decimal: Hashable {
  /// The digits without the point.
  var digits: Int128
  /// How many digits follow the point.
  var scale: Int

  /// More digits than any quantity needs; leaves room to multiply by every unit.
  private static let longest = 18

  /// Reads digits with at most one point between them; nil for anything else.
  init?(_ text: some StringProtocol) {
    digits = 0
    scale = 0
    var count = 0
    var hasPoint = false
    var isPointLast = true
    for byte in text.utf8 {
      if byte == UInt8(ascii: "."), !hasPoint, count > 0 {
        hasPoint = true
        isPointLast = true
        continue
      }
      guard byte >= 0x30, byte <= 0x39, count < Self.longest else { return nil }
      digits = digits * 10 + Int128(byte - 0x30)
      count += 1
      isPointLast = false
      if hasPoint { scale += 1 }
    }
    guard count > 0, !isPointLast else { return nil }
    guard Self.hasOneLeadingZero(text) else { return nil }
  }

  /// `012` is refused, because YAML 1.1 reads it as ten.
  private static func hasOneLeadingZero(_ text: some StringProtocol) -> Bool {
    guard text.utf8.first == UInt8(ascii: "0") else { return true }
    let second = text.utf8.dropFirst().first
    return second == nil || second == UInt8(ascii: ".")
  }

  /// The number times a unit, if that is a whole number.
  func times(_ unit: Int128) -> Int128? {
    let (product, overflows) = digits.multipliedReportingOverflow(by: unit)
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Self.power(of: scale))
    return overflows || remainder != 0 ? nil : quotient
  }

  /// A hundredth of the number.
  var hundredth: Decimal {
    var result = self
    result.scale += 2
    return result
  }

  /// The nearest binary number.
  var double: Double { Double(digits) / Double(Self.power(of: scale)) }

  private static func power(of exponent: Int) -> Int128 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
