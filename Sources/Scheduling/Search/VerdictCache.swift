internal import Domain
internal import EventCore

/// What filters and scores say about every node, kept for each kind of pod.
///
/// Binding a pod changes one node. So when the next pod of a kind comes, only nodes that changed
/// since its last one are judged anew. What a score owes to a node's own load is kept by node;
/// what it owes to other pods and to the rest of the feasible nodes is the same for all nodes of a
/// class and level, and is worked out when a node is picked.
struct VerdictCache: ~Copyable {
  struct State {
    var levels: KindLevels?
    /// How many changes of the log these verdicts know of.
    var seen = 0
  }

  var planes: ScorePlanes
  var states: DenseTable<State>
  let scoring: LocalScoring
  private let rows: DenseTable<KindRow>
  /// By the kind that keeps verdicts and the kind of a pod that comes or goes: whether the latter
  /// counts in a fine topology of the former.
  private let touches: DenseTable<UInt8>
  private let extras: DenseTable<Extra>
  private let extrasOfKind: [Range<Int>]
  /// Whether a kind may run on the nodes of a class; by kind and class.
  private let allows: DenseTable<UInt8>
  private let kindCount: Int

  /// What a pod asks for besides cpu, memory and a pod's place.
  private struct Extra: BitwiseCopyable {
    var resource: Int
    var amount: Int64
  }

  /// Planes take this many bytes at most before those of other kinds are dropped.
  private static let mostBytes = 1 << 30

  init(_ model: ClusterModel, _ scoring: LocalScoring) {
    self.scoring = scoring
    kindCount = model.kinds.count
    planes = ScorePlanes(slots: model.catalog.slotCount)
    states = DenseTable(repeating: State(), count: kindCount)
    rows = DenseTable(model.kinds.map { KindRow($0.demand) })
    touches = DenseTable(model.touches)
    allows = DenseTable(model.kinds.flatMap { $0.verdicts.map { $0.refusal == nil ? 1 : 0 } })
    var extras: [Extra] = []
    var ranges: [Range<Int>] = []
    for kind in model.kinds {
      let first = extras.count
      for resource in kind.demand.asked where resource > ResourceIndex.pods {
        extras.append(Extra(resource: resource, amount: kind.demand.requested[resource]))
      }
      ranges.append(first..<extras.count)
    }
    self.extras = DenseTable(extras)
    extrasOfKind = ranges
  }

  /// Brings the verdicts of a kind up to date.
  ///
  /// - Complexity: O(changes since the kind's last pod), or O(nodes) for its first.
  mutating func catchUp(_ kind: Int, _ books: borrowing ClusterBooks) {
    let end = books.log.end
    let seen = states[kind].seen
    guard states[kind].levels != nil, seen >= books.log.start,
      end - seen <= 2 * books.model.catalog.slotCount + 64
    else { return rebuild(kind, books) }
    states[kind].seen = end
    guard let basePlane = states[kind].levels?.basePlane else { return }
    let pod = rows[kind]
    let classes = books.model.catalog.classes.count
    for number in seen..<end {
      let entry = books.log[number]
      let slot = Int(entry.slot)
      if entry.kind >= 0, touches[kind * kindCount + Int(entry.kind)] != 0 {
        relevel(kind, around: slot, books)
      } else if books.lastChange[slot] == number {
        let members = Int(entry.members)
        guard allows[kind * classes + members] != 0 else { continue }
        let score = localScore(kind, pod, slot, books)
        let before = planes.score(basePlane, slot)
        if before == score { continue }
        if before == KindLevels.elsewhere {
          setScore(kind, slot, members, to: score)
        } else {
          _ = planes.set(basePlane, slot, to: score)
          if (before < 0) != (score < 0) {
            states[kind].levels?.fitting[members] += score < 0 ? -1 : 1
          }
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
    let members = books.model.catalog.classOf(slot)
    let isAllowed = allows[kind * books.model.catalog.classes.count + members] != 0
    let score = isFeasible && isAllowed ? localScore(kind, rows[kind], slot, books) : -1
    setScore(kind, slot, members, to: score)
  }

  private mutating func setScore(
    _ kind: Int,
    _ slot: Int,
    _ members: Int,
    to score: ScorePlanes.Score
  ) {
    guard let level = states[kind].levels?.level(of: slot),
      let plane = states[kind].levels?.plane(of: slot)
    else { return }
    let before = planes.set(plane, slot, to: score)
    guard (before < 0) != (score < 0), let classes = states[kind].levels?.classes else { return }
    states[kind].levels?.fitting[level * classes + members] += score < 0 ? -1 : 1
  }

  /// What the node's own load is worth; -1 if it has no room.
  @inline(__always)
  private func localScore(
    _ kind: Int,
    _ pod: KindRow,
    _ slot: Int,
    _ books: borrowing ClusterBooks
  ) -> ScorePlanes.Score {
    let row = books.rows[slot]
    guard row.freePods > 0, row.free.x >= pod.needed.x, row.free.y >= pod.needed.y else {
      return -1
    }
    if pod.hasExtras {
      for index in extrasOfKind[kind] {
        let extra = extras[index]
        if books.free(extra.resource, of: slot) < extra.amount { return -1 }
      }
    }
    if let score = scoring.score(pod, row) { return ScorePlanes.Score(truncatingIfNeeded: score) }
    return ScorePlanes.Score(
      truncatingIfNeeded: scoring.score(books.model.kinds[kind].demand, slot, books.table)
    )
  }

  // MARK: Levels

  /// Finds the levels of the nodes that share a fine domain with one where a pod came or went.
  private mutating func relevel(_ kind: Int, around slot: Int, _ books: borrowing ClusterBooks) {
    let rules = books.model.kinds[kind].topology.rules
    relevel(kind, slot, books)
    for input in rules.fineInputs {
      let key = books.model.keys[rules.inputs[input].key]
      if key.members.isEmpty { continue }
      for neighbour in key.neighbours(of: slot) where neighbour != slot {
        relevel(kind, neighbour, books)
      }
    }
  }

  private mutating func relevel(_ kind: Int, _ slot: Int, _ books: borrowing ClusterBooks) {
    let rules = books.model.kinds[kind].topology.rules
    let members = books.model.catalog.classOf(slot)
    let vector = rules.fineInputs.map { max(0, books.count(of: rules.inputs[$0], around: slot)) }
    guard let old = states[kind].levels?.level(of: slot),
      let new = states[kind].levels?.number(of: vector, &planes)
    else { return }
    if old != new {
      states[kind].levels?
        .move(slot, of: members, to: new, slots: books.model.catalog.slotCount, &planes)
    }
    renew(kind, slot, isFeasible: true, books)
  }

  // MARK: Beginning

  private mutating func rebuild(_ kind: Int, _ books: borrowing ClusterBooks) {
    drop(kind)
    let bytes = planes.planeCount * planes.slotCount * MemoryLayout<ScorePlanes.Score>.size
    if bytes > Self.mostBytes { for other in 0..<kindCount { drop(other) } }
    let catalog = books.model.catalog
    states[kind] = State(
      levels: KindLevels(
        plane: planes.addPlane(),
        vector: books.model.kinds[kind].topology.rules.fineInputs.map { _ in 0 },
        classSizes: catalog.classes.map(\.nodeCount)
      ),
      seen: books.log.end
    )
    judgeAll(kind, books)
    guard books.hasFinePods(of: books.model.kinds[kind].topology.rules) else { return }
    for pod in 0..<books.podCount where books.pods[pod].slot >= 0 {
      guard touches[kind * kindCount + Int(books.pods[pod].kind)] != 0 else { continue }
      relevel(kind, around: Int(books.pods[pod].slot), books)
    }
  }

  /// Scores every node for a kind, all of them at level 0.
  private mutating func judgeAll(_ kind: Int, _ books: borrowing ClusterBooks) {
    guard let plane = states[kind].levels?.basePlane else { return }
    let pod = rows[kind]
    let width = NodeCatalog.blockWidth
    for (members, group) in books.model.catalog.classes.enumerated() {
      guard allows[kind * books.model.catalog.classes.count + members] != 0 else { continue }
      var fitting: Int32 = 0
      let first = group.blocks.lowerBound * width
      for slot in first..<first + group.nodeCount {
        let score = localScore(kind, pod, slot, books)
        _ = planes.set(plane, slot, to: score)
        if score >= 0 { fitting += 1 }
      }
      states[kind].levels?.fitting[members] = fitting
    }
  }

  /// Forgets the verdicts of a kind.
  private mutating func drop(_ kind: Int) {
    for level in states[kind].levels?.levels ?? [] where level.plane >= 0 {
      planes.clear(level.plane)
    }
    states[kind] = State()
  }
}

extension ClusterModel {
  /// By kind and kind: whether pods of the second count in fine topologies of the first.
  fileprivate var touches: [UInt8] {
    var table = Array(repeating: UInt8(0), count: kinds.count * kinds.count)
    var askers: [Int: [Int]] = [:]
    for (kind, rules) in kinds.map(\.topology.rules).enumerated() {
      for input in rules.fineInputs {
        askers[rules.inputs[input].population, default: []].append(kind)
      }
    }
    for (kind, memberships) in populations.memberships.enumerated() {
      for membership in memberships {
        for asker in askers[membership.population] ?? [] { table[asker * kinds.count + kind] = 1 }
      }
    }
    return table
  }
}
