/// A point of a scoring shape: utilization in hundredths, score from 0 to 10.
package struct ShapePoint: Sendable, Hashable {
  package var utilization: Int64
  package var score: Int64

  package init(utilization: Int64, score: Int64) {
    self.utilization = utilization
    self.score = score
  }
}

/// The shape's score, from 0 to 100, at the utilization that the pod would bring about.
///
/// Between points it follows straight lines in integers, outside them it stays.
func capacityRatioScore(
  _ requested: Int64,
  of capacity: Int64,
  _ shape: [ShapePoint]
) -> Int64 {
  let utilization = requested > capacity ? 100 : requested * 100 / capacity
  return brokenLinear(at: utilization, through: shape, scale: 10)
}
