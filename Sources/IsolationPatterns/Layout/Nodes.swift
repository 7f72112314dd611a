internal import Domain

/// How many nodes of each scenario pool each partition gets.
struct NodeCounts: Equatable {
  private var counts: [Int]
  private let pools: Int

  init(partitions: Int, pools: Int) {
    counts = Array(repeating: 0, count: partitions * pools)
    self.pools = pools
  }

  subscript(slot: Slot) -> Int {
    get { counts[slot.partition * pools + slot.pool] }
    set { counts[slot.partition * pools + slot.pool] = newValue }
  }

  /// One scenario pool within one partition.
  struct Slot: Hashable {
    var partition: Int
    var pool: Int
  }
}

extension Blueprint {
  /// The nodes of all partitions, or of one cluster's: partition by partition, pool by pool.
  func nodes(_ counts: NodeCounts, ofCluster cluster: Int? = nil) -> [PlannedNode] {
    var names = Numbering(from: 1)
    var zones = ZoneDealer()
    var nodes: [PlannedNode] = []
    for partition in division.partitions.indices
    where cluster == nil || division.partitions[partition].cluster == cluster {
      for pool in scenario.nodePools.indices {
        let slot = NodeCounts.Slot(partition: partition, pool: pool)
        var node = sampleNode(slot)
        let prefix = node.name
        let zonesOfPool = scenario.nodePools[pool].zones
        for _ in 0..<counts[slot] {
          node.name = names.name(prefix)
          node.labels[NodePool.hostnameLabel] = node.name
          node.labels[NodePool.zoneLabel] =
            zones.next(of: zonesOfPool, forPool: pool, ofCluster: node.cluster)
            ?? node.labels[NodePool.zoneLabel]
          nodes.append(node)
        }
      }
    }
    return nodes
  }

  /// What nodes of this slot look like, one for each zone; their names have no number yet.
  func sampleNodes(_ slot: NodeCounts.Slot) -> [PlannedNode] {
    let node = sampleNode(slot)
    let zones = scenario.nodePools[slot.pool].zones
    guard !zones.isEmpty else { return [node] }
    return zones.map { zone in
      var copy = node
      copy.labels[NodePool.zoneLabel] = zone
      return copy
    }
  }

  /// What a node of this slot looks like, but for its zone; its name has no number yet.
  func sampleNode(_ slot: NodeCounts.Slot) -> PlannedNode {
    let partition = division.partitions[slot.partition]
    let pool = scenario.nodePools[slot.pool]
    return PlannedNode(
      name: "\(partition.place.pool)-\(pool.name)",
      cluster: partition.cluster,
      nodePool: slot.pool,
      pool: partition.place.pool,
      tenants: partition.tenants,
      allocatable: pool.offered(lessReserved: scenario.cluster.reservedPerNode),
      gpus: pool.gpus,
      labels: pool.labels.merging(partition.labels) { _, label in label },
      taints: pool.taints + partition.taints,
      pricePerHour: pool.pricePerHour,
      priceCategory: pool.priceCategory,
      images: pool.images
    )
  }
}

/// Deals the nodes of each scenario pool within each cluster to the pool's zones in turn.
private struct ZoneDealer {
  private struct Key: Hashable {
    var cluster: Int
    var pool: Int
  }

  private var dealt: [Key: Int] = [:]

  mutating func next(of zones: [String], forPool pool: Int, ofCluster cluster: Int) -> String? {
    guard !zones.isEmpty else { return nil }
    let key = Key(cluster: cluster, pool: pool)
    let turn = dealt[key, default: 0]
    dealt[key] = turn + 1
    return zones[turn % zones.count]
  }
}

extension NodePool {
  /// What a machine offers to pods once daemons have taken theirs.
  fileprivate func offered(lessReserved reserved: ResourceList) -> ResourceList {
    var offered = advertised
    for name in offered.names {
      offered[name] = max(0, offered.amount(name) - reserved.amount(name))
    }
    // The kubelet's own default for machines that don't say.
    if offered[.pods] == nil { offered[.pods] = 110 }
    return offered
  }
}
