internal import Domain
internal import EventCore

/// The search that looks at every node.
extension ClusterScheduler {
  /// The best of all feasible nodes; ties are broken as the settings say.
  ///
  /// - Complexity: O(classes × levels + blocks of slots).
  mutating func bestSlot(
    for kind: Int,
    _ generator: inout some RandomNumberGenerator
  ) -> Int? {
    let feasible = gatherGroups(for: kind)
    guard feasible > 0 else { return nil }
    if feasible > 1, let levels = cache.states[kind].levels {
      let domains = fineDomains(for: kind)
      scoring.score(model.kinds[kind], levels, books, fineDomains: domains)
    }
    return settings.ties == .nameOrder ? firstByName() : anyOfTheBest(&generator)
  }

  /// Fills in the groups that have feasible nodes and returns how many nodes those are.
  private mutating func gatherGroups(for kind: Int) -> Int {
    let topology = model.kinds[kind].topology
    let classes = model.catalog.classes.count
    guard let levels = cache.states[kind].levels else { return 0 }
    scoring.begin(topology, levels, books)
    var feasible = 0
    for members in 0..<classes {
      for level in levels.levels.indices {
        let count = Int(levels.fitting[level * classes + members])
        guard count > 0 else { continue }
        let entry = levels.levels[level]
        if topology.rules.hasFilters,
          scoring.refusal(topology, members, entry.vector, books) != nil
        {
          continue
        }
        feasible += count
        scoring.groups.append(
          NodeGroup(members: members, level: level, plane: entry.plane, count: count)
        )
      }
    }
    return feasible
  }

  /// How many domains of each fine key of a soft constraint have feasible nodes that count.
  private func fineDomains(for kind: Int) -> [Int: Int] {
    let rules = model.kinds[kind].topology.rules
    var counts: [Int: Int] = [:]
    for key in rules.fineSpreadKeys {
      var domains: Set<Int> = []
      for group in scoring.groups where !rules.ignoresClass[group.members] {
        for slot in slots(of: group.members) where cache.planes.score(group.plane, slot) >= 0 {
          domains.insert(model.keys[key].domainOfSlot[slot])
        }
      }
      counts[key] = domains.count
    }
    return counts
  }

  private func slots(of members: Int) -> Range<Int> {
    let blocks = model.catalog.classes[members].blocks
    let width = NodeCatalog.blockWidth
    return blocks.lowerBound * width..<blocks.upperBound * width
  }

  // MARK: The choice

  /// Any of the best nodes, which are numbered by slot.
  private mutating func anyOfTheBest(
    _ generator: inout some RandomNumberGenerator
  ) -> Int? {
    let best = findBest()
    var ties = 0
    for group in scoring.groups where group.total == best {
      ties += cache.planes.count(
        group.plane,
        model.catalog.classes[group.members].blocks,
        best: group.best
      )
    }
    let choice = ties == 1 ? 0 : Int.random(in: 0..<ties, using: &generator)
    return slot(number: choice, total: best)
  }

  /// The best total; leaves in each group the best score of its nodes.
  private mutating func findBest() -> Int {
    var best = Int.min
    for index in scoring.groups.indices {
      let group = scoring.groups[index]
      let blocks = model.catalog.classes[group.members].blocks
      let score = cache.planes.best(group.plane, blocks)
      scoring.groups[index].best = score
      best = max(best, group.bonus + Int(score))
    }
    return best
  }

  /// The slot of that number, from 0, among those with the best total.
  ///
  /// Groups of one class lie side by side in the list, and share their blocks of slots.
  private func slot(number: Int, total: Int) -> Int? {
    var skips = number
    var first = 0
    while first < scoring.groups.count {
      let members = scoring.groups[first].members
      var end = first
      while end < scoring.groups.count, scoring.groups[end].members == members { end += 1 }
      if scoring.groups[first..<end].contains(where: { $0.total == total }) {
        for block in model.catalog.classes[members].blocks {
          var count = 0
          for group in scoring.groups[first..<end] where group.total == total {
            count += cache.planes.count(group.plane, block: block, best: group.best)
          }
          if skips < count { return slot(number: skips, block, first..<end, total) }
          skips -= count
        }
      }
      first = end
    }
    return nil
  }

  private func slot(number: Int, _ block: Int, _ groups: Range<Int>, _ total: Int) -> Int {
    var bits = bits(of: block, groups, total)
    for _ in 0..<number { bits &= bits - 1 }
    return block * NodeCatalog.blockWidth + bits.trailingZeroBitCount
  }

  /// The slots of a block with the best total, a bit each.
  private func bits(of block: Int, _ groups: Range<Int>, _ total: Int) -> UInt32 {
    scoring.groups[groups].reduce(0) { bits, group in
      group.total == total
        ? bits | cache.planes.slots(group.plane, block: block, scoring: group.best) : bits
    }
  }

  /// The best node whose name comes first. Slots of a class are in the order of names.
  private mutating func firstByName() -> Int? {
    let best = findBest()
    var first: Int?
    for group in scoring.groups where group.total == best {
      let blocks = model.catalog.classes[group.members].blocks
      for block in blocks
      where cache.planes.count(group.plane, block: block, best: group.best) > 0 {
        let lanes = cache.planes.slots(group.plane, block: block, scoring: group.best)
        let slot = block * NodeCatalog.blockWidth + lanes.trailingZeroBitCount
        if first.map({ model.catalog.nameRank[slot] < model.catalog.nameRank[$0] }) ?? true {
          first = slot
        }
        break
      }
    }
    return first
  }
}
