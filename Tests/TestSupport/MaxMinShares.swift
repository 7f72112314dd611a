/// Divides a capacity among claimants by weighted max-min fairness.
///
/// Nobody gets more than they ask for; what one leaves is divided among the others in proportion to
/// their weights, until the capacity is used up or everyone has what they asked for. This is how
/// `cpu.weight` shares a busy machine: work-conserving, proportional (kernel documentation,
/// "Control Group v2", CPU interface files).
///
/// The textbook form; `SharedDevices` does the same in place and must agree with it.
///
/// - Complexity: O(*n* log *n*).
package func maxMinShares(of capacity: Double, demands: [Double], weights: [Double]) -> [Double] {
  precondition(demands.count == weights.count, "one weight a demand")
  var shares = demands.map { _ in 0.0 }
  var left = capacity
  var weightLeft = weights.reduce(0, +)
  // In the order in which a rising water level satisfies them.
  for index in demands.indices.sorted(by: { demands[$0] / weights[$0] < demands[$1] / weights[$1] })
  {
    let level = weightLeft > 0 ? left / weightLeft : 0
    shares[index] = min(demands[index], max(0, weights[index] * level))
    left -= shares[index]
    weightLeft -= weights[index]
  }
  return shares
}
