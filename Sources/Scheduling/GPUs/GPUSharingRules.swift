/// Whether the device plugin gives a container that many replicas of shared GPUs.
///
/// More than one replica brings no more compute, so a cluster may refuse it
/// (`failRequestsGreaterThanOne`, off by default). Source: NVIDIA k8s-device-plugin at 1b826ac.
package func admitsReplicas(_ request: Int64, failsAboveOne: Bool) -> Bool {
  request <= 1 || !failsAboveOne
}

/// One GPU divided among clients by MPS: each has a percentage of its threads and a part of its
/// memory.
///
/// Not to be had together with MIG or time-slicing, and one way for all GPUs of a node. A fatal
/// fault of one client can take down all. Source: `cmd/mps-control-daemon/mps` of NVIDIA
/// k8s-device-plugin at 1b826ac.
package struct MPSDivision: Sendable, Equatable {
  package let replicas: Int64
  /// Whole percent of the GPU's threads for each client.
  package let activeThreadPercent: Int64
  /// Mebibytes of device memory for each client.
  package let pinnedMemoryMiB: Int64

  /// Percent of the threads that no client gets, because percentages are whole.
  package var percentLost: Int64 { 100 - replicas * activeThreadPercent }

  package enum Failure: Error, Equatable {
    /// More clients than the hardware serves.
    case tooManyReplicas(most: Int64)
    case noReplicas
  }

  package init(
    replicas: Int64,
    memoryBytes: Int64,
    _ capability: ComputeCapability
  )
    throws(Failure)
  {
    guard replicas > 0 else { throw .noReplicas }
    guard replicas <= capability.mostMPSClients else {
      throw .tooManyReplicas(most: capability.mostMPSClients)
    }
    self.replicas = replicas
    activeThreadPercent = 100 / replicas
    pinnedMemoryMiB = memoryBytes / replicas / 1_048_576
  }

  /// Whether a container may ask for so many clients: one, always.
  package func admits(_ request: Int64) -> Bool { request <= 1 }
}

/// What a GPU's hardware can do, for example 8.0.
package struct ComputeCapability: Sendable, Hashable {
  package var major: Int
  package var minor: Int

  package init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Reads `8.0`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
    self.init(major: major, minor: minor)
  }

  /// 48 from 7.5 on, 16 before.
  package var mostMPSClients: Int64 { (major, minor) >= (7, 5) ? 48 : 16 }
}
