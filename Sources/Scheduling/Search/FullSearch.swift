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
    if feasible > 1 {
      let domains = fineDomains(for: kind)
      scoring.score(kind, cache, books, fineDomains: domains)
    }
    findBest(model.kinds[kind].strata)
    return settings.ties == .nameOrder
      ? firstByName(model.kinds[kind].strata) : anyOfTheBest(model.kinds[kind].strata, &generator)
  }

  /// Fills in the groups that have feasible nodes and returns how many nodes those are.
  private mutating func gatherGroups(for kind: Int) -> Int {
    let pod = model.kinds[kind]
    let strata = pod.strata.examples.count
    scoring.begin(kind, pod.topology, cache, books)
    scoring.clearGroups(levels: cache.states[kind].levels.levels.count, strata: strata)
    var feasible = 0
    for level in cache.states[kind].levels.levels.indices {
      for stratum in 0..<strata {
        let count = Int(cache.states[kind].levels.fitting[level * strata + stratum])
        guard count > 0 else { continue }
        let members = pod.strata.examples[stratum]
        let plane = cache.states[kind].levels.levels[level].plane
        if pod.topology.rules.hasFilters {
          let vector = cache.states[kind].levels.levels[level].vector
          if scoring.refusal(pod.topology, members, vector, books) != nil { continue }
        }
        feasible += count
        scoring.append(
          NodeGroup(stratum: stratum, members: members, level: level, plane: plane, count: count)
        )
      }
    }
    return feasible
  }

  /// How many domains of each fine key of a soft constraint have feasible nodes that count.
  private func fineDomains(for kind: Int) -> [Int: Int] {
    let pod = model.kinds[kind]
    guard !pod.topology.rules.fineSpreadKeys.isEmpty else { return [:] }
    var counts: [Int: Int] = [:]
    for key in pod.topology.rules.fineSpreadKeys {
      var domains: Set<Int> = []
      for slot in model.catalog.slotOfNode {
        let members = model.catalog.classOf(slot)
        let level = cache.states[kind].levels.level(of: slot)
        guard let group = scoring.group(pod.strata.ofClass[members], level),
          !pod.topology.rules.ignoresClass[members],
          cache.planes.score(group.plane, slot) >= 0
        else { continue }
        domains.insert(model.keys[key].domainOfSlot[slot])
      }
      counts[key] = domains.count
    }
    return counts
  }

  // MARK: The choice

  /// Finds the best score of each group's nodes, and the best total of all.
  private mutating func findBest(_ strata: KindStrata) {
    scoring.bestTotal = .min
    for index in scoring.groups.indices {
      var best: ScorePlanes.Score = -1
      for members in strata.classes(of: scoring.groups[index].stratum) {
        let blocks = model.catalog.classes[members].blocks
        best = max(best, cache.planes.best(scoring.groups[index].plane, blocks))
      }
      scoring.groups[index].best = best
      scoring.bestTotal = max(scoring.bestTotal, scoring.groups[index].total)
    }
  }

  /// Any of the best nodes, which are numbered by slot.
  private mutating func anyOfTheBest(
    _ strata: KindStrata,
    _ generator: inout some RandomNumberGenerator
  ) -> Int? {
    scoring.collectTied()
    var ties = 0
    for index in scoring.tied {
      let group = scoring.groups[index]
      for members in strata.classes(of: group.stratum) {
        let blocks = model.catalog.classes[members].blocks
        ties += cache.planes.count(group.plane, blocks, best: group.best)
      }
    }
    let choice = ties == 1 ? 0 : Int.random(in: 0..<ties, using: &generator)
    return slot(number: choice, strata)
  }

  /// The slot of that number, from 0, among the best: class by class, block by block.
  private func slot(number: Int, _ strata: KindStrata) -> Int? {
    var skips = number
    for members in strata.ofClass.indices {
      let stratum = strata.ofClass[members]
      guard scoring.isTied(stratum) else { continue }
      for block in model.catalog.classes[members].blocks {
        var count = 0
        for index in scoring.tied where scoring.groups[index].stratum == stratum {
          let group = scoring.groups[index]
          count += cache.planes.count(group.plane, block: block, best: group.best)
        }
        if skips < count { return slot(number: skips, block, stratum) }
        skips -= count
      }
    }
    return nil
  }

  private func slot(number: Int, _ block: Int, _ stratum: Int) -> Int {
    var bits: UInt32 = 0
    for index in scoring.tied where scoring.groups[index].stratum == stratum {
      let group = scoring.groups[index]
      bits |= cache.planes.slots(group.plane, block: block, scoring: group.best)
    }
    for _ in 0..<number { bits &= bits - 1 }
    return block * NodeCatalog.blockWidth + bits.trailingZeroBitCount
  }

  /// The best node whose name comes first.
  ///
  /// Slots of a class are in the order of names, so only the first of each class is looked at.
  private mutating func firstByName(_ strata: KindStrata) -> Int? {
    scoring.collectTied()
    var first: Int?
    for index in scoring.tied {
      let group = scoring.groups[index]
      for members in strata.classes(of: group.stratum) {
        guard let slot = firstSlot(group, model.catalog.classes[members].blocks) else { continue }
        if first.map({ model.catalog.nameRank[slot] < model.catalog.nameRank[$0] }) ?? true {
          first = slot
        }
      }
    }
    return first
  }

  private func firstSlot(_ group: NodeGroup, _ blocks: Range<Int>) -> Int? {
    for block in blocks
    where cache.planes.count(group.plane, block: block, best: group.best) > 0 {
      let lanes = cache.planes.slots(group.plane, block: block, scoring: group.best)
      return block * NodeCatalog.blockWidth + lanes.trailingZeroBitCount
    }
    return nil
  }
}
