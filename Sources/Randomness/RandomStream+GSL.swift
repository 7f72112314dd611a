internal import CGSL

/// Draws that GSL makes from our streams.
///
/// The only unsafe code of the room: GSL gets a pointer to a copy of the state for the length of
/// one call.
extension RandomStream {
  /// Returns a draw from the gamma distribution with the given shape and scale.
  public mutating func gamma(shape: Double, scale: Double) -> Double {
    unsafe withState { state in unsafe cgsl_gamma(state, shape, scale) }
  }

  /// Returns a draw from the Weibull distribution with the given shape and scale.
  public mutating func weibull(shape: Double, scale: Double) -> Double {
    unsafe withState { state in unsafe cgsl_weibull(state, scale, shape) }
  }

  /// Returns a draw whose logarithm is normal with the given mean and deviation.
  public mutating func logNormal(logMean: Double, logSigma: Double) -> Double {
    unsafe withState { state in unsafe cgsl_lognormal(state, logMean, logSigma) }
  }

  /// Lends the state to a C function and takes back what it left.
  private mutating func withState(
    _ body: (UnsafeMutablePointer<UInt64>) -> Double
  ) -> Double {
    var state = (word0, word1, word2, word3)
    // SAFETY: a tuple of four equal types is laid out as four consecutive elements.
    let drawn = unsafe withUnsafeMutablePointer(to: &state) { tuple in
      unsafe tuple.withMemoryRebound(to: UInt64.self, capacity: 4) { words in
        unsafe body(words)
      }
    }
    (word0, word1, word2, word3) = state
    return drawn
  }
}
