/// Where releases differ in how they schedule and share, and a cluster departs from its release.
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
  /// How the CPU requests of pods become the weights of their cgroups.
  package var cpuWeightFormula: CPUWeightConversion?

  package init(
    balancedAllocationRewardsImprovement: Bool? = nil,
    imageThresholdPerContainer: Bool? = nil,
    fitTellsUnresolvable: Bool? = nil,
    cpuWeightFormula: CPUWeightConversion? = nil
  ) {
    self.balancedAllocationRewardsImprovement = balancedAllocationRewardsImprovement
    self.imageThresholdPerContainer = imageThresholdPerContainer
    self.fitTellsUnresolvable = fitTellsUnresolvable
    self.cpuWeightFormula = cpuWeightFormula
  }

  /// What holds in a cluster of a release; the same features with nothing left open.
  package struct Effective: Hashable, Sendable {
    package var balancedAllocationRewardsImprovement: Bool
    package var imageThresholdPerContainer: Bool
    package var fitTellsUnresolvable: Bool
    package var cpuWeightFormula: CPUWeightConversion
  }

  /// These features, and the other's where these follow the release.
  package func orElse(_ other: SchedulerFeatures) -> SchedulerFeatures {
    SchedulerFeatures(
      balancedAllocationRewardsImprovement: balancedAllocationRewardsImprovement
        ?? other.balancedAllocationRewardsImprovement,
      imageThresholdPerContainer: imageThresholdPerContainer ?? other.imageThresholdPerContainer,
      fitTellsUnresolvable: fitTellsUnresolvable ?? other.fitTellsUnresolvable,
      cpuWeightFormula: cpuWeightFormula ?? other.cpuWeightFormula
    )
  }

  package func effective(in version: KubernetesVersion) -> Effective {
    Effective(
      balancedAllocationRewardsImprovement: balancedAllocationRewardsImprovement
        ?? (version == .minor36),
      imageThresholdPerContainer: imageThresholdPerContainer ?? true,
      fitTellsUnresolvable: fitTellsUnresolvable ?? true,
      cpuWeightFormula: cpuWeightFormula ?? .linear
    )
  }
}

/// How CPU shares become the `cpu.weight` of cgroup v2.
///
/// The kubelet writes the weights of pods and QoS classes, and converts them linearly whatever the
/// runtime (`getCPUWeight` in `pkg/kubelet/cm/cgroup_manager_linux.go`). Container runtimes write
/// those of containers, since runc 1.3.2 and crun 1.23 by the quadratic formula; they matter among
/// containers of one pod only.
package enum CPUWeightConversion: String, CaseIterable, Sendable {
  /// KEP-2254: one core is 39.
  case linear
  /// One core is 100, the default of cgroup v2.
  case quadratic
}
