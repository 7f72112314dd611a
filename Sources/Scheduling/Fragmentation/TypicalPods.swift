/// The pods that a cluster expects, and how often: what GPUs are useful for is judged by them.
///
/// Source: "Beware of Fragmentation" (USENIX ATC '23), section 3: the target workload *M*.
package struct TypicalPods: Sendable, Equatable {
  package private(set) var pods: [PlacementPod] = []
  /// How many pods there were of each; a frequency is a weight over the total.
  package private(set) var weights: [Int64] = []
  package private(set) var totalWeight: Int64 = 0

  /// Takes the most frequent kinds of pods until they make up a share of all pods.
  ///
  /// - Parameters:
  ///   - kinds: kinds of pods; where two are equally frequent, the one that is listed first counts
  ///     as the more frequent.
  ///   - counts: how many pods there are of each kind.
  ///   - percent: the share to reach; the kind that reaches it is the last one taken.
  package init(of kinds: [PlacementPod], counts: [Int], covering percent: Int = 95) {
    let total = counts.reduce(0, +)
    // Sorting is stable.
    let order = kinds.indices.sorted { counts[$0] > counts[$1] }
    for kind in order {
      guard totalWeight * 100 < Int64(percent * total) else { break }
      pods.append(kinds[kind])
      weights.append(Int64(counts[kind]))
      totalWeight += Int64(counts[kind])
    }
  }
}
