internal import EventCore

/// Feasible nodes that every relative score treats alike: those of one stratum at one level.
struct NodeGroup: BitwiseCopyable {
  var stratum: Int
  /// One of the stratum's classes.
  var members: Int
  var level: Int
  var plane: Int
  /// Feasible nodes.
  var count: Int
  var isIgnoredBySpread = false
  /// PodTopologySpread before normalization.
  var spread = 0
  /// InterPodAffinity before normalization.
  var attraction = 0
  /// All that is added to a node's own score.
  var bonus = 0
  /// The best of the nodes' own scores.
  var best: ScorePlanes.Score = -1

  var total: Int { bonus + Int(best) }
}

/// What other pods and the other feasible nodes make of a group.
///
/// Weights are those of the default profile: TaintToleration 3, NodeAffinity, PodTopologySpread and
/// InterPodAffinity 2, ImageLocality 1.
struct GroupScoring: ~Copyable {
  var groups: [NodeGroup] = []
  /// The best total of any node.
  var bestTotal = Int.min
  /// The groups that have nodes with the best total, ascending.
  private(set) var tied: [Int] = []
  /// By level and stratum; -1 where there is no group.
  private var groupAt: [Int] = []
  private var strata = 0
  private var sums = TopologySums()
  private var minima: [Int32] = []
  /// Whether any pod matches the required affinity.
  private var hasMatches = false
  private var weights: [Double] = []
  private var domainsSeen: [Bool] = []

  /// Reads what the kind's rules look at, before groups are asked about.
  mutating func begin(
    _ kind: Int,
    _ topology: KindTopology,
    _ cache: borrowing VerdictCache,
    _ books: borrowing ClusterBooks
  ) {
    guard !topology.rules.inputs.isEmpty else { return }
    sums.fill(topology, books)
    guard topology.rules.hasFilters else { return }
    findMinima(kind, topology, cache, books)
    hasMatches = books.hasMatches(of: topology.rules)
  }

  // MARK: Groups

  mutating func clearGroups(levels: Int, strata: Int) {
    self.strata = strata
    groups.removeAll(keepingCapacity: true)
    groupAt.removeAll(keepingCapacity: true)
    groupAt.append(contentsOf: repeatElement(-1, count: levels * strata))
  }

  mutating func append(_ group: NodeGroup) {
    groupAt[group.level * strata + group.stratum] = groups.count
    groups.append(group)
  }

  /// The group of a stratum and level; nil if it isn't feasible.
  func group(_ stratum: Int, _ level: Int) -> NodeGroup? {
    guard stratum >= 0 else { return nil }
    let index = groupAt[level * strata + stratum]
    return index < 0 ? nil : groups[index]
  }

  mutating func collectTied() {
    tied.removeAll(keepingCapacity: true)
    for index in groups.indices where groups[index].total == bestTotal { tied.append(index) }
  }

  func isTied(_ stratum: Int) -> Bool {
    for index in tied where groups[index].stratum == stratum { return true }
    return false
  }

  // MARK: Filters

  /// Why other pods keep the kind off the nodes of a class and level; nil if they don't.
  func refusal(
    _ topology: KindTopology,
    _ members: Int,
    _ vector: [Int32],
    _ books: borrowing ClusterBooks
  ) -> Refusal? {
    let classes = books.model.catalog.classes.count
    return topology.rules.spreadRefusal(minima) { input in
      sums.value(at: topology.rules.places[input * classes + members], vector)
    }
      ?? topology.rules.affinityRefusal(hasMatches: hasMatches) { input in
        sums.value(at: topology.rules.places[input * classes + members], vector)
      }
  }

  /// The fewest matching pods in any domain, for each constraint that may refuse nodes.
  private mutating func findMinima(
    _ kind: Int,
    _ topology: KindTopology,
    _ cache: borrowing VerdictCache,
    _ books: borrowing ClusterBooks
  ) {
    minima.removeAll(keepingCapacity: true)
    let classes = books.model.catalog.classes.count
    for constraint in topology.rules.hardSpread {
      var least = Int32.max
      for members in 0..<classes where constraint.isEligible[members] {
        let place = topology.rules.places[constraint.input * classes + members]
        if place >= 0 {
          least = min(least, sums.value(at: place, []))
          continue
        }
        for level in cache.states[kind].levels.levels.indices
        where cache.states[kind].levels.members[level * classes + members] > 0 {
          let vector = cache.states[kind].levels.levels[level].vector
          least = min(least, sums.value(at: place, vector))
        }
      }
      minima.append(least == .max ? 0 : least)
    }
  }

  // MARK: Scores

  /// Works out what is added to the scores of each group, given all of them.
  ///
  /// `fineDomains` says of fine keys, other than the host name, how many domains have feasible
  /// nodes.
  mutating func score(
    _ kind: Int,
    _ cache: borrowing VerdictCache,
    _ books: borrowing ClusterBooks,
    fineDomains: [Int: Int]
  ) {
    let pod = books.model.kinds[kind]
    let topology = pod.topology
    var mostTaints: Int64 = 0
    var mostPreferred: Int64 = 0
    for group in groups {
      mostTaints = max(mostTaints, pod.verdicts[group.members].softTaints)
      mostPreferred = max(mostPreferred, pod.verdicts[group.members].preferred)
    }
    for index in groups.indices {
      let verdict = pod.verdicts[groups[index].members]
      let taints = taintTolerationScore(untolerated: verdict.softTaints, most: mostTaints)
      let affinity = nodeAffinityScore(verdict.preferred, most: mostPreferred)
      groups[index].bonus = Int(3 * taints + 2 * affinity + verdict.images)
    }
    if !topology.rules.softSpread.isEmpty { scoreSpread(kind, topology, cache, books, fineDomains) }
    if !topology.rules.attractions.isEmpty { scoreAttraction(kind, topology, cache, books) }
  }

  private mutating func scoreSpread(
    _ kind: Int,
    _ topology: KindTopology,
    _ cache: borrowing VerdictCache,
    _ books: borrowing ClusterBooks,
    _ fineDomains: [Int: Int]
  ) {
    let classes = books.model.catalog.classes.count
    for index in groups.indices {
      groups[index].isIgnoredBySpread = topology.rules.ignoresClass[groups[index].members]
    }
    findWeights(topology, books, fineDomains)
    var least = Int.max
    var most = 0
    for index in groups.indices where !groups[index].isIgnoredBySpread {
      let members = groups[index].members
      var sum = 0.0
      for (number, constraint) in topology.rules.softSpread.enumerated()
      where books.model.keys[constraint.key].hasKey[members] {
        let count = sums.value(
          at: topology.rules.places[constraint.input * classes + members],
          cache.states[kind].levels.levels[groups[index].level].vector
        )
        sum += topologySpreadTerm(Int(count), weights[number], constraint.maxSkew)
      }
      let raw = roundedHalfAway(sum)
      groups[index].spread = raw
      least = min(least, raw)
      most = max(most, raw)
    }
    for index in groups.indices where !groups[index].isIgnoredBySpread {
      groups[index].bonus +=
        2 * topologySpreadScore(groups[index].spread, least: least, most: most)
    }
  }

  private mutating func findWeights(
    _ topology: KindTopology,
    _ books: borrowing ClusterBooks,
    _ fineDomains: [Int: Int]
  ) {
    weights.removeAll(keepingCapacity: true)
    for constraint in topology.rules.softSpread {
      let domains: Int
      if constraint.isHostname {
        domains = groups.reduce(0) { $0 + ($1.isIgnoredBySpread ? 0 : $1.count) }
      } else if books.model.keys[constraint.key].isFine {
        domains = fineDomains[constraint.key] ?? 0
      } else {
        domains = coarseDomains(of: constraint.key, books)
      }
      weights.append(books.logarithms.weight(domains: domains))
    }
  }

  /// The domains with feasible nodes; lacking the key is one too, as upstream counts.
  private mutating func coarseDomains(of key: Int, _ books: borrowing ClusterBooks) -> Int {
    let domains = books.model.keys[key].domainCount
    domainsSeen.removeAll(keepingCapacity: true)
    domainsSeen.append(contentsOf: repeatElement(false, count: domains + 1))
    var count = 0
    for index in groups.indices where !groups[index].isIgnoredBySpread {
      let domain = books.model.keys[key].domainOfClass[groups[index].members] + 1
      if !domainsSeen[domain] { count += 1 }
      domainsSeen[domain] = true
    }
    return count
  }

  private mutating func scoreAttraction(
    _ kind: Int,
    _ topology: KindTopology,
    _ cache: borrowing VerdictCache,
    _ books: borrowing ClusterBooks
  ) {
    let classes = books.model.catalog.classes.count
    var least = Int.max
    var most = Int.min
    for index in groups.indices {
      let members = groups[index].members
      let raw = topology.rules.attraction { input in
        sums.value(
          at: topology.rules.places[input * classes + members],
          cache.states[kind].levels.levels[groups[index].level].vector
        )
      }
      groups[index].attraction = raw
      least = min(least, raw)
      most = max(most, raw)
    }
    for index in groups.indices {
      groups[index].bonus +=
        2 * podAffinityScore(groups[index].attraction, least: least, most: most)
    }
  }
}
