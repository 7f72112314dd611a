/// A 64-bit running hash of a sequence of numbers, the same in every process.
///
/// It tells equal histories from different ones; it is no protection against forgery (`SHA256` is).
public struct StreamHash: Hashable, Sendable, BitwiseCopyable {
  @usableFromInline var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash of everything added so far.
  public var value: UInt64 { state }

  /// Creates the hash of the empty sequence.
  @inlinable
  public init() {}

  /// Adds a number; the order counts.
  @inlinable
  public mutating func add(_ number: UInt64) {
    let mixed = (state ^ number) &* 0x9E37_79B9_7F4A_7C15
    state = mixed ^ (mixed >> 29)
  }

  /// Adds a signed number.
  @inlinable
  public mutating func add(_ number: Int64) { add(UInt64(bitPattern: number)) }

  /// Adds the bytes of a text and its length.
  public mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    add(UInt64(text.utf8.count))
  }
}
