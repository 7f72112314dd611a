package import EventCore

/// What KEDA itself decides each polling loop: whether a workload is on or off.
///
/// Between one and its maximum the workload belongs to the horizontal pod autoscaler that KEDA
/// creates. Source: `pkg/scaling/executor/scale_scaledobjects.go` of KEDA at 8b4f083.
package struct KEDAScaler: Sendable {
  package var minReplicas: Int
  package var maxReplicas: Int
  /// Replicas to keep while nothing triggers, below `minReplicas`; nil without idle mode.
  package var idleReplicas: Int?
  package var cooldown: SimDuration
  package var initialCooldown: SimDuration

  package init(
    minReplicas: Int = 0,
    maxReplicas: Int = 100,
    idleReplicas: Int? = nil,
    cooldown: SimDuration = .seconds(300),
    initialCooldown: SimDuration = .zero
  ) {
    self.minReplicas = minReplicas
    self.maxReplicas = maxReplicas
    self.idleReplicas = idleReplicas
    self.cooldown = cooldown
    self.initialCooldown = initialCooldown
  }

  /// How many replicas there should be after this loop.
  ///
  /// `sinceLastActive` is nil if no trigger has ever been active; `sinceCreation` is how long the
  /// scaled object has existed.
  package func replicas(
    isActive: Bool,
    current: Int,
    sinceLastActive: SimDuration?,
    sinceCreation: SimDuration
  ) -> Int {
    if isActive {
      let isIdle = idleReplicas != nil && current < minReplicas
      return current == 0 || isIdle ? max(minReplicas, 1) : current
    }
    let canGoDown =
      idleReplicas.map { current > $0 } ?? false || current > 0 && minReplicas == 0
    if canGoDown {
      let hasCooledDown =
        sinceLastActive.map { $0 > cooldown } ?? (sinceCreation > initialCooldown)
      return hasCooledDown ? idleReplicas ?? minReplicas : current
    }
    return idleReplicas == nil && current < minReplicas ? minReplicas : current
  }

  /// The bounds of the horizontal pod autoscaler that KEDA creates, which knows no zero.
  package var horizontalBounds: ClosedRange<Int> {
    let least = max(1, minReplicas)
    return least...max(least, maxReplicas)
  }
}

/// Whether any trigger is above its activation threshold; one exactly at it is not.
package func isActive(_ triggers: [(value: Double, activationThreshold: Double)]) -> Bool {
  triggers.contains { $0.value > $0.activationThreshold }
}
