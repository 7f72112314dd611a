internal import Domain
internal import EventCore

/// Which pod is on which node of a cluster, and all that is counted from that.
///
/// Adding or removing a pod takes time in proportion to the resources and to the populations that
/// its kind belongs to, and enters the node in a log, from which those who keep verdicts on nodes
/// learn what changed.
struct ClusterBooks: ~Copyable {
  let model: ClusterModel
  let logarithms: TopologyWeights
  private(set) var table: NodeTable
  private(set) var rows: DenseTable<NodeRow>
  private let memberships: DenseTable<Populations.Membership>
  private let membershipsOfKind: DenseTable<MembershipRange>
  /// By population and class.
  private(set) var classCounts: DenseTable<Int32>
  /// The first pod on each slot, -1 if there is none.
  private(set) var firstPod: DenseTable<Int32>
  private(set) var pods: DenseTable<BoundPod>
  private(set) var podCount = 0
  private(set) var boundCount = 0
  private(set) var log = ChangeLog()
  /// How many bound pods there are of each priority.
  private(set) var priorities = PriorityCounts()
  /// How many trials are going on, within each other; what changes in them will be undone.
  private var rehearsals = 0

  init(_ model: ClusterModel, nodes: [PlannedNode]) {
    self.model = model
    // Nodes are as many domains as there can be, and one for those that lack the key.
    logarithms = TopologyWeights(upTo: nodes.count + 1)
    let slots = model.catalog.slotCount
    table = NodeTable(
      allocatable: model.catalog.nodeOfSlot.map { $0 < 0 ? ResourceList() : nodes[$0].allocatable },
      resources: model.resources
    )
    rows = DenseTable(repeating: .zero, count: slots)
    classCounts = DenseTable(
      zeros: model.populations.count * model.catalog.classes.count
    )
    memberships = DenseTable(model.populations.memberships.flatMap(\.self))
    var end = 0
    membershipsOfKind = DenseTable(
      model.populations.memberships.map { list in
        end += list.count
        return MembershipRange(first: end - list.count, end: end)
      }
    )
    firstPod = DenseTable(repeating: -1, count: slots)
    pods = DenseTable(repeating: BoundPod(), count: 1024)
    for slot in 0..<slots { refreshRow(of: slot) }
  }

  /// Takes a pod into the books that isn't bound yet, and returns its number.
  mutating func register(kind: Int) -> Int {
    if podCount == pods.count { pods.grow(to: 2 * pods.count, filling: BoundPod()) }
    pods[podCount].kind = Int32(kind)
    podCount += 1
    return podCount - 1
  }

  mutating func bind(_ pod: Int, to slot: Int) {
    let kind = Int(pods[pod].kind)
    table.bind(model.kinds[kind].demand, to: slot)
    link(pod, to: slot)
    count(pod, 1) { _ in true }
    priorities.add(model.kinds[kind].priority, 1)
    boundCount += 1
    changed(slot, kind)
  }

  /// The pod has been told to end; it still holds what it has.
  mutating func beginTermination(of pod: Int) {
    count(pod, -1) { !$0.countsTerminating }
    pods[pod].isTerminating = true
    changed(Int(pods[pod].slot), Int(pods[pod].kind))
  }

  mutating func remove(_ pod: Int) {
    let kind = Int(pods[pod].kind)
    let slot = Int(pods[pod].slot)
    let isTerminating = pods[pod].isTerminating
    table.release(model.kinds[kind].demand, from: slot)
    count(pod, -1) { !isTerminating || $0.countsTerminating }
    unlink(pod)
    priorities.add(model.kinds[kind].priority, -1)
    boundCount -= 1
    changed(slot, kind)
  }

  /// Marks a node whose verdicts depend on more than its pods.
  mutating func touch(_ slot: Int) { changed(slot, model.kinds.count) }

  /// Changes tried out between the two leave no trace in the log.
  mutating func beginRehearsal() { rehearsals += 1 }
  mutating func endRehearsal() { rehearsals -= 1 }

  /// Forgets the oldest changes; whoever hasn't seen them must look at all nodes.
  mutating func trimLog(to most: Int) { log.trim(to: most) }

  /// Puts a bound pod, terminating or not, back on the slot it was removed from.
  mutating func putBack(_ pod: Int, on slot: Int) {
    let isTerminating = pods[pod].isTerminating
    pods[pod].isTerminating = false
    bind(pod, to: slot)
    if isTerminating { beginTermination(of: pod) }
  }

  private mutating func changed(_ slot: Int, _ kind: Int) {
    refreshRow(of: slot)
    guard rehearsals == 0 else { return }
    rows[slot].lastChange = log.end
    log.append(
      ChangeLog.Entry(
        slot: Int32(slot),
        kind: Int32(kind),
        members: Int32(model.catalog.classOf(slot))
      )
    )
  }

  private struct MembershipRange: BitwiseCopyable {
    var first: Int
    var end: Int
  }

  @inline(__always)
  private mutating func count(
    _ pod: Int,
    _ sign: Int32,
    _ counts: (Populations.Membership) -> Bool
  ) {
    let kind = Int(pods[pod].kind)
    let members = model.catalog.classOf(Int(pods[pod].slot))
    let classes = model.catalog.classes.count
    for index in membershipsOfKind[kind].first..<membershipsOfKind[kind].end {
      let membership = memberships[index]
      guard counts(membership) else { continue }
      classCounts[membership.population * classes + members] += sign * membership.multiplicity
    }
  }

  private mutating func link(_ pod: Int, to slot: Int) {
    let next = firstPod[slot]
    pods[pod].slot = Int32(slot)
    pods[pod].next = next
    pods[pod].previous = -1
    if next >= 0 { pods[Int(next)].previous = Int32(pod) }
    firstPod[slot] = Int32(pod)
  }

  private mutating func unlink(_ pod: Int) {
    let (next, previous) = (pods[pod].next, pods[pod].previous)
    if next >= 0 { pods[Int(next)].previous = previous }
    if previous >= 0 {
      pods[Int(previous)].next = next
    } else {
      firstPod[Int(pods[pod].slot)] = next
    }
    pods[pod].slot = -1
  }

  private mutating func refreshRow(of slot: Int) {
    let lastChange = rows[slot].lastChange
    rows[slot] = table.row(of: slot)
    rows[slot].lastChange = lastChange
  }

  // MARK: Questions

  /// The place in the log of a slot's last change; -1 before the first.
  @inline(__always)
  func lastChange(of slot: Int) -> Int { rows[slot].lastChange }

  /// What is left of a resource.
  @inline(__always)
  func free(_ resource: Int, of slot: Int) -> Int64 {
    table.allocatable(resource, of: slot) - table.requested(resource, of: slot)
  }

  /// The pods on a slot, the last to come first.
  func pods(on slot: Int) -> [Int] {
    var found: [Int] = []
    var pod = firstPod[slot]
    while pod >= 0 {
      found.append(Int(pod))
      pod = pods[Int(pod)].next
    }
    return found
  }

  /// How many pods of a population are on the slots that share its domain of a fine key.
  func count(of input: TopologyRules.Input, around slot: Int) -> Int32 {
    let key = model.keys[input.key]
    guard key.hasKey[model.catalog.classOf(slot)] else { return -1 }
    if key.members.isEmpty { return count(of: input, on: slot) }
    return key.neighbours(of: slot).reduce(0) { $0 + count(of: input, on: $1) }
  }

  private func count(of input: TopologyRules.Input, on slot: Int) -> Int32 {
    if let counts = input.countsClass, !counts[model.catalog.classOf(slot)] { return 0 }
    var sum: Int32 = 0
    var pod = firstPod[slot]
    while pod >= 0 {
      let bound = pods[Int(pod)]
      let range = membershipsOfKind[Int(bound.kind)]
      for index in range.first..<range.end
      where memberships[index].population == input.population
        && (memberships[index].countsTerminating || !bound.isTerminating)
      {
        sum += memberships[index].multiplicity
      }
      pod = bound.next
    }
    return sum
  }

  /// Whether any pod matches all terms of required affinity, on a node with one of their keys.
  func hasMatches(of rules: TopologyRules) -> Bool {
    guard let population = rules.affinityPopulation else { return false }
    return model.catalog.classes.indices.contains { members in
      count(of: population, inClass: members) > 0
        && rules.affinity.contains { model.keys[rules.inputs[$0].key].hasKey[members] }
    }
  }

  /// Whether there is any pod that counts in a fine topology of some rules.
  func hasFinePods(of topology: KindTopology) -> Bool {
    topology.rules.fineInputs.contains { input in
      let population = topology.rules.inputs[input].population
      return model.catalog.classes.indices.contains { count(of: population, inClass: $0) > 0 }
    }
  }

  /// Whether there is any pod of an input's population on a node with its key.
  func hasAny(of input: TopologyRules.Input) -> Bool {
    model.catalog.classes.indices.contains { members in
      count(of: input.population, inClass: members) > 0 && model.keys[input.key].hasKey[members]
    }
  }

  /// How many pods of a population there are on nodes of a class.
  func count(of population: Int, inClass members: Int) -> Int32 {
    classCounts[population * model.catalog.classes.count + members]
  }
}

/// A pod as a node's books know it.
struct BoundPod: BitwiseCopyable, Sendable {
  var kind: Int32 = -1
  /// -1 while it is on no node.
  var slot: Int32 = -1
  /// The neighbours in the list of the node's pods.
  var next: Int32 = -1
  var previous: Int32 = -1
  var isTerminating = false
}

/// Which nodes changed, in order.
struct ChangeLog: ~Copyable {
  struct Entry: BitwiseCopyable, Sendable {
    var slot: Int32
    /// The kind of the pod that came or went; beyond all kinds if it was something else.
    var kind: Int32
    /// The node's class.
    var members: Int32
  }

  private var entries = DenseTable(
    repeating: Entry(slot: -1, kind: -1, members: -1),
    count: 1024
  )
  /// The number of the first entry that is still known.
  private(set) var start = 0
  private(set) var end = 0

  mutating func append(_ entry: Entry) {
    if end - start == entries.count {
      entries.grow(to: 2 * entries.count, filling: entry)
    }
    entries[end - start] = entry
    end += 1
  }

  subscript(number: Int) -> Entry {
    @inline(__always) get { entries[number &- start] }
  }

  /// Forgets the oldest entries once there are twice as many as wanted.
  mutating func trim(to most: Int) {
    let count = end - start
    guard count > 2 * most else { return }
    for index in 0..<most { entries[index] = entries[count - most + index] }
    start = end - most
  }
}

/// How many pods there are of each priority, of which there are few.
struct PriorityCounts: Sendable {
  private var counts: [(priority: Int, count: Int)] = []

  mutating func add(_ priority: Int, _ change: Int) {
    for index in counts.indices where counts[index].priority == priority {
      counts[index].count += change
      return
    }
    counts.append((priority, change))
  }

  /// Whether there is any pod of a lower priority.
  func hasAny(below priority: Int) -> Bool {
    counts.contains { $0.priority < priority && $0.count > 0 }
  }
}
