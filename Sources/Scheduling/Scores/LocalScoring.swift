internal import Domain

/// The default scoring plugins that look at a node's own load, each with weight 1:
/// NodeResourcesFit and NodeResourcesBalancedAllocation.
struct LocalScoring: Sendable {
  /// What is worked out in lanes where a node's row is plain.
  private enum Shortcut {
    case leastAllocated
    case mostAllocated
    case none
  }

  private let fit: FitScoring
  private let balance: BalancedAllocation
  private let shortcut: Shortcut
  private let rewardsImprovement: Bool

  init(_ cluster: PlannedCluster, _ resources: ResourceIndex) {
    let both = [WeightedResource(.cpu), WeightedResource(.memory)]
    let strategy = FitScoring.Strategy(cluster.scheduler.scoring)
    fit = FitScoring(strategy, both, resources)
    switch strategy {
    case .leastAllocated: shortcut = .leastAllocated
    case .mostAllocated: shortcut = .mostAllocated
    case .requestedToCapacityRatio: shortcut = .none
    }
    let features = cluster.features.effective(in: cluster.version)
    rewardsImprovement = features.balancedAllocationRewardsImprovement
    balance = BalancedAllocation(features.balanceFormula, both.map(\.name), resources)
  }

  /// The sum of both scores on a node that has room for the pod.
  @inline(__always)
  func score(_ pod: KindRow, _ row: NodeRow) -> Int? {
    guard row.isPlain, shortcut != .none else { return nil }
    let left = row.scoredFree - pod.scored
    let parts =
      shortcut == .leastAllocated
      ? left * 100 / row.allocatable
      : (row.allocatable - left).replacing(with: row.allocatable, where: left .< 0) * 100
        / row.allocatable
    let fit = (max(0, Int(parts.x)) + max(0, Int(parts.y))) / 2
    if pod.isBestEffort { return fit }
    let after = plainBalance(row.allocatable - row.free + pod.requested, of: row.allocatable)
    return fit + (rewardsImprovement ? 50 + (50 + after - Int(row.balance)) / 2 : after)
  }

  /// The same for any node and strategy, resource by resource.
  func score(_ pod: PodDemand, _ node: Int, _ table: NodeTable) -> Int {
    Int(fit.score(pod, node, table) + (balance.score(pod, node, table) ?? 0))
  }
}

extension FitScoring.Strategy {
  /// That of a scheduler's settings; a placement policy replaces all plugins anyway.
  fileprivate init(_ policy: ScoringPolicy) {
    switch policy {
    case .placement, .defaults(fit: .leastAllocated): self = .leastAllocated
    case .defaults(fit: .mostAllocated): self = .mostAllocated
    case .defaults(fit: .requestedToCapacityRatio(let points)):
      self = .requestedToCapacityRatio(
        points.map { point in
          ShapePoint(utilization: Int64(point.utilizationPercent), score: Int64(point.score))
        }
      )
    }
  }
}

extension SchedulerFeatures.Effective {
  package var balanceFormula: BalancedAllocation.Formula {
    balancedAllocationRewardsImprovement ? .improvement : .spread
  }
}

extension KubernetesVersion {
  /// The formula of the release.
  package var balanceFormula: BalancedAllocation.Formula {
    SchedulerFeatures().effective(in: self).balanceFormula
  }
}
