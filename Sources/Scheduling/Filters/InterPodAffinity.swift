internal import Domain

/// Required inter-pod affinity and anti-affinity.
extension TopologyRules {
  /// Why other pods keep the pod off a node, as InterPodAffinity checks it.
  ///
  /// `hasMatches` says whether any pod matches all required terms; if none does, a pod that matches
  /// its own may be the first of its group. `value` are the pods of an input in the node's domain,
  /// -1 where the node lacks the key.
  @inline(__always)
  func affinityRefusal(hasMatches: Bool, _ value: (_ input: Int) -> Int32) -> Refusal? {
    var hasEveryPod = true
    for input in affinity {
      let count = value(input)
      if count < 0 { return .podAffinity }
      if count == 0 { hasEveryPod = false }
    }
    if !hasEveryPod && (hasMatches || !matchesOwnAffinity) { return .podAffinity }
    for repulsion in repulsions where !repulsion.isByOthers && value(repulsion.input) > 0 {
      return .podAntiAffinity
    }
    for repulsion in repulsions where repulsion.isByOthers && value(repulsion.input) > 0 {
      return .existingAntiAffinity
    }
    return nil
  }

  /// What pods near a node are worth to the pod, before normalization.
  @inline(__always)
  func attraction(_ value: (_ input: Int) -> Int32) -> Int {
    var sum = 0
    for attraction in attractions {
      sum += attraction.weight * Int(max(0, value(attraction.input)))
    }
    return sum
  }
}

/// InterPodAffinity's score from 0 to 100, relative to the feasible nodes.
package func podAffinityScore(_ raw: Int, least: Int, most: Int) -> Int {
  most > least ? 100 * (raw - least) / (most - least) : 0
}
