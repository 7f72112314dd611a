internal import EventCore

/// A number of replicas within its limits, and which one binds.
package struct LimitedReplicas: Sendable, Equatable {
  package var replicas: Int
  package var limit: ScalingLimit

  package init(_ replicas: Int, _ limit: ScalingLimit) {
    self.replicas = replicas
    self.limit = limit
  }
}

/// The recommendation within policies and bounds; a limit never moves against the direction.
///
/// Source: `convertDesiredReplicasWithBehaviorRate` in `horizontal.go`.
package func limited(
  _ desired: Int,
  current: Int,
  bounds: ClosedRange<Int>,
  history: ScalingHistory,
  _ behavior: HPABehavior
) -> LimitedReplicas {
  if desired > current {
    let rate = max(current, upLimit(current, history, behavior.scaleUp))
    let most = min(rate, bounds.upperBound)
    if desired > most {
      return LimitedReplicas(most, rate < bounds.upperBound ? .scaleUpRate : .tooMany)
    }
  } else if desired < current {
    let rate = min(current, downLimit(current, history, behavior.scaleDown))
    let least = max(rate, bounds.lowerBound)
    if desired < least {
      return LimitedReplicas(least, rate > bounds.lowerBound ? .scaleDownRate : .tooFew)
    }
  }
  return LimitedReplicas(desired, .none)
}

/// The same for an autoscaler without `behavior`: up to twice the replicas, or four.
///
/// Source: `convertDesiredReplicasWithRules` in `horizontal.go`.
package func limitedByDefault(
  _ desired: Int,
  current: Int,
  bounds: ClosedRange<Int>
) -> LimitedReplicas {
  let rate = max(2 * min(max(current, 0), mostReplicas), 4)
  if desired < bounds.lowerBound { return LimitedReplicas(bounds.lowerBound, .tooFew) }
  let most = min(rate, bounds.upperBound)
  guard desired > most else { return LimitedReplicas(desired, .none) }
  return LimitedReplicas(most, bounds.upperBound > rate ? .scaleUpRate : .tooMany)
}

private func upLimit(_ current: Int, _ history: ScalingHistory, _ rules: ScalingRules) -> Int {
  let limits = rules.policies.map { policy in
    let start = replicasAtStart(of: policy.period, current, history)
    return switch policy.amount {
    case .pods(let count): clamped(start + Double(count))
    // Rounded up, or a small percentage would never add a pod.
    case .percent(let percent): clamped((start * (1 + Double(percent) / 100)).rounded(.up))
    }
  }
  switch rules.selection {
  case .disabled: return current
  case .most: return limits.max() ?? current
  case .least: return limits.min() ?? current
  }
}

private func downLimit(_ current: Int, _ history: ScalingHistory, _ rules: ScalingRules) -> Int {
  let limits = rules.policies.map { policy in
    let start = replicasAtStart(of: policy.period, current, history)
    return switch policy.amount {
    case .pods(let count): clamped(start - Double(count))
    case .percent(let percent): clamped((start * (1 - Double(percent) / 100)).rounded(.towardZero))
    }
  }
  switch rules.selection {
  case .disabled: return current
  case .most: return limits.min() ?? current
  case .least: return limits.max() ?? current
  }
}

/// The replicas that there were a period ago; events of exactly that age no longer count.
private func replicasAtStart(
  of period: SimDuration,
  _ current: Int,
  _ history: ScalingHistory
) -> Double {
  func change(_ events: [ScaleEvent]) -> Double {
    events.lazy.filter { $0.age < period }.reduce(0) { $0 + Double($1.change) }
  }
  return Double(current) - change(history.ups) + change(history.downs)
}

private func clamped(_ value: Double) -> Int {
  Int(min(max(value, Double(Int32.min)), Double(Int32.max)))
}
