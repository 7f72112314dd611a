internal import EventCore
internal import Foundation
internal import Randomness

/// The unit in which a distribution is stated, and the name of its shape in the schema.
struct DistributionUnit {
  var name: String
  /// Values that may be 0, as the low end of a range.
  var value: Grammar<Double>
  /// Values that may not, as a mean.
  var positive: Grammar<Double>

  /// Lengths of time, in seconds.
  static var time: Self {
    DistributionUnit(
      name: "Duration",
      value: duration().map(\.inSeconds),
      positive: positiveDuration().map(\.inSeconds)
    )
  }

  /// Lengths of phases; shorter ones would only cost events.
  static var phase: Self {
    let length = duration(.milliseconds(1)...longestDuration).map(\.inSeconds)
    return DistributionUnit(name: "Phase", value: length, positive: length)
  }

  /// Shares of a whole; what a law draws beyond 1 counts as 1.
  static var ratio: Self {
    DistributionUnit(
      name: "Ratio",
      value: number("from 0 to 1") { $0 <= 1 },
      positive: number("above 0 and at most 1") { $0 > 0 && $0 <= 1 }
    )
  }

  /// Counts of tokens or items.
  static var count: Self {
    DistributionUnit(
      name: "Count",
      value: number("of at most 1000000000") { $0 <= 1e9 },
      positive: number("above 0 and at most 1000000000") { $0 > 0 && $0 <= 1e9 }
    )
  }
}

/// A random quantity: a law, or a bare value that it always has.
func distribution(_ unit: DistributionUnit) -> Shape<Distribution> {
  choice(
    "\(unit.name)Distribution",
    "A random quantity; a bare value is constant.",
    bare: quantity(unit.positive).map(Distribution.constant),
    variants: distributionVariants(unit),
    standIn: .constant(1)
  )
}

/// The laws of a random quantity, by their keys.
func distributionVariants(_ unit: DistributionUnit) -> [Variant<Distribution>] {
  let constant = quantity(unit.positive).map(Distribution.constant)
  return [
    Variant("constant", "Always the same value.", constant),
    Variant("uniform", "All values of a range alike.", uniform(unit)),
    Variant("exponential", "Memoryless.", exponential(unit)),
    Variant("lognormal", "Skewed, by median and p95 or mean and cv.", logNormal(unit)),
    Variant("gamma", "Gamma, by mean and cv.", gamma(unit)),
    Variant("weibull", "Weibull, by mean and shape.", weibull(unit)),
    Variant("empirical", "Quantiles joined by straight lines.", empirical(unit)),
  ]
}

/// Coefficients of variation: standard deviation ÷ mean.
func coefficientOfVariation() -> Shape<Double> {
  quantity(number("from 0.01 to 100") { (0.01...100).contains($0) })
}

/// Shapes of the Weibull law.
func weibullShape() -> Shape<Double> {
  quantity(number("from 0.1 to 100") { (0.1...100).contains($0) })
}

private func uniform(_ unit: DistributionUnit) -> Shape<Distribution> {
  object("\(unit.name)Uniform", "All values of a range alike.") { fields in
    let low = fields.required("low", "Smallest value.", quantity(unit.value))
    let high = fields.required("high", "Largest value.", quantity(unit.positive))
    fields.check { place, reading in
      if low > high { reading.report("must be at least `low`", at: place.path["high"]) }
    }
    return .uniform(low: low, high: high)
  }
}

private func exponential(_ unit: DistributionUnit) -> Shape<Distribution> {
  object("\(unit.name)Exponential", "Memoryless.") { fields in
    .exponential(mean: fields.required("mean", "The mean.", quantity(unit.positive)))
  }
}

private func gamma(_ unit: DistributionUnit) -> Shape<Distribution> {
  object("\(unit.name)Gamma", "A gamma law.") { fields in
    .gamma(
      mean: fields.required("mean", "The mean.", quantity(unit.positive)),
      cv: fields.required("cv", "Standard deviation ÷ mean.", coefficientOfVariation())
    )
  }
}

private func weibull(_ unit: DistributionUnit) -> Shape<Distribution> {
  object("\(unit.name)Weibull", "A Weibull law; shapes below 1 have heavy tails.") { fields in
    .weibull(
      mean: fields.required("mean", "The mean.", quantity(unit.positive)),
      shape: fields.required("shape", "The shape.", weibullShape())
    )
  }
}

private func logNormal(_ unit: DistributionUnit) -> Shape<Distribution> {
  object("\(unit.name)LogNormal", "A log-normal law.") { fields in
    let median = fields.optional("median", "The median.", quantity(unit.positive))
    let p95 = fields.optional("p95", "The 95th percentile.", quantity(unit.positive))
    let mean = fields.optional("mean", "The mean.", quantity(unit.positive))
    let cv = fields.optional("cv", "Standard deviation ÷ mean.", coefficientOfVariation())
    fields.exactlyOneSet(of: [["median", "p95"], ["mean", "cv"]])
    if let mean, let cv {
      // The moments of a log-normal law: variance ÷ mean² = exp(σ²) - 1, mean = exp(μ + σ²/2).
      let variance = log1p(cv * cv)
      return .logNormal(logMean: log(mean) - variance / 2, logSigma: variance.squareRoot())
    }
    guard let median, let p95 else { return .constant(1) }
    guard p95 >= median else {
      fields.check { place, reading in
        reading.report("must be at least the `median`", at: place.path["p95"])
      }
      return .constant(1)
    }
    return .logNormal(median: median, p95: p95)
  }
}

private func empirical(_ unit: DistributionUnit) -> Shape<Distribution> {
  let point: Shape<Distribution.QuantilePoint> = object(
    "\(unit.name)Quantile",
    "A point of a quantile function."
  ) { fields in
    Distribution.QuantilePoint(
      probability: fields.required(
        "p",
        "Share of the draws below the value.",
        quantity(number("from 0 to 1") { $0 <= 1 })
      ),
      value: fields.required("value", "The value.", quantity(unit.value))
    )
  }
  return object("\(unit.name)Empirical", "Quantiles joined by straight lines.") { fields in
    let points = fields.required(
      "quantiles",
      "Points, ascending in p and value.",
      list(of: point, atLeast: 2)
    )
    fields.check { place, reading in
      let path = place.path["quantiles"]
      for (index, pair) in zip(points, points.dropFirst()).enumerated() {
        let next = path[index + 1]
        if pair.1.probability <= pair.0.probability {
          reading.report("must be above the `p` before it", at: next["p"])
        }
        if pair.1.value < pair.0.value {
          reading.report("must be at least the `value` before it", at: next["value"])
        }
      }
      if let last = points.last, last.value <= 0 {
        reading.report("must be above 0", at: path[points.count - 1]["value"])
      }
    }
    return .empirical(points)
  }
}
