/// What scoring a node for a pod reads, in one cache line.
///
/// Lanes are cpu and memory. Amounts are whole and below 2⁵³, so doubles hold them exactly.
struct NodeRow: BitwiseCopyable, Sendable {
  /// What is allocatable less what is requested.
  var free: SIMD2<Double>
  /// The same with requests as scoring counts them.
  var scoredFree: SIMD2<Double>
  var allocatable: SIMD2<Double>
  /// The place in the log of the node's last change; -1 before the first.
  var lastChange = -1
  /// Balance of the node as it is, from 0 to 100.
  var balance: Int16
  /// No more than 32,767; what is beyond makes no difference.
  var freePods: Int16
  /// Whether doubles are exact here and both resources exist, so that the fast formulas hold.
  var isPlain: Bool

  static let zero = NodeRow(
    free: .zero,
    scoredFree: .zero,
    allocatable: .zero,
    balance: 0,
    freePods: 0,
    isPlain: false
  )
}

/// What a kind of pod asks for, in the same lanes.
struct KindRow: BitwiseCopyable, Sendable {
  /// Requests; what isn't asked for is below any amount, so that it always fits.
  var needed: SIMD2<Double>
  var requested: SIMD2<Double>
  /// As scoring counts them.
  var scored: SIMD2<Double>
  var isBestEffort: Bool
  /// Whether it asks for more than cpu, memory and a pod's place.
  var hasExtras: Bool
}
