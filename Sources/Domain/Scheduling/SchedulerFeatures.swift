/// Where releases differ in how they schedule, and a cluster departs from its release.
///
/// Nil follows the release. The names say what holds when it is true.
package struct SchedulerFeatures: Hashable, Sendable {
  /// BalancedAllocation scores how far a pod improves a node's balance, not the balance it leaves;
  /// since 1.36.
  package var balancedAllocationRewardsImprovement: Bool?
  /// The most that ImageLocality counts is 1000 MiB per container; in older releases, per pod.
  package var imageThresholdPerContainer: Bool?
  /// A node that is too small even when empty is no candidate for preemption; since 1.33.
  package var fitTellsUnresolvable: Bool?

  package init(
    balancedAllocationRewardsImprovement: Bool? = nil,
    imageThresholdPerContainer: Bool? = nil,
    fitTellsUnresolvable: Bool? = nil
  ) {
    self.balancedAllocationRewardsImprovement = balancedAllocationRewardsImprovement
    self.imageThresholdPerContainer = imageThresholdPerContainer
    self.fitTellsUnresolvable = fitTellsUnresolvable
  }

  /// What holds in a cluster of a release; the same features with nothing left open.
  package struct Effective: Hashable, Sendable {
    package var balancedAllocationRewardsImprovement: Bool
    package var imageThresholdPerContainer: Bool
    package var fitTellsUnresolvable: Bool
  }

  /// These features, and the other's where these follow the release.
  package func orElse(_ other: SchedulerFeatures) -> SchedulerFeatures {
    SchedulerFeatures(
      balancedAllocationRewardsImprovement: balancedAllocationRewardsImprovement
        ?? other.balancedAllocationRewardsImprovement,
      imageThresholdPerContainer: imageThresholdPerContainer ?? other.imageThresholdPerContainer,
      fitTellsUnresolvable: fitTellsUnresolvable ?? other.fitTellsUnresolvable
    )
  }

  package func effective(in version: KubernetesVersion) -> Effective {
    Effective(
      balancedAllocationRewardsImprovement: balancedAllocationRewardsImprovement
        ?? (version == .minor36),
      imageThresholdPerContainer: imageThresholdPerContainer ?? true,
      fitTellsUnresolvable: fitTellsUnresolvable ?? true
    )
  }
}
