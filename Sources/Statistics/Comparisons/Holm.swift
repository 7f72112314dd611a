/// Returns p-values corrected for their number by Holm's method: whoever calls differences with an
/// adjusted value of at most α significant calls none wrongly with probability 1 − α at least.
///
/// Holds whatever the dependence between the tests (Holm 1979, "A simple sequentially rejective
/// multiple test procedure"); never less powerful than Bonferroni's.
///
/// - Complexity: O(*n* log *n*).
public func holmAdjusted(_ pValues: [Double]) -> [Double] {
  let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  var adjusted = pValues
  var largest = 0.0
  for (rank, index) in order.enumerated() {
    largest = max(largest, min(1, pValues[index] * Double(pValues.count - rank)))
    adjusted[index] = largest
  }
  return adjusted
}
