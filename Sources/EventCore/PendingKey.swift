/// When a pending event is due, and which one it is: the 16 bytes that are moved and compared.
///
/// One signed number of 128 bits: the instant in nanoseconds above, then 32 bits of rank among the
/// events of that instant, then 32 bits of slot. Comparing keys is comparing numbers, without a
/// branch, and two pending events never have equal keys because they never share a slot.
@usableFromInline
struct PendingKey: BitwiseCopyable, Comparable {
  @usableFromInline var bits: Int128

  @inlinable
  init(bits: Int128) {
    self.bits = bits
  }

  @inlinable
  init(time: SimTime, rank: UInt32, slot: Int) {
    let low = UInt64(rank) << 32 | UInt64(UInt32(slot))
    bits = Int128(time.nanoseconds) << 64 | Int128(low)
  }

  /// What stands where there is no key: it follows every key, and its time is `SimTime.never`.
  @inlinable static var none: Self { Self(bits: .max) }

  @inlinable var time: SimTime { SimTime(nanoseconds: Int64(truncatingIfNeeded: bits >> 64)) }

  @inlinable var rank: UInt32 { UInt32(truncatingIfNeeded: bits >> 32) }

  @inlinable var slot: Int { Int(UInt32(truncatingIfNeeded: bits)) }

  @inlinable
  static func < (lhs: Self, rhs: Self) -> Bool { lhs.bits < rhs.bits }
}
