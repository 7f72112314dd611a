internal import Statistics

/// Deals whole things out in proportion to weights by largest remainder, at least one for each.
///
/// Whoever's exact share is below one gets one, and the rest is divided among the others. Equal
/// remainders go to the earlier; weights that are all 0 count as equal.
///
/// - Precondition: there is at least one thing for each weight.
package func deal(_ count: Int, by weights: [Double]) -> [Int] {
  precondition(count >= weights.count, "\(count) can't give \(weights.count) parts one each")
  var parts = Array(repeating: 1, count: weights.count)
  var open =
    weights.contains { $0 > 0 }
    ? weights.indices.filter { weights[$0] > 0 } : Array(weights.indices)
  var left = count - (weights.count - open.count)
  while !open.isEmpty {
    let shares = exactShares(of: left, open, weights)
    let small = zip(open, shares).filter { $1 < 1 }.map(\.0)
    if small.isEmpty {
      let dealt = apportion(Int64(left), by: open.map { weights[$0] })
      for (index, part) in zip(open, dealt) { parts[index] = Int(part) }
      break
    }
    left -= small.count
    open.removeAll(where: small.contains)
  }
  return parts
}

private func exactShares(of count: Int, _ members: [Int], _ weights: [Double]) -> [Double] {
  let total = members.reduce(0) { $0 + weights[$1] }
  return members.map { member in
    total > 0
      ? Double(count) * weights[member] / total
      : Double(count) / Double(members.count)
  }
}
