internal import Domain
internal import EventCore

/// What filters and scores say about every node, kept for each kind of pod.
///
/// Binding a pod changes one node. So when the next pod of a kind comes, only nodes that changed
/// since its last one are judged anew. What a score owes to a node's own load is kept by node;
/// what it owes to other pods and to the rest of the feasible nodes is the same for all nodes of a
/// stratum and level, and is worked out when a node is picked.
struct VerdictCache: ~Copyable {
  struct State {
    /// How many changes of the log these verdicts know of; -1 before the first look.
    var seen = -1
    var levels = KindLevels(plane: -1, width: 0, classSizes: [], strata: 0)
  }

  var planes: ScorePlanes
  private(set) var states: DenseTable<State>
  let scoring: LocalScoring
  private let rows: DenseTable<KindRow>
  private let classCount: Int
  private let kindCount: Int
  /// By kind and class; -1 where the pod can't run for good.
  private let stratumOf: DenseTable<Int32>
  /// By the kind that keeps verdicts and the kind of a pod that comes or goes: whether the latter
  /// counts in a fine topology of the former.
  private let touches: DenseTable<UInt8>
  private let extras: DenseTable<Extra>
  private let extrasOfKind: DenseTable<ExtraRange>
  /// The counts that make up a node's level, reused.
  private var vector: [Int32] = []

  /// What a pod asks for besides cpu, memory and a pod's place.
  private struct Extra: BitwiseCopyable {
    var resource: Int
    var amount: Int64
  }

  private struct ExtraRange: BitwiseCopyable {
    var first: Int
    var end: Int
  }

  /// How many changes ahead memory is fetched.
  private static let lookahead = 12

  /// Planes take this many bytes at most before those of other kinds are dropped.
  private static let mostBytes = 1 << 30

  init(_ model: ClusterModel, _ scoring: LocalScoring) {
    self.scoring = scoring
    // One more than there are: changes that aren't of a pod count in no topology.
    kindCount = model.kinds.count + 1
    classCount = model.catalog.classes.count
    planes = ScorePlanes(slots: model.catalog.slotCount)
    states = DenseTable(repeating: State(), count: model.kinds.count)
    rows = DenseTable(model.kinds.map { KindRow($0.demand) })
    touches = DenseTable(model.touches)
    stratumOf = DenseTable(model.kinds.flatMap { $0.strata.ofClass.map { Int32($0) } })
    var extras: [Extra] = []
    var ranges: [ExtraRange] = []
    for kind in model.kinds {
      let first = extras.count
      for resource in kind.demand.asked where resource > ResourceIndex.pods {
        extras.append(Extra(resource: resource, amount: kind.demand.requested[resource]))
      }
      ranges.append(ExtraRange(first: first, end: extras.count))
    }
    self.extras = DenseTable(extras)
    extrasOfKind = DenseTable(ranges)
  }

  /// Brings the verdicts of a kind up to date.
  ///
  /// - Complexity: O(changes since the kind's last pod), or O(nodes) for its first.
  mutating func catchUp(_ kind: Int, _ books: borrowing ClusterBooks) {
    let end = books.log.end
    let seen = states[kind].seen
    guard seen >= books.log.start, end - seen <= 2 * planes.slotCount + 64 else {
      return rebuild(kind, books)
    }
    states[kind].seen = end
    let basePlane = states[kind].levels.basePlane
    let pod = rows[kind]
    let lanes = scoring.lanes
    // Sums that can't overflow, in a loop that everything else waits for.
    let touchRow = kind &* kindCount
    let stratumRow = kind &* classCount
    var number = seen
    while number < end {
      let entry = books.log[number]
      let slot = Int(entry.slot)
      number &+= 1
      if number &+ Self.lookahead < end {
        let next = Int(books.log[number &+ Self.lookahead].slot)
        planes.prefetch(basePlane, next)
        books.rows.prefetch(next)
      }
      if touches[touchRow &+ Int(entry.kind)] != 0 {
        relevel(kind, around: slot, books)
        continue
      }
      let stratum = stratumOf[stratumRow &+ Int(entry.members)]
      guard stratum >= 0, books.lastChange(of: slot) == number &- 1 else { continue }
      let score = localScore(kind, pod, lanes, slot, books)
      let before = planes.score(basePlane, slot)
      if before == score { continue }
      if before == KindLevels.elsewhere {
        setScore(kind, slot, Int(stratum), to: score)
      } else {
        _ = planes.set(basePlane, slot, to: score)
        if (before < 0) != (score < 0) {
          states[kind].levels.fitting[Int(stratum)] += score < 0 ? -1 : 1
        }
      }
    }
  }

  /// Judges one node anew, or rules it out.
  mutating func renew(
    _ kind: Int,
    _ slot: Int,
    isFeasible: Bool,
    _ books: borrowing ClusterBooks
  ) {
    let stratum = stratumOf[kind * classCount + books.model.catalog.classOf(slot)]
    guard stratum >= 0 else { return }
    let score = isFeasible ? localScore(kind, rows[kind], scoring.lanes, slot, books) : -1
    setScore(kind, slot, Int(stratum), to: score)
  }

  private mutating func setScore(
    _ kind: Int,
    _ slot: Int,
    _ stratum: Int,
    to score: ScorePlanes.Score
  ) {
    let level = states[kind].levels.level(of: slot)
    let before = planes.set(states[kind].levels.levels[level].plane, slot, to: score)
    guard (before < 0) != (score < 0) else { return }
    let index = level * states[kind].levels.strata + stratum
    states[kind].levels.fitting[index] += score < 0 ? -1 : 1
  }

  /// What the node's own load is worth; -1 if it has no room.
  @inline(__always)
  private func localScore(
    _ kind: Int,
    _ pod: KindRow,
    _ lanes: LaneScoring,
    _ slot: Int,
    _ books: borrowing ClusterBooks
  ) -> ScorePlanes.Score {
    let free = books.rows[slot].free
    guard books.rows[slot].freePods > 0, free.x >= pod.needed.x, free.y >= pod.needed.y else {
      return -1
    }
    if pod.hasExtras {
      for index in extrasOfKind[kind].first..<extrasOfKind[kind].end
      where books.free(extras[index].resource, of: slot) < extras[index].amount {
        return -1
      }
    }
    if let score = lanes.score(pod, books.rows[slot]) {
      return ScorePlanes.Score(truncatingIfNeeded: score)
    }
    return ScorePlanes.Score(
      truncatingIfNeeded: scoring.score(books.model.kinds[kind].demand, slot, books.table)
    )
  }

  // MARK: Levels

  /// Finds the levels of the nodes that share a fine domain with one where a pod came or went.
  private mutating func relevel(_ kind: Int, around slot: Int, _ books: borrowing ClusterBooks) {
    let topology = books.model.kinds[kind].topology
    relevel(kind, topology, slot, books)
    for key in topology.rules.sharedFineKeys {
      for neighbour in books.model.keys[key].neighbours(of: slot) where neighbour != slot {
        relevel(kind, topology, neighbour, books)
      }
    }
  }

  private mutating func relevel(
    _ kind: Int,
    _ topology: KindTopology,
    _ slot: Int,
    _ books: borrowing ClusterBooks
  ) {
    let members = books.model.catalog.classOf(slot)
    let stratum = Int(stratumOf[kind * classCount + members])
    vector.removeAll(keepingCapacity: true)
    for input in topology.rules.fineInputs {
      vector.append(max(0, books.count(of: topology.rules.inputs[input], around: slot)))
    }
    let old = states[kind].levels.level(of: slot)
    let new = states[kind].levels.number(of: vector, &planes)
    if old != new {
      states[kind].levels
        .move(slot, of: members, stratum, to: new, slots: planes.slotCount, &planes)
    }
    guard stratum >= 0 else { return }
    setScore(kind, slot, stratum, to: localScore(kind, rows[kind], scoring.lanes, slot, books))
  }

  // MARK: Beginning

  private mutating func rebuild(_ kind: Int, _ books: borrowing ClusterBooks) {
    drop(kind)
    let bytes = planes.planeCount * planes.slotCount * MemoryLayout<ScorePlanes.Score>.size
    if bytes > Self.mostBytes { for other in 0..<states.count { drop(other) } }
    let pod = books.model.kinds[kind]
    states[kind] = State(
      seen: books.log.end,
      levels: KindLevels(
        plane: planes.addPlane(),
        width: pod.topology.rules.fineInputs.count,
        classSizes: books.model.catalog.classes.map(\.nodeCount),
        strata: pod.strata.examples.count
      )
    )
    judgeAll(kind, books)
    guard books.hasFinePods(of: pod.topology) else { return }
    for number in 0..<books.podCount where books.pods[number].slot >= 0 {
      guard touches[kind * kindCount + Int(books.pods[number].kind)] != 0 else { continue }
      relevel(kind, around: Int(books.pods[number].slot), books)
    }
  }

  /// Scores every node for a kind, all of them at level 0.
  private mutating func judgeAll(_ kind: Int, _ books: borrowing ClusterBooks) {
    let plane = states[kind].levels.basePlane
    let pod = rows[kind]
    for members in 0..<classCount {
      let stratum = stratumOf[kind * classCount + members]
      guard stratum >= 0 else { continue }
      let group = books.model.catalog.classes[members]
      let first = group.blocks.lowerBound * NodeCatalog.blockWidth
      var fitting: Int32 = 0
      for slot in first..<first + group.nodeCount {
        let score = localScore(kind, pod, scoring.lanes, slot, books)
        _ = planes.set(plane, slot, to: score)
        if score >= 0 { fitting += 1 }
      }
      states[kind].levels.fitting[Int(stratum)] += fitting
    }
  }

  /// Forgets the verdicts of a kind.
  private mutating func drop(_ kind: Int) {
    guard states[kind].seen >= 0 else { return }
    for level in states[kind].levels.levels where level.plane >= 0 { planes.clear(level.plane) }
    states[kind] = State()
  }
}

extension ClusterModel {
  /// By kind and kind: whether pods of the second count in fine topologies of the first.
  fileprivate var touches: [UInt8] {
    let width = kinds.count + 1
    var table = Array(repeating: UInt8(0), count: kinds.count * width)
    var askers: [Int: [Int]] = [:]
    for (kind, pod) in kinds.enumerated() {
      for input in pod.topology.rules.fineInputs {
        askers[pod.topology.rules.inputs[input].population, default: []].append(kind)
      }
    }
    for (kind, memberships) in populations.memberships.enumerated() {
      for membership in memberships {
        for asker in askers[membership.population] ?? [] { table[asker * width + kind] = 1 }
      }
    }
    return table
  }
}
