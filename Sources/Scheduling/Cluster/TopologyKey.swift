/// A topology key and the domain of each node.
///
/// A coarse key, such as a zone, has few domains; nodes of one class share theirs. A fine one, such
/// as the host name, has too many for that, and is looked up node by node.
struct TopologyKey: Sendable {
  let name: String
  let isFine: Bool
  let domainCount: Int
  /// By class: whether its nodes have the key.
  let hasKey: [Bool]
  /// By class, -1 where the nodes lack the key; empty if the key is fine.
  let domainOfClass: [Int]
  /// By slot, -1 likewise; empty if the key is coarse.
  let domainOfSlot: [Int]
  /// The slots of each domain; empty if the key is coarse or every domain has but one.
  let members: [[Int]]

  init(
    _ column: TopologyColumn,
    isFine: Bool,
    _ firstNodes: [Int],
    _ numbering: SlotNumbering
  ) {
    name = column.name
    self.isFine = isFine
    domainCount = column.count
    hasKey = firstNodes.map { column.domains[$0] >= 0 }
    domainOfClass = isFine ? [] : firstNodes.map { column.domains[$0] }
    domainOfSlot =
      isFine ? numbering.nodeOfSlot.map { $0 < 0 ? -1 : column.domains[$0] } : []
    members = Self.members(of: column.count, domainOfSlot)
  }

  private static func members(of domains: Int, _ domainOfSlot: [Int]) -> [[Int]] {
    guard domainOfSlot.count(where: { $0 >= 0 }) > domains else { return [] }
    var members = Array(repeating: [Int](), count: domains)
    for (slot, domain) in domainOfSlot.enumerated() where domain >= 0 {
      members[domain].append(slot)
    }
    return members
  }

  /// The key of which every node is a domain of its own.
  init(everySlotAlone slotCount: Int, classes: Int) {
    name = ""
    isFine = true
    domainCount = slotCount
    hasKey = Array(repeating: true, count: classes)
    domainOfClass = []
    domainOfSlot = Array(0..<slotCount)
    members = []
  }

  /// The slots that share a domain with this one, itself included.
  func neighbours(of slot: Int) -> [Int] {
    if members.isEmpty { return [slot] }
    return domainOfSlot[slot] < 0 ? [] : members[domainOfSlot[slot]]
  }
}
