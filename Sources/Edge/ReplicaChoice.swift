/// Which replicas to compare under Envoy's LEAST_REQUEST with equal weights: two, with replacement.
///
/// One 64-bit draw decides both, so that a request consumes one draw whatever the outcome.
/// The bias of a multiply-shift choice among *n* replicas is below *n* ÷ 2³².
package struct LeastRequestPair: Sendable, BitwiseCopyable {
  /// The replica that wins a tie.
  package var first: Int
  package var second: Int

  /// Draws two replicas out of `count`, which is at least 1.
  package init(draw: UInt64, count: Int) {
    let low = UInt64(UInt32(truncatingIfNeeded: draw))
    let high = draw >> 32
    first = Int(truncatingIfNeeded: (high &* UInt64(count)) >> 32)
    second = Int(truncatingIfNeeded: (low &* UInt64(count)) >> 32)
  }
}

/// Whether the second of two drawn replicas gets the request: only if it has fewer active ones.
package func prefersSecond(firstActive: Int32, secondActive: Int32) -> Bool {
  secondActive < firstActive
}
