/// The coefficients for which `rows` times them comes nearest to `values`, in the sum of squared
/// *relative* differences; nil if they aren't determined.
///
/// - Complexity: O(*rows* × *k*²) in the *k* coefficients, by the normal equations.
func relativeLeastSquares(rows: [[Double]], values: [Double]) -> [Double]? {
  let size = rows.first?.count ?? 0
  var matrix = Array(repeating: Array(repeating: 0.0, count: size + 1), count: size)
  for (row, value) in zip(rows, values) where value > 0 {
    for left in 0..<size {
      for right in 0..<size { matrix[left][right] += row[left] * row[right] / (value * value) }
      matrix[left][size] += row[left] / value
    }
  }
  for pivot in 0..<size {
    let best = (pivot..<size).max { abs(matrix[$0][pivot]) < abs(matrix[$1][pivot]) } ?? pivot
    matrix.swapAt(pivot, best)
    guard matrix[pivot][pivot] != 0 else { return nil }
    for row in 0..<size where row != pivot {
      let factor = matrix[row][pivot] / matrix[pivot][pivot]
      for column in pivot...size { matrix[row][column] -= factor * matrix[pivot][column] }
    }
  }
  let solution = (0..<size).map { matrix[$0][size] / matrix[$0][$0] }
  return solution.allSatisfy(\.isFinite) ? solution : nil
}
