internal import Domain

/// The scheduling of a cluster whose nodes are scored by a placement policy of the fragmentation
/// study in place of all plugins; the filters stay.
extension ClusterScheduler {
  /// Takes up the policy of the cluster's settings, if they name one.
  ///
  /// - Parameters:
  ///   - nodes: the nodes the scheduler was given.
  ///   - counts: how many pods of each kind there are to be: the target workload.
  mutating func adoptPolicy(nodes: [PlannedNode], counts: [Int]) {
    guard case .placement(let name) = settings.scoring, !nodes.isEmpty else { return }
    let model = model
    let facts = placementFacts(
      nodes: nodes,
      shapes: model.kinds.map(\.requests),
      counts: counts,
      isOpen: { kind, node in
        let members = model.catalog.classOf(model.catalog.slotOfNode[node])
        return model.kinds[kind].verdicts[members].refusal == nil
      }
    )
    policy = GPUPlacement(name, nodes: facts.nodes, kinds: facts.kinds, typical: facts.typical)
  }

  /// The feasible node with the best score; under `random` any.
  ///
  /// Nodes on which the policy's own books have no room, because devices are divided otherwise than
  /// it counts, score 0.
  ///
  /// - Complexity: O(nodes × GPUs of a node).
  mutating func policySlot(
    for kind: Int,
    _ generator: inout some RandomNumberGenerator
  ) -> Int? {
    visitNodes(for: kind)
    guard sample.count > 1, policy != nil else { return sample.first?.slot }
    var best: [Int] = []
    var bestScore = Int.min
    for node in sample {
      let score = policy?.scoreIfRoomy(kind, on: model.catalog.nodeOfSlot[node.slot]) ?? 0
      if score > bestScore {
        bestScore = score
        best.removeAll(keepingCapacity: true)
      }
      if score == bestScore { best.append(node.slot) }
    }
    if settings.ties == .nameOrder, settings.scoring != .placement(.random) {
      return best.min { model.catalog.nameRank[$0] < model.catalog.nameRank[$1] }
    }
    return best.randomElement(using: &generator)
  }

  /// Lets the policy choose a bound pod's GPUs among those allowed; nil if it has no say.
  mutating func choosePolicyGPUs(
    for pod: Int,
    among allowed: UInt64,
    using generator: inout some RandomNumberGenerator
  ) -> [Int]? {
    guard let node = node(of: pod) else { return nil }
    let kind = kind(of: pod)
    guard let chosen = policy?.chooseGPUs(kind, on: node, among: allowed, using: &generator) else {
      return nil
    }
    policy?.bind(kind, to: node, gpus: chosen)
    policyGPUs[pod] = chosen
    return chosen
  }

  /// Takes a pod that is about to leave its node off the policy's books.
  mutating func releasePolicyGPUs(of pod: Int) {
    guard let node = node(of: pod), let chosen = policyGPUs.removeValue(forKey: pod) else { return }
    let kind = kind(of: pod)
    policy?.release(kind, from: node, gpus: chosen)
  }
}
