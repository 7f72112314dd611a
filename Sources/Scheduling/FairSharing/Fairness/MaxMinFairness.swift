/// Divides one resource by weight: nobody gets more than asked for, and what one leaves goes to
/// the others in proportion to their weights.
package enum MaxMinFairness {
  /// The part of each; their sum is the capacity, or the sum of demands if that is less.
  ///
  /// Who has a weight of 0 gets nothing.
  ///
  /// - Complexity: O(n log n).
  package static func shares(
    capacity: Double,
    demands: [Double],
    weights: [Double]
  ) -> [Double] {
    var shares = [Double](repeating: 0, count: demands.count)
    var left = max(0, capacity)
    let users = demands.indices.filter { weights[$0] > 0 && demands[$0] > 0 }
    var weight = users.reduce(0) { $0 + weights[$1] }
    // Those who are content with the least per weight are served first, so that the level at
    // which the others stand only rises.
    for user in users.sorted(by: { demands[$0] / weights[$0] < demands[$1] / weights[$1] }) {
      shares[user] = min(demands[user], left * weights[user] / weight)
      left -= shares[user]
      weight -= weights[user]
    }
    return shares
  }
}
