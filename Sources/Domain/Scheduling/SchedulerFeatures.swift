/// Where releases differ in how they schedule, and a cluster departs from its release.
///
/// Nil follows the release. The names say what holds when it is true.
package struct SchedulerFeatures: Hashable, Sendable {
  /// BalancedAllocation scores how far a pod improves a node's balance, not the balance it leaves;
  /// since 1.36.
  package var balancedAllocationRewardsImprovement: Bool?
  /// The most that ImageLocality counts grows with the number of containers; since 1.19, before
  /// that it was 1000 MiB a pod.
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

  package func effective(in version: KubernetesVersion) -> Effective {
    Effective(
      balancedAllocationRewardsImprovement: balancedAllocationRewardsImprovement
        ?? (version == .minor36),
      imageThresholdPerContainer: imageThresholdPerContainer ?? true,
      fitTellsUnresolvable: fitTellsUnresolvable ?? true
    )
  }
}
