/// One way of sharing for all GPUs of a node: so many clients of NVIDIA's Multi-Process Service on
/// each.
package struct MPSSharing: Hashable, Sendable, Codable {
  /// Clients on each GPU.
  package var replicas: Int

  package init(replicas: Int) { self.replicas = replicas }

  /// Whole percent of a GPU's threads that a client may use; the rest of the division is lost.
  package var activeThreadPercent: Int64 { 100 / Int64(max(1, replicas)) }

  /// What a client may use of a GPU's memory, in whole mebibytes.
  package func pinnedMemory(of gpu: Bytes) -> Bytes {
    Bytes(gpu.value / Int64(max(1, replicas)) / 1_048_576 * 1_048_576)
  }
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
    let sharing = MPSSharing(replicas: Int(replicas))
    activeThreadPercent = sharing.activeThreadPercent
    pinnedMemoryMiB = sharing.pinnedMemory(of: Bytes(memoryBytes)).value / 1_048_576
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

  /// That of a GPU model by the beginning of its name; models not listed count as recent.
  ///
  /// Source: NVIDIA, "CUDA GPUs" and "CUDA legacy GPUs".
  package init(ofModel name: String) {
    let older: [(String, Self)] = [
      ("V100", Self(major: 7, minor: 0)), ("P100", Self(major: 6, minor: 0)),
      ("P40", Self(major: 6, minor: 1)), ("P4", Self(major: 6, minor: 1)),
      ("M60", Self(major: 5, minor: 2)), ("M40", Self(major: 5, minor: 2)),
      ("K80", Self(major: 3, minor: 7)),
    ]
    let word = name.uppercased().split { !$0.isLetter && !$0.isNumber }
    self = older.first { word.contains(Substring($0.0)) }?.1 ?? Self(major: 8, minor: 0)
  }
}
