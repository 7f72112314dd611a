package import EventCore

/// A pod on a node that the cluster autoscaler considers to remove.
package struct ResidentPod: Sendable {
  /// DaemonSet pods and mirror pods come back with every node.
  package enum Kind: String, Sendable {
    case ordinary
    case daemonSet
    case mirror
  }

  package var kind: Kind
  /// Milli-CPU, bytes and GPUs that the pod requests.
  package var cpu: Int64
  package var memory: Int64
  package var gpu: Int64
  /// How long ago its deletion was asked for; nil if it was not.
  package var sinceDeletion: SimDuration?
  package var gracePeriod: SimDuration

  package init(
    kind: Kind = .ordinary,
    cpu: Int64,
    memory: Int64,
    gpu: Int64 = 0,
    sinceDeletion: SimDuration? = nil,
    gracePeriod: SimDuration = .seconds(30)
  ) {
    self.kind = kind
    self.cpu = cpu
    self.memory = memory
    self.gpu = gpu
    self.sinceDeletion = sinceDeletion
    self.gracePeriod = gracePeriod
  }

  /// Whether it should have been gone for more than 30 s.
  var isLongTerminating: Bool {
    sinceDeletion.map { $0 > gracePeriod + .seconds(30) } ?? false
  }
}

/// How much of a node is requested, by which the cluster autoscaler calls it needed or not.
///
/// Source: `simulator/utilization/info.go` of cluster-autoscaler at 0a11e9c.
package struct NodeUtilization: Sendable, Equatable {
  /// Shares of what is allocatable; nil on a node with GPUs, where only those count.
  package var cpu: Double?
  package var memory: Double?
  /// Nil on a node without GPUs.
  package var gpu: Double?

  /// The share that is compared with the threshold.
  package var share: Double { gpu ?? max(cpu ?? 0, memory ?? 0) }

  /// Which pods leave both what is requested and what there is.
  package struct Ignoring: Sendable {
    package var daemonSets: Bool
    package var mirrorPods: Bool

    package init(daemonSets: Bool = false, mirrorPods: Bool = false) {
      self.daemonSets = daemonSets
      self.mirrorPods = mirrorPods
    }
  }

  /// Nil if the node has no cpu or no memory although those count.
  ///
  /// The number of GPUs is nil for a node that is not known as a GPU node, and 0 where they are not
  /// ready yet: such a node counts as unused, so that it can go.
  package init?(
    cpu allocatableCPU: Int64,
    memory allocatableMemory: Int64,
    gpu allocatableGPU: Int64? = nil,
    pods: [ResidentPod],
    ignoring: Ignoring = Ignoring()
  ) {
    if let allocatableGPU {
      gpu = requestedShare(of: allocatableGPU, \.gpu, pods, ignoring) ?? 0
      return
    }
    guard let cpu = requestedShare(of: allocatableCPU, \.cpu, pods, ignoring),
      let memory = requestedShare(of: allocatableMemory, \.memory, pods, ignoring)
    else { return nil }
    (self.cpu, self.memory) = (cpu, memory)
  }

  /// Whether the node is a candidate for removal: strictly below the threshold.
  package func isBelow(threshold: Double = 0.5) -> Bool { share < threshold }
}

private func requestedShare(
  of allocatable: Int64,
  _ request: KeyPath<ResidentPod, Int64>,
  _ pods: [ResidentPod],
  _ ignoring: NodeUtilization.Ignoring
) -> Double? {
  guard allocatable != 0 else { return nil }
  var (requested, ignored): (Int128, Int128) = (0, 0)
  for pod in pods {
    let amount = Int128(pod[keyPath: request])
    switch pod.kind {
    case .daemonSet where ignoring.daemonSets, .mirror where ignoring.mirrorPods:
      ignored += amount
    default:
      if !pod.isLongTerminating { requested += amount }
    }
  }
  return Double(requested) / Double(Int128(allocatable) - ignored)
}
