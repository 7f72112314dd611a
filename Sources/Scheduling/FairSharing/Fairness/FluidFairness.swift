/// Divisions of several resources into parts of any size, against which DRF is weighed.
///
/// Each user has a weight and needs `demands[user][resource]` per task. The answers are tasks per
/// user. Every user must demand something, and capacities must be positive.
///
/// Source: Ghodsi et al., NSDI 2011, sections 4 and 6.
package enum FluidFairness {
  /// Dominant resource fairness: equal dominant shares, by weight, as large as they can be.
  ///
  /// One round of filling: nobody goes on after the first resource is used up.
  package static func dominantResource(
    capacity: [Double],
    demands: [[Double]],
    weights: [Double]
  ) -> [Double] {
    equalized(capacity, demands, weights) { shares in shares.max() ?? 0 }
  }

  /// Asset fairness: equal sums of shares over all resources, by weight, as large as they can be.
  package static func asset(
    capacity: [Double],
    demands: [[Double]],
    weights: [Double]
  ) -> [Double] {
    equalized(capacity, demands, weights) { shares in shares.reduce(0, +) }
  }

  private static func equalized(
    _ capacity: [Double],
    _ demands: [[Double]],
    _ weights: [Double],
    by measure: ([Double]) -> Double
  ) -> [Double] {
    let shares = demands.map { demand in zip(demand, capacity).map { $0 / $1 } }
    let perUnit = zip(shares, weights).map { shares, weight in weight / measure(shares) }
    let loads = capacity.indices.map { resource in
      zip(shares, perUnit).reduce(0) { $0 + $1.0[resource] * $1.1 }
    }
    let level = 1 / (loads.max() ?? 1)
    return perUnit.map { $0 * level }
  }

  /// Competitive equilibrium from equal incomes: the largest product of what all get.
  ///
  /// Prices rise and fall with the load of their resource until all of what has a price is used;
  /// the step is that of expectation maximization, so the product never falls.
  ///
  /// - Complexity: O(users × resources) per step; at most `steps`.
  package static func competitiveEquilibrium(
    capacity: [Double],
    demands: [[Double]],
    weights: [Double],
    steps: Int = 100_000
  ) -> [Double] {
    var prices = capacity.map { weights.reduce(0, +) / ($0 * Double(capacity.count)) }
    var tasks = weights
    for _ in 0..<steps {
      tasks = zip(demands, weights).map { demand, weight in
        weight / zip(demand, prices).reduce(0) { $0 + $1.0 * $1.1 }
      }
      var change = 0.0
      for resource in capacity.indices {
        let load = zip(demands, tasks).reduce(0) { $0 + $1.0[resource] * $1.1 }
        let next = prices[resource] * load / capacity[resource]
        change = max(change, (next - prices[resource]).magnitude * capacity[resource])
        prices[resource] = next
      }
      if change < 1e-14 * weights.reduce(0, +) { break }
    }
    return tasks
  }
}
