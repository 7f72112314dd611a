#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A reproducible source of random numbers that serves one named purpose (xoshiro256++).
///
/// Two purposes never share a stream, so adding a draw to one leaves the others untouched, and two
/// policies can be compared under the same arrivals. The generator is that of Blackman and Vigna,
/// "Scrambled linear pseudorandom number generators", 2021; its state is seeded by SplitMix64.
public struct RandomStream: RandomNumberGenerator, Sendable, BitwiseCopyable {
  @usableFromInline var word0: UInt64
  @usableFromInline var word1: UInt64
  @usableFromInline var word2: UInt64
  @usableFromInline var word3: UInt64
  /// What every draw is combined with: nothing for a stream of its own, complements for a pair.
  @usableFromInline let flip: UInt64

  /// How a stream relates to another one of the same name.
  public enum Half: Sendable {
    /// It stands alone.
    case none
    /// It draws what the second half mirrors.
    case first
    /// Where the first half draws u it draws 1 − u.
    case second
  }

  /// Whether the stream is one half of an antithetic pair: its laws are then drawn by inversion,
  /// one number a draw, so that both halves stay in step.
  public var isPaired: Bool { flip != 0 }

  /// Creates the stream of one purpose in one replication of a run.
  ///
  /// - Parameters:
  ///   - seed: the seed of the run.
  ///   - replication: the number of the replication; 0 for what all replications share.
  ///   - owner: the names of what the stream belongs to, from the outside in.
  ///   - purpose: what is drawn.
  ///   - half: which half of an antithetic pair it is.
  public init(
    seed: UInt64,
    replication: Int = 0,
    owner: [String] = [],
    purpose: StaticString,
    half: Half = .none
  ) {
    // The lowest bit, which `uniform()` leaves out, tells a first half from a stream of its own.
    flip =
      switch half {
      case .none: 0
      case .first: 1
      case .second: ~1
      }
    var key = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    key = Self.mix(key ^ UInt64(bitPattern: Int64(replication)))
    for name in owner + [purpose.description] {
      // FNV-1a keeps the stream's identity independent of Swift's per-process hash seed.
      var digest: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in name.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
      key = Self.mix(key &+ digest)
    }
    word0 = Self.mix(key &+ 1 &* 0x9E37_79B9_7F4A_7C15)
    word1 = Self.mix(key &+ 2 &* 0x9E37_79B9_7F4A_7C15)
    word2 = Self.mix(key &+ 3 &* 0x9E37_79B9_7F4A_7C15)
    word3 = Self.mix(key &+ 4 &* 0x9E37_79B9_7F4A_7C15)
  }

  /// The finalizer of SplitMix64: a bijection of 64-bit numbers that spreads every bit.
  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Returns the next 64 random bits.
  @inlinable
  @inline(__always)
  public mutating func next() -> UInt64 {
    let sum = word0 &+ word3
    let result = (sum << 23 | sum >> 41) &+ word0
    let shifted = word1 << 17
    word2 ^= word0
    word3 ^= word1
    word1 ^= word2
    word0 ^= word3
    word2 ^= shifted
    word3 = word3 << 45 | word3 >> 19
    return result ^ flip
  }

  /// Returns a number strictly between 0 and 1, one of 2⁵³ equally spaced ones.
  @inlinable
  @inline(__always)
  public mutating func uniform() -> Double {
    (Double(next() >> 11) + 0.5) * 0x1p-53
  }

  /// Returns a draw from the exponential distribution with the given mean.
  @inlinable
  public mutating func exponential(mean: Double) -> Double {
    -mean * Self.logarithm(uniform())
  }

  /// The natural logarithm of the C library, for what is compiled into other rooms.
  @usableFromInline
  static func logarithm(_ number: Double) -> Double { log(number) }
}
