internal import Domain
internal import Scheduling

/// The search for the fewest nodes of one cluster.
struct NodeSearch {
  private let blueprint: Blueprint
  private let cluster: Int
  private let target: Double
  private let seed: UInt64
  /// The slots on which pods of this cluster are counted.
  let slots: [NodeCounts.Slot]
  /// What the requests of a slot's own pods come to: no search goes below.
  private var lowest: NodeCounts
  private(set) var counts: NodeCounts
  /// Reused from trial to trial, and from cluster to cluster; other clusters' pods stay as they
  /// are.
  private(set) var placements: [PodPlacement]
  private let ownPods: [(pod: Int, home: NodeCounts.Slot)]

  init(
    _ blueprint: Blueprint,
    _ cluster: Int,
    _ target: Double,
    seed: UInt64,
    _ placements: [PodPlacement]
  ) {
    self.blueprint = blueprint
    self.cluster = cluster
    self.target = target
    self.seed = seed
    self.placements = placements
    let members = zip(blueprint.groups, blueprint.homes).filter { $0.0.cluster == cluster }
    ownPods = members.flatMap { group, home in
      home.map { home in group.admitted.map { (pod: $0, home: home) } } ?? []
    }
    let homes = Set(members.compactMap { group, home in group.admitted.isEmpty ? nil : home })
    slots = homes.sorted { ($0.partition, $0.pool) < ($1.partition, $1.pool) }
    counts = NodeCounts(
      partitions: blueprint.division.partitions.count,
      pools: blueprint.scenario.nodePools.count
    )
    lowest = counts
    for slot in slots { lowest[slot] = blueprint.lowerBound(of: slot, target) }
    counts = lowest
  }

  /// Adds nodes where they are missing until nothing is.
  ///
  /// Every round adds what the pods left over come to, so a few rounds are enough; the bound only
  /// keeps a target that can't be met from running for ever.
  mutating func grow() throws(Infeasibility) {
    for _ in 0..<1000 {
      let missing = missingNodes(with: counts)
      if missing.isEmpty { return }
      for (slot, count) in missing { counts[slot] += count }
    }
    throw Infeasibility(
      reason: "\(blueprint.pattern.rawValue) finds no number of nodes that fits the pods of "
        + "cluster \(blueprint.plan.clusters[cluster].name) at this target utilization"
    )
  }

  /// Takes back what growing everywhere at once added too much.
  mutating func shrink() {
    var isShrinking = true
    while isShrinking {
      isShrinking = false
      for slot in slots where counts[slot] > lowest[slot] {
        var fewer = counts
        fewer[slot] -= 1
        guard missingNodes(with: fewer).isEmpty else { continue }
        counts = fewer
        isShrinking = true
      }
    }
  }

  /// Places the cluster's pods on that many nodes and tells where more would be needed.
  private mutating func missingNodes(
    with counts: NodeCounts
  ) -> [(slot: NodeCounts.Slot, count: Int)] {
    var plan = blueprint.plan
    plan.nodes = blueprint.nodes(counts, ofCluster: cluster)
    var ties = placementStream(of: plan.clusters[cluster], seed: seed)
    schedule(cluster, of: plan, blueprint.admissions, into: &placements, breakingTiesWith: &ties)
    return missingNodes(after: counts)
  }

  private func missingNodes(after counts: NodeCounts) -> [(slot: NodeCounts.Slot, count: Int)] {
    // Nodes are numbered slot by slot, and no other slot of this cluster has any.
    let slotOfNode = slots.flatMap { Array(repeating: $0, count: counts[$0]) }
    var pending: [NodeCounts.Slot: ResourceList] = [:]
    var bound: [NodeCounts.Slot: ResourceList] = [:]
    for (pod, home) in ownPods {
      let requests = blueprint.admissions[pod].requests
      if let node = placements[pod].node {
        bound[slotOfNode[node.index], default: ResourceList()].add(requests)
      } else {
        pending[home, default: ResourceList()].add(requests)
      }
    }
    return slots.compactMap { slot in
      let sizing = NodeSizing(blueprint.sampleNode(slot).allocatable, target)
      let unplaced = pending[slot].map { max(1, sizing.nodes(holding: $0)) } ?? 0
      let crowded = bound[slot].map { sizing.nodes(atTarget: $0) - counts[slot] } ?? 0
      let count = max(unplaced, crowded)
      return count > 0 ? (slot, count) : nil
    }
  }
}

extension ResourceList {
  fileprivate mutating func add(_ other: ResourceList) { self = self + other }
}
