/// Divides a whole number by weights so that the parts add up to it exactly: the largest-remainder
/// method, ties to the earlier part.
///
/// If all weights are zero, the parts are equal but for the remainder.
///
/// - Precondition: there is at least one weight, all are finite and none is negative, and the total
///   is not negative.
public func apportion(_ total: Int64, by weights: [Double]) -> [Int64] {
  precondition(total >= 0, "can't divide \(total)")
  precondition(!weights.isEmpty && weights.allSatisfy { $0 >= 0 && $0.isFinite })
  let sum = weights.reduce(0, +)
  guard sum > 0 else { return apportion(total, by: weights.map { _ in 1 }) }
  let quotas = weights.map { Double(total) * ($0 / sum) }
  var parts = quotas.map { Int64($0.rounded(.down)) }
  let remainders = zip(quotas, parts).map { $0 - Double($1) }
  let order = weights.indices.sorted { (remainders[$1], $0) < (remainders[$0], $1) }
  var rest = total - parts.reduce(0, +)
  // Floating point can push the sum of the floors a unit or two off; the loops end all the same.
  while rest > 0 {
    for index in order where rest > 0 {
      parts[index] += 1
      rest -= 1
    }
  }
  while rest < 0 {
    for index in order.reversed() where rest < 0 && parts[index] > 0 {
      parts[index] -= 1
      rest += 1
    }
  }
  return parts
}
