/// What a node can run out of; memory is dealt with before storage.
package enum EvictionSignal: String, Sendable, CaseIterable {
  case memory
  case ephemeralStorage = "ephemeral-storage"
  case inodes
  case pid

  /// Whether pods request it, so that those above their request go first.
  var hasRequests: Bool { self == .memory || self == .ephemeralStorage }
}

/// A pod as the kubelet ranks it under pressure.
package struct EvictionCandidate: Sendable {
  package var priority: Int64
  /// Bytes, inodes or processes; nil if there are no statistics on the pod.
  package var usage: Int64?
  package var request: Int64
  /// A static or mirror pod.
  package var isStatic: Bool

  package init(priority: Int64, usage: Int64?, request: Int64 = 0, isStatic: Bool = false) {
    self.priority = priority
    self.usage = usage
    self.request = request
    self.isStatic = isStatic
  }

  /// Whether the kubelet never evicts it.
  var isCritical: Bool { isStatic || priority >= OOMClass.criticalPriority }

  /// What it uses above its request, or uses at all where there are no requests.
  fileprivate func measure(_ signal: EvictionSignal) -> Int128? {
    usage.map { Int128($0) - (signal.hasRequests ? Int128(request) : 0) }
  }
}

/// The indices of the pods in the order in which they are evicted, one per pass; equals keep their
/// order, critical pods are left out.
///
/// The QoS class is no key: it shows only through requests. Source: `rankMemoryPressure`,
/// `rankDiskPressureFunc` and `rankPIDPressure` in `pkg/kubelet/eviction/helpers.go`.
/// - Complexity: O(*n* log *n*).
package func evictionOrder(
  of pods: [EvictionCandidate],
  under signal: EvictionSignal
) -> [Int] {
  pods.indices.filter { !pods[$0].isCritical }.sorted { left, right in
    goes(pods[left], before: pods[right], signal) ?? (left < right)
  }
}

/// Nil for equals.
private func goes(
  _ first: EvictionCandidate,
  before second: EvictionCandidate,
  _ signal: EvictionSignal
) -> Bool? {
  if signal.hasRequests, first.excessRank != second.excessRank {
    return first.excessRank < second.excessRank
  }
  if first.priority != second.priority { return first.priority < second.priority }
  // A pod without statistics may be the culprit.
  guard let more = first.measure(signal) else { return second.usage == nil ? nil : true }
  guard let less = second.measure(signal) else { return false }
  return more == less ? nil : more > less
}

extension EvictionCandidate {
  /// 0 without statistics, 1 above the request, 2 within it.
  fileprivate var excessRank: Int { usage.map { $0 > request ? 1 : 2 } ?? 0 }
}
