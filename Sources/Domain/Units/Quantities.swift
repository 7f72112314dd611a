/// Processor time per second, in thousandths of a core.
package struct MilliCPU: Hashable, Comparable, Sendable, Codable {
  package var value: Int64

  package init(_ value: Int64) { self.value = value }

  package var cores: Double { Double(value) / 1000 }

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.value < rhs.value }
}

/// An amount of memory or storage.
package struct Bytes: Hashable, Comparable, Sendable, Codable {
  package var value: Int64

  package init(_ value: Int64) { self.value = value }

  package var gibibytes: Double { Double(value) / 1_073_741_824 }

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.value < rhs.value }
}

/// An amount of money in millionths of the scenario's currency unit; always exact.
///
/// Beyond nine million million units of currency, which strangers' scenarios may reach, sums stay
/// at the end of the range.
package struct Money: Hashable, Comparable, Sendable, Codable {
  package var micros: Int64

  package init(micros: Int64) { self.micros = micros }

  package static let zero = Money(micros: 0)

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.micros < rhs.micros }
  package static func + (lhs: Self, rhs: Self) -> Self {
    Self(micros: lhs.micros.addingSaturated(rhs.micros))
  }
  package static func - (lhs: Self, rhs: Self) -> Self {
    Self(micros: lhs.micros.subtractingSaturated(rhs.micros))
  }
  package static func += (lhs: inout Self, rhs: Self) { lhs = lhs + rhs }
  package static func * (lhs: Self, rhs: Int) -> Self {
    Self(micros: lhs.micros.multipliedSaturated(by: Int64(rhs)))
  }
}
