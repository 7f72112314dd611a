package import EventCore

/// When the kubelet of a node evicts pods for memory; the kubelet's own defaults.
///
/// Source: `pkg/kubelet/eviction/defaults_linux.go` and the defaults of `KubeletConfiguration`.
package struct MemoryPressureRules: Hashable, Sendable {
  /// The hard threshold: bytes that must stay available.
  ///
  /// They lie beyond what the node offers to pods: the kubelet withholds them from `allocatable`.
  package var memoryAvailable: Int64
  /// How often the kubelet looks.
  package var interval: SimDuration
  /// How long the condition, with its taint, outlasts the pressure.
  package var transitionPeriod: SimDuration

  package init(
    memoryAvailable: Int64 = 100 << 20,
    interval: SimDuration = .seconds(10),
    transitionPeriod: SimDuration = .seconds(300)
  ) {
    self.memoryAvailable = memoryAvailable
    self.interval = interval
    self.transitionPeriod = transitionPeriod
  }
}

/// What a node's containers share when they start, in bytes per second; nil is unlimited.
package struct NodeBandwidth: Hashable, Sendable {
  package var network: Double?
  package var disk: Double?

  package init(network: Double? = nil, disk: Double? = nil) {
    self.network = network
    self.disk = disk
  }
}
