internal import CGSL

/// Returns the Clopper–Pearson interval of a probability, given `successes` in `trials`.
///
/// The interval is exact in the sense that it holds the true probability at least as often as
/// `confidence` says, whatever that probability is, provided that the trials are independent.
///
/// - Precondition: `0 <= successes <= trials` and `0 < confidence < 1`.
public func clopperPearsonInterval(
  successes: Int,
  trials: Int,
  confidence: Double
) -> ClosedRange<Double> {
  precondition(confidence > 0 && confidence < 1, "confidence is a share, got \(confidence)")
  precondition(successes >= 0 && successes <= trials, "got \(successes) of \(trials)")
  guard trials > 0 else { return 0...1 }
  let tail = (1 - confidence) / 2
  let hits = Double(successes)
  let misses = Double(trials - successes)
  let low = successes == 0 ? 0 : betaQuantile(tail, hits, misses + 1)
  let high = successes == trials ? 1 : 1 - betaQuantile(tail, misses, hits + 1)
  return low...max(low, high)
}

/// The quantile of a beta law, by bisection.
///
/// GSL's `gsl_cdf_beta_Pinv` is not used: it gives NaN for (5000, 5001), and from ten million
/// trials on it may not return at all.
private func betaQuantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
  var low = 0.0
  var high = 1.0
  while true {
    let middle = low + (high - low) / 2
    guard middle > low, middle < high, high - low > 1e-15 * high else { return middle }
    if betaProbability(middle, a, b) < probability { low = middle } else { high = middle }
  }
}

/// The regularized incomplete beta function.
private func betaProbability(_ x: Double, _ a: Double, _ b: Double) -> Double {
  guard x > 0 else { return 0 }
  guard x < 1 else { return 1 }
  let logFront = a * gsl_sf_log(x) + b * gsl_sf_log_1plusx(-x) - gsl_sf_lnbeta(a, b)
  let front = logFront < -700 ? 0 : gsl_sf_exp(logFront)
  if x < (a + 1) / (a + b + 2) {
    return front / (a * betaFraction(x, a, b))
  }
  return 1 - front / (b * betaFraction(1 - x, b, a))
}

/// The denominator of the continued fraction of the incomplete beta function, by Lentz's method.
///
/// Source: Abramowitz and Stegun, formula 26.5.8. Needs about √max(a, b) steps.
private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  var fraction = 1.0
  var c = 1.0
  var d = 0.0
  for step in 1...10_000_000 {
    let m = Double(step / 2)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    let term = step.isMultiple(of: 2) ? even : odd
    d = 1 / awayFromZero(1 + term * d)
    c = awayFromZero(1 + term / c)
    fraction *= c * d
    if abs(c * d - 1) < 1e-15 { break }
  }
  return fraction
}

private func awayFromZero(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
