/// Lengths of answers, by straight lines between quantiles.
struct TokenLengths {
  private let shares = [0, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1]
  private var tokens: [Double]

  /// Infers the lengths of answers from a measured run.
  ///
  /// An answer takes the time to its first token, and the time per token for every other one. The
  /// first quartile is such that the mean is as measured.
  init(of row: MLPerfRow) {
    func length(_ whole: Double) -> Double {
      1 + max(0, whole - row.firstToken.p50) / row.perToken.p50
    }
    let whole = row.whole
    let upper = [whole.p50, whole.p90, whole.p95, whole.p99, whole.p999].map(length)
    tokens = [1, 1] + upper + [upper[4]]
    // A straight line contributes the mean of its ends; the quarter is the end of two.
    let rest = mean - 0.25 * tokens[1]
    tokens[1] = min(max(1, (row.meanOutputTokens - rest) / 0.25), tokens[2])
  }

  var mean: Double {
    var sum = 0.0
    for index in 1..<shares.count {
      let width = shares[index] - shares[index - 1]
      sum += width * (tokens[index] + tokens[index - 1]) / 2
    }
    return sum
  }

  /// The length that a share of answers does not exceed, at least one token.
  func quantile(_ share: Double) -> Double {
    let upper = shares.firstIndex { $0 > share } ?? shares.count - 1
    let part = (share - shares[upper - 1]) / (shares[upper] - shares[upper - 1])
    return tokens[upper - 1] + part * (tokens[upper] - tokens[upper - 1])
  }
}
