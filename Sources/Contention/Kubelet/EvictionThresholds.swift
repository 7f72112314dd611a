package import EventCore

/// When a node counts as under pressure, and what the kubelet evicts for.
///
/// The defaults are the kubelet's hard thresholds; there are no soft ones. Source:
/// `pkg/kubelet/eviction/defaults_linux.go` of Kubernetes.
package struct EvictionThresholds: Sendable {
  /// Less memory than so many bytes.
  package var memoryAvailable: Int64 = 100 << 20
  /// Smaller shares than these, of the node's and the images' file systems.
  package var nodefsAvailable = 0.10
  package var nodefsInodesFree = 0.05
  package var imagefsAvailable = 0.15
  /// How often the kubelet looks.
  package var interval = SimDuration.seconds(10)
  /// How long the condition, with its taint, outlasts the pressure.
  package var transitionPeriod = SimDuration.seconds(300)

  package init() {}

  /// What a kubelet sees on its node; shares are of the capacity of each file system.
  package struct Observation: Sendable {
    package var memoryAvailable: Int64
    package var nodefsAvailable: Double
    package var nodefsInodesFree: Double
    package var imagefsAvailable: Double

    package init(
      memoryAvailable: Int64,
      nodefsAvailable: Double = 1,
      nodefsInodesFree: Double = 1,
      imagefsAvailable: Double = 1
    ) {
      self.memoryAvailable = memoryAvailable
      self.nodefsAvailable = nodefsAvailable
      self.nodefsInodesFree = nodefsInodesFree
      self.imagefsAvailable = imagefsAvailable
    }
  }

  /// What to evict a pod for in this pass; nil without pressure.
  ///
  /// Memory comes before storage.
  package func pressure(_ seen: Observation) -> EvictionSignal? {
    if seen.memoryAvailable < memoryAvailable { return .memory }
    if seen.nodefsAvailable < nodefsAvailable || seen.imagefsAvailable < imagefsAvailable {
      return .ephemeralStorage
    }
    return seen.nodefsInodesFree < nodefsInodesFree ? .inodes : nil
  }
}
