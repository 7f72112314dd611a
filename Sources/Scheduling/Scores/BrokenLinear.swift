/// The height of a broken line at a place, in integers truncated toward zero.
///
/// Outside its points the line is level, and without any it is 0. The points have ascending
/// utilizations; heights are multiplied by the scale before anything is divided. Source:
/// `BuildBrokenLinearFunction` in `pkg/scheduler/framework/plugins/helper/shape_score.go` of
/// Kubernetes.
package func brokenLinear(
  at place: Int64,
  through points: [ShapePoint],
  scale: Int64 = 1
) -> Int64 {
  var previous: ShapePoint?
  for point in points {
    if place <= point.utilization {
      guard let start = previous else { return point.score * scale }
      let rise = (point.score - start.score) * scale * (place - start.utilization)
      return start.score * scale + rise / (point.utilization - start.utilization)
    }
    previous = point
  }
  return (previous?.score ?? 0) * scale
}
