/// The classes that the kubelet tells apart when it writes `oom_score_adj`.
package enum OOMClass: Sendable {
  case guaranteed
  case burstable
  case bestEffort
  /// Of static pods, mirror pods and priorities from `criticalPriority` on.
  case nodeCritical

  package static let criticalPriority: Int64 = 2_000_000_000
}

/// The `oom_score_adj` of a container: who dies first when a node runs out of memory.
///
/// Source: `GetContainerOOMScoreAdjust` in `pkg/kubelet/qos/policy.go` of Kubernetes. The kubelet
/// and kube-proxy run with −999, pause containers with −998. The container's memory request and
/// the node's memory are in bytes.
package func oomScoreAdjustment(_ kind: OOMClass, request: Int64, capacity: Int64) -> Int64 {
  switch kind {
  case .guaranteed, .nodeCritical: return -997
  case .bestEffort: return 1000
  case .burstable:
    // A node without memory would divide by zero; whoever asks for some there asks for it all.
    guard capacity > 0 else { return 3 }
    let share = 1000 * Int128(request) / Int128(capacity)
    // Guaranteed containers and those without any request keep the ends of the scale.
    return Int64(min(max(1000 - share, 3), 999))
  }
}

/// A process as the kernel's out-of-memory killer weighs it.
package struct OOMCandidate: Sendable {
  /// Resident pages, page tables and swap.
  package var pages: Int64
  package var adjustment: Int64

  package init(pages: Int64, adjustment: Int64) {
    self.pages = pages
    self.adjustment = adjustment
  }

  /// Its pages, and a thousandth of all pages for each point of its adjustment; nil if it is never
  /// killed.
  ///
  /// Source: `oom_badness` in `mm/oom_kill.c` of Linux.
  package func badness(totalPages: Int64) -> Int64? {
    if adjustment <= -1000 { return nil }
    return Int64(clamping: Int128(pages) + Int128(adjustment) * Int128(totalPages / 1000))
  }
}

/// The index of the process that is killed first, the earliest of equals; nil if none may be.
package func oomVictim(of candidates: [OOMCandidate], totalPages: Int64) -> Int? {
  var worst: (index: Int, badness: Int64)?
  for (index, candidate) in candidates.enumerated() {
    guard let badness = candidate.badness(totalPages: totalPages) else { continue }
    if worst.map({ badness > $0.badness }) ?? true { worst = (index, badness) }
  }
  return worst?.index
}
