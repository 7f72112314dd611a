package import EventCore

/// The recommendation without the swings of its windows: up only as far as everything recommended
/// lately, down no further.
///
/// Source: `stabilizeRecommendationWithBehaviors` in `horizontal.go`.
package func stabilized(
  _ desired: Int,
  current: Int,
  history: [PastRecommendation],
  _ behavior: HPABehavior
) -> Int {
  var (up, down) = (desired, desired)
  for past in history {
    if past.age < behavior.scaleUp.stabilizationWindow { up = min(up, past.replicas) }
    if past.age < behavior.scaleDown.stabilizationWindow { down = max(down, past.replicas) }
  }
  return min(max(current, up), down)
}

/// The same for an autoscaler without `behavior`: the most that was recommended lately.
///
/// Source: `stabilizeRecommendation` in `horizontal.go`; a recommendation exactly as old as the
/// window still counts.
package func stabilizedDownscale(
  _ desired: Int,
  history: [PastRecommendation],
  window: SimDuration = .seconds(300)
) -> Int {
  history.lazy.filter { $0.age <= window }.map(\.replicas).reduce(desired, max)
}
