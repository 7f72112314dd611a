package import EventCore

/// Decides how many replicas a workload should have, as its Kubernetes namesake does each period.
///
/// Facts come in and a number goes out; the caller keeps the history and carries it out.
package struct HorizontalPodAutoscaler: Sendable {
  package var bounds: ClosedRange<Int>
  /// Nil is the older way: 300 s on the way down, twice the replicas on the way up.
  package var behavior: HPABehavior?
  /// The window of an autoscaler without `behavior`.
  package var downscaleWindow: SimDuration

  package init(
    bounds: ClosedRange<Int>,
    behavior: HPABehavior? = nil,
    downscaleWindow: SimDuration = .seconds(300)
  ) {
    self.bounds = bounds
    self.behavior = behavior
    self.downscaleWindow = downscaleWindow
  }

  /// What to do.
  package enum Decision: Sendable, Equatable {
    /// There are no replicas although at least one is wanted: scaled to zero by hand.
    case disabled
    /// Metrics failed, so that it is not known where to go.
    case unknown
    /// The metrics' recommendation, to be remembered, and what becomes of it; nil where there are
    /// fewer or more replicas than allowed, which is mended without asking them.
    case scale(to: LimitedReplicas, recommended: Int?)
  }

  /// Decides from what each metric asks for; nil stands for a metric that failed.
  package func decide(
    current: Int,
    proposals: [Int?],
    history: ScalingHistory
  ) -> Decision {
    if current == 0 && bounds.lowerBound > 0 { return .disabled }
    if current > bounds.upperBound {
      return .scale(to: LimitedReplicas(bounds.upperBound, .tooMany), recommended: nil)
    }
    if current < bounds.lowerBound {
      return .scale(to: LimitedReplicas(bounds.lowerBound, .tooFew), recommended: nil)
    }
    guard let desired = recommendation(proposals, current: current) else { return .unknown }
    return .scale(
      to: normalized(desired, current: current, history: history),
      recommended: desired
    )
  }

  private func normalized(
    _ desired: Int,
    current: Int,
    history: ScalingHistory
  ) -> LimitedReplicas {
    let past = history.recommendations
    guard let behavior else {
      let steady = stabilizedDownscale(desired, history: past, window: downscaleWindow)
      return limitedByDefault(steady, current: current, bounds: bounds)
    }
    let steady = stabilized(desired, current: current, history: past, behavior)
    return limited(steady, current: current, bounds: bounds, history: history, behavior)
  }
}

/// The most that any metric asks for; nil if all failed, or some did and the others would scale
/// down.
package func recommendation(_ proposals: [Int?], current: Int) -> Int? {
  let known = proposals.compactMap(\.self)
  guard let most = known.max() else { return nil }
  return known.count < proposals.count && most < current ? nil : most
}
