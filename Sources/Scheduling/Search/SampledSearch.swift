internal import Domain
internal import EventCore

/// A feasible node that a search came by.
struct SampledNode: BitwiseCopyable {
  var slot: Int
  /// Index into the groups.
  var group: Int
  var score: Int
}

/// The search that stops when it has found feasible nodes enough.
extension ClusterScheduler {
  /// The best of the first feasible nodes, visited from where the last search stopped.
  ///
  /// Upstream visits nodes on sixteen threads and may see a few more than it wants; here they come
  /// one by one.
  ///
  /// - Complexity: O(nodes visited + classes × levels).
  mutating func sampledSlot(
    for kind: Int,
    _ generator: inout some RandomNumberGenerator
  ) -> Int? {
    visitNodes(for: kind)
    guard sample.count > 1 else { return sample.first?.slot }
    let domains = sampledDomains(for: kind)
    scoring.score(kind, cache, books, fineDomains: domains)
    var best = Int.min
    for node in sample { best = max(best, node.score + scoring.groups[node.group].bonus) }
    let ties = sample.filter { $0.score + scoring.groups[$0.group].bonus == best }
    if settings.ties == .nameOrder {
      return ties.map(\.slot).min { model.catalog.nameRank[$0] < model.catalog.nameRank[$1] }
    }
    let choice = ties.count == 1 ? 0 : Int.random(in: 0..<ties.count, using: &generator)
    return ties[choice].slot
  }

  /// How many domains of each fine key of a soft constraint are among the nodes found.
  private func sampledDomains(for kind: Int) -> [Int: Int] {
    let topology = model.kinds[kind].topology
    var counts: [Int: Int] = [:]
    for key in topology.rules.fineSpreadKeys {
      let counted = sample.filter { node in
        !topology.rules.ignoresClass[scoring.groups[node.group].members]
      }
      counts[key] = Set(counted.map { model.keys[key].domainOfSlot[$0.slot] }).count
    }
    return counts
  }

  /// Collects feasible nodes in the visiting order until there are as many as wanted.
  mutating func visitNodes(for kind: Int) {
    let pod = model.kinds[kind]
    let strata = pod.strata.examples.count
    let nodes = model.catalog.nodeCount
    let levels = cache.states[kind].levels
    sample.removeAll(keepingCapacity: true)
    scoring.begin(kind, pod.topology, cache, books)
    scoring.clearGroups(levels: levels.levels.count, strata: strata)
    groupOfSample.removeAll(keepingCapacity: true)
    groupOfSample.append(contentsOf: repeatElement(-1, count: levels.levels.count * strata))
    var visited = 0
    while visited < nodes, sample.count < wanted {
      let slot = model.catalog.visitOrder[(nextStart + visited) % nodes]
      visited += 1
      let level = levels.level(of: slot)
      let score = Int(cache.planes.score(levels.levels[level].plane, slot))
      guard score >= 0 else { continue }
      let group = group(pod, pod.strata.ofClass[model.catalog.classOf(slot)], level, levels)
      guard group >= 0 else { continue }
      scoring.groups[group].count += 1
      sample.append(SampledNode(slot: slot, group: group, score: score))
    }
    nextStart = (nextStart + visited) % nodes
  }

  /// The group of a stratum and level, made when its first node comes by; -2 if it isn't feasible.
  private mutating func group(
    _ pod: PodKind,
    _ stratum: Int,
    _ level: Int,
    _ levels: KindLevels
  ) -> Int {
    let index = level * pod.strata.examples.count + stratum
    if groupOfSample[index] != -1 { return groupOfSample[index] }
    let members = pod.strata.examples[stratum]
    let entry = levels.levels[level]
    let isFeasible =
      !pod.topology.rules.hasFilters
      || scoring.refusal(pod.topology, members, entry.vector, books) == nil
    groupOfSample[index] = isFeasible ? scoring.groups.count : -2
    if isFeasible {
      scoring.append(
        NodeGroup(stratum: stratum, members: members, level: level, plane: entry.plane, count: 0)
      )
    }
    return groupOfSample[index]
  }
}
