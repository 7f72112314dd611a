internal import Domain

/// The default scoring plugins that look at a node's own load, each with weight 1:
/// NodeResourcesFit and NodeResourcesBalancedAllocation.
struct LocalScoring: Sendable {
  private let fit: FitScoring
  private let balance: BalancedAllocation
  /// How plain nodes are scored, without looking at resources one by one.
  let lanes: LaneScoring

  init(_ cluster: PlannedCluster, _ resources: ResourceIndex) {
    let both = [WeightedResource(.cpu), WeightedResource(.memory)]
    let strategy = FitScoring.Strategy(cluster.scheduler.scoring)
    fit = FitScoring(strategy, both, resources)
    let features = cluster.features.effective(in: cluster.version)
    lanes = LaneScoring(strategy, features)
    balance = BalancedAllocation(features.balanceFormula, both.map(\.name), resources)
  }

  /// The same for any node and strategy, resource by resource.
  func score(_ pod: PodDemand, _ node: Int, _ table: NodeTable) -> Int {
    Int(fit.score(pod, node, table) + (balance.score(pod, node, table) ?? 0))
  }
}

/// The same scores for plain nodes, both resources at once in the lanes of a vector.
struct LaneScoring: BitwiseCopyable, Sendable {
  private let isLeast: Bool
  private let isMost: Bool
  private let rewardsImprovement: Bool

  init(_ strategy: FitScoring.Strategy, _ features: SchedulerFeatures.Effective) {
    if case .leastAllocated = strategy { isLeast = true } else { isLeast = false }
    if case .mostAllocated = strategy { isMost = true } else { isMost = false }
    rewardsImprovement = features.balancedAllocationRewardsImprovement
  }

  /// The sum of both scores on a node that has room for the pod; nil where lanes won't do.
  @inline(__always)
  func score(_ pod: KindRow, _ row: NodeRow) -> Int? {
    guard row.isPlain, isLeast || isMost else { return nil }
    let left = pointwiseMax(row.scoredFree - pod.scored, .zero)
    let part = (isLeast ? left : row.allocatable - left) * 100 / row.allocatable
    let fit = (wholePart(part.x) &+ wholePart(part.y)) &>> 1
    if pod.isBestEffort { return fit }
    let after = plainBalance(row.allocatable - row.free + pod.requested, of: row.allocatable)
    guard rewardsImprovement else { return fit &+ after }
    // Never negative, because a balance of two resources is 50 at least.
    return fit &+ 50 &+ (50 &+ after &- Int(row.balance)) &>> 1
  }
}

/// The whole part of a number from 0 to 2⁵¹, without the checks that other numbers need.
@inline(__always)
func wholePart(_ number: Double) -> Int {
  // Adding 2⁵² leaves the nearest whole number in the low bits; it may be one too many.
  let shifted = number + 0x1p52
  let nearest = Int(truncatingIfNeeded: shifted.bitPattern & 0xF_FFFF_FFFF_FFFF)
  return shifted - 0x1p52 > number ? nearest &- 1 : nearest
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
