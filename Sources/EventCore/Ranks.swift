/// Hands out the ranks by which events of one instant are ordered.
///
/// Ranks have 32 bits. When they run out, their owner renumbers those of the pending events in
/// order and goes on from there, so a run may schedule any number of events.
@usableFromInline
struct Ranks: BitwiseCopyable {
  /// How many ranks were handed out since the last renumbering.
  @usableFromInline var issued: UInt32

  /// Whether ranks come in a scrambled order, and by which seed.
  @usableFromInline let isShuffled: Bool
  @usableFromInline let seed: UInt32

  init(_ tieBreak: TimerQueue.TieBreak, issued: UInt32 = 0) {
    self.issued = issued
    switch tieBreak {
    case .firstSetFirst:
      isShuffled = false
      seed = 0
    case .shuffled(let seed):
      isShuffled = true
      self.seed = UInt32(truncatingIfNeeded: seed ^ seed >> 32)
    }
  }

  @inlinable var isExhausted: Bool { issued == .max }

  /// Returns the rank of what is scheduled now.
  @inlinable
  mutating func next() -> UInt32 {
    issued += 1
    return isShuffled ? scrambled(issued) : issued
  }

  /// A bijection of 32-bit numbers, different for every seed: the finalizer of MurmurHash3
  /// (Appleby, public domain).
  @usableFromInline
  func scrambled(_ number: UInt32) -> UInt32 {
    var mixed = number ^ seed &* 0x9E37_79B1
    mixed = (mixed ^ mixed >> 16) &* 0x85EB_CA6B
    mixed = (mixed ^ mixed >> 13) &* 0xC2B2_AE35
    return mixed ^ mixed >> 16
  }
}
