/// Where a series leaves what its beginning has left in it.
public enum Truncation: Hashable, Sendable {
  /// So many values at the beginning are to be left out.
  case first(Int)
  /// The best place to cut lies beyond the middle: the series is too short, or has no steady state.
  case beyondMiddle
  /// There are too few values to say.
  case tooFew
}

/// Fewer batches leave the standard error of the rest to chance.
private let leastBatches = 20

/// Returns where to cut a series by MSER-5: of all cuts the one that minimizes the squared standard
/// error of the mean of what is left, taken over means of five values each.
///
/// Sources: White 1997, "An effective truncation heuristic for bias reduction in simulation
/// output"; Franklin and White 2008, "Stationarity tests and MSER-5", who say that a cut beyond
/// the middle means too short a run. Batches left over at the end are not used.
///
/// - Complexity: O(*n*).
public func mser5(_ values: [Double]) -> Truncation {
  let batches = stride(from: 0, through: values.count - 5, by: 5).map { start in
    values[start..<start + 5].reduce(0, +) / 5
  }
  guard batches.count >= leastBatches else { return .tooFew }
  // From the back: mean and sum of squared deviations of what each cut leaves (Welford).
  var mean = 0.0
  var squares = 0.0
  var best: (cut: Int, error: Double)?
  for cut in batches.indices.reversed() {
    let count = Double(batches.count - cut)
    let change = batches[cut] - mean
    mean += change / count
    squares += change * (batches[cut] - mean)
    // The last few batches may agree by chance, and their error be small by that alone.
    guard batches.count - cut >= 5 else { continue }
    let error = squares / (count * count)
    if error <= best?.error ?? .infinity { best = (cut, error) }
  }
  guard let best, best.cut <= batches.count / 2 else { return .beyondMiddle }
  return .first(best.cut * 5)
}
