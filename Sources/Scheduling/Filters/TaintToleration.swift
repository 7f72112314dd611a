package import Domain

/// The first taint that keeps the pod off the node; PreferNoSchedule keeps nobody off.
package func firstUntoleratedTaint(_ taints: [Taint], _ tolerations: [Toleration]) -> Taint? {
  taints.first { taint in
    taint.effect != .preferNoSchedule && !tolerations.contains { $0.tolerates(taint) }
  }
}
