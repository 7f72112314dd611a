internal import Domain

/// The nodes of a cluster, numbered so that nodes alike lie side by side.
///
/// Nodes that no pod of the cluster can tell apart but by their load form a *class*: their taints,
/// the labels and images that some pod asks for, the topology keys that they have, and their
/// domains of coarse ones are the same. A node's *slot* is its place in the order of classes. Each
/// class begins with a new block of slots, so that a block has nodes of one class only; slots left
/// over have no node.
struct NodeCatalog: Sendable {
  /// Slots in a block.
  static let blockWidth = 32

  let nodeCount: Int
  let slotCount: Int
  let classes: [NodeClass]
  let slotOfNode: [Int]
  /// -1 where there is no node.
  let nodeOfSlot: [Int]
  let classOfBlock: [Int]
  let keys: [TopologyKey]
  /// Slots in the order in which the scheduler visits nodes: zone by zone in turn.
  let visitOrder: [Int]
  /// The rank of a slot's node by name; empty unless ties are broken so.
  let nameRank: [Int]

  /// What pods ask of nodes, which decides what makes nodes different.
  struct Interests {
    /// Of node selectors and node affinity.
    var labels: Set<String> = []
    /// Topology keys in the order in which they are numbered.
    var topologyKeys: [String] = []
    var images: Set<String> = []
    var ordersByName = false
    /// Whether nodes without a label for their host name have it all the same, as kubelets see to.
    var impliesHostnames = true
  }

  init(_ nodes: [PlannedNode], _ interests: Interests) {
    let labels = NodeLabels(nodes, impliesHostnames: interests.impliesHostnames)
    let columns = interests.topologyKeys.map { labels.column($0) }
    let grouping = ClassGrouping(nodes, labels, interests, columns)
    let ranks = interests.ordersByName ? namesRanked(nodes) : []
    let numbering = SlotNumbering(grouping, ranks)
    nodeCount = nodes.count
    slotCount = numbering.nodeOfSlot.count
    classes = grouping.classes(blocks: numbering.blocksOfClass)
    slotOfNode = numbering.slotOfNode
    nodeOfSlot = numbering.nodeOfSlot
    classOfBlock = numbering.classOfBlock
    nameRank = ranks.isEmpty ? [] : numbering.nodeOfSlot.map { $0 < 0 ? -1 : ranks[$0] }
    keys = columns.map { column in
      TopologyKey(column, isFine: column.isFine(among: nodes.count), grouping.firstNodes, numbering)
    }
    visitOrder = zonesInTurn(nodes).map { numbering.slotOfNode[$0] }
  }

  func classOf(_ slot: Int) -> Int { classOfBlock[slot / Self.blockWidth] }
}

/// Nodes alike.
struct NodeClass: Sendable {
  var taints: [Taint]
  /// Of one of the nodes; those that no pod asks for may differ.
  var labels: [String: String]
  /// Likewise.
  var images: [String: Bytes]
  var nodeCount: Int
  var blocks: Range<Int>
}

/// Labels of nodes, with the host names that kubelets add.
private struct NodeLabels {
  private let nodes: [PlannedNode]
  private let impliesHostnames: Bool

  init(_ nodes: [PlannedNode], impliesHostnames: Bool) {
    self.nodes = nodes
    self.impliesHostnames = impliesHostnames
  }

  func all(of node: Int) -> [String: String] {
    var labels = nodes[node].labels
    if impliesHostnames, labels[NodePool.hostnameLabel] == nil {
      labels[NodePool.hostnameLabel] = nodes[node].name
    }
    return labels
  }

  func value(_ key: String, of node: Int) -> String? {
    let value = nodes[node].labels[key]
    guard value == nil, impliesHostnames, key == NodePool.hostnameLabel else { return value }
    return nodes[node].name
  }

  /// The domains of a topology key; nodes that imply their host name have one each.
  func column(_ key: String) -> TopologyColumn {
    var known: [String: Int] = [:]
    var count = 0
    let domains = nodes.indices.map { node in
      guard let value = nodes[node].labels[key] else {
        guard impliesHostnames, key == NodePool.hostnameLabel else { return -1 }
        count += 1
        return count - 1
      }
      if let domain = known[value] { return domain }
      known[value] = count
      count += 1
      return count - 1
    }
    return TopologyColumn(name: key, domains: domains, count: count)
  }
}

/// A topology key by node: its domain, -1 where the node lacks it.
struct TopologyColumn {
  var name: String
  var domains: [Int]
  var count: Int

  /// Whether there are so many domains that they are kept track of node by node.
  func isFine(among nodes: Int) -> Bool { count > max(4, nodes / 8) }
}

/// Which nodes are alike.
private struct ClassGrouping {
  private struct Key: Hashable {
    var taints: [Taint]
    var labels: [String?]
    var domains: [Int]
    var images: [String: Bytes]
  }

  private let nodes: [PlannedNode]
  private let labels: NodeLabels
  private(set) var ofNode: [Int] = []
  /// The first node of each class, in the order of classes.
  private(set) var firstNodes: [Int] = []
  private(set) var counts: [Int] = []

  init(
    _ nodes: [PlannedNode],
    _ labels: NodeLabels,
    _ interests: NodeCatalog.Interests,
    _ columns: [TopologyColumn]
  ) {
    self.nodes = nodes
    self.labels = labels
    let names = interests.labels.sorted()
    let isFine = columns.map { $0.isFine(among: nodes.count) }
    var known: [Key: Int] = [:]
    for (index, node) in nodes.enumerated() {
      let key = Key(
        taints: node.taints,
        labels: names.map { labels.value($0, of: index) },
        // Of a fine key it only matters to a class whether its nodes have it.
        domains: zip(columns, isFine).map { $1 ? min($0.domains[index], 0) : $0.domains[index] },
        images: interests.images.isEmpty
          ? [:] : node.images.filter { interests.images.contains(normalizedImage($0.key)) }
      )
      let number = known[key] ?? firstNodes.count
      if number == firstNodes.count {
        known[key] = number
        firstNodes.append(index)
        counts.append(0)
      }
      counts[number] += 1
      ofNode.append(number)
    }
  }

  func classes(blocks: [Range<Int>]) -> [NodeClass] {
    firstNodes.indices.map { index in
      NodeClass(
        taints: nodes[firstNodes[index]].taints,
        labels: labels.all(of: firstNodes[index]),
        images: nodes[firstNodes[index]].images,
        nodeCount: counts[index],
        blocks: blocks[index]
      )
    }
  }
}

/// Slots dealt out class by class; within a class in the plan's order, or by name.
struct SlotNumbering {
  private(set) var slotOfNode: [Int]
  private(set) var nodeOfSlot: [Int] = []
  private(set) var classOfBlock: [Int] = []
  private(set) var blocksOfClass: [Range<Int>] = []

  fileprivate init(_ grouping: ClassGrouping, _ nameRanks: [Int]) {
    slotOfNode = Array(repeating: -1, count: grouping.ofNode.count)
    var members = grouping.counts.map { _ in [Int]() }
    for (node, number) in grouping.ofNode.enumerated() { members[number].append(node) }
    for number in members.indices {
      if !nameRanks.isEmpty { members[number].sort { nameRanks[$0] < nameRanks[$1] } }
      let first = classOfBlock.count
      for node in members[number] {
        slotOfNode[node] = nodeOfSlot.count
        nodeOfSlot.append(node)
      }
      while !nodeOfSlot.count.isMultiple(of: NodeCatalog.blockWidth) { nodeOfSlot.append(-1) }
      while classOfBlock.count < nodeOfSlot.count / NodeCatalog.blockWidth {
        classOfBlock.append(number)
      }
      blocksOfClass.append(first..<classOfBlock.count)
    }
  }
}

/// The rank of each node by name, equal names in the plan's order.
private func namesRanked(_ nodes: [PlannedNode]) -> [Int] {
  let order = nodes.indices.sorted { left, right in
    nodes[left].name == nodes[right].name ? left < right : nodes[left].name < nodes[right].name
  }
  var ranks = Array(repeating: 0, count: nodes.count)
  for (rank, node) in order.enumerated() { ranks[node] = rank }
  return ranks
}

/// The order in which the scheduler visits nodes: one of each zone in turn, as `nodeTree` does.
///
/// Zones come in the order of their first nodes, nodes within a zone in the plan's.
func zonesInTurn(_ nodes: [PlannedNode]) -> [Int] {
  struct Zone: Hashable {
    var region: String
    var zone: String
  }
  var numbers: [Zone: Int] = [:]
  var members: [[Int]] = []
  for (index, node) in nodes.enumerated() {
    let zone = Zone(
      region: node.labels["topology.kubernetes.io/region"] ?? "",
      zone: node.labels[NodePool.zoneLabel] ?? ""
    )
    let number = numbers[zone] ?? members.count
    if number == members.count {
      numbers[zone] = number
      members.append([])
    }
    members[number].append(index)
  }
  let longest = members.map(\.count).max() ?? 0
  return (0..<longest).flatMap { turn in
    members.compactMap { turn < $0.count ? $0[turn] : nil }
  }
}
