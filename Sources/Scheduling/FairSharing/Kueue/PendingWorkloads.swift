internal import EventCore

/// The workloads that wait in one queue: of high priority first, then those that wait longest.
///
/// Workloads of one priority and usage form a class. If one can't be admitted the others can't
/// either, so a class is set aside as a whole, as Kueue does (`SchedulingEquivalenceHashing`).
struct PendingWorkloads: Sendable {
  private var classes: [Class] = []

  fileprivate struct Class: Sendable {
    var priority: Int
    var usage: QuotaUsage
    var isAside = false
    /// A heap by age.
    var members: [Member] = []
  }

  fileprivate struct Member: Sendable {
    var queuedAt: SimTime
    var id: Int

    func isOlder(than other: Member) -> Bool {
      queuedAt == other.queuedAt ? id < other.id : queuedAt < other.queuedAt
    }
  }

  /// How many haven't been set aside; O(1).
  private(set) var openCount = 0

  /// Adds a workload; O(classes + log members).
  mutating func insert(_ request: QuotaRequest) {
    let number = classNumber(of: request)
    classes[number].insert(Member(queuedAt: request.queuedAt, id: request.id))
    if !classes[number].isAside { openCount += 1 }
  }

  /// Removes and returns the first workload that hasn't been set aside; O(classes + log members).
  mutating func popFirst() -> Int? {
    var best: Int?
    for number in classes.indices {
      guard !classes[number].isAside, let head = classes[number].members.first else { continue }
      if let best, classes[best].priority >= classes[number].priority {
        guard classes[best].priority == classes[number].priority,
          head.isOlder(than: classes[best].members[0])
        else { continue }
      }
      best = number
    }
    guard let best else { return nil }
    openCount -= 1
    return classes[best].removeFirst().id
  }

  /// Removes a workload wherever it is; O(classes + members).
  mutating func remove(_ request: QuotaRequest) {
    let number = classNumber(of: request)
    let rest = classes[number].members.filter { $0.id != request.id }
    if !classes[number].isAside { openCount -= classes[number].members.count - rest.count }
    classes[number].members = []
    for member in rest { classes[number].insert(member) }
  }

  /// Sets the whole class of a workload aside, itself included.
  mutating func setAside(_ request: QuotaRequest) {
    insert(request)
    let number = classNumber(of: request)
    if classes[number].isAside { return }
    classes[number].isAside = true
    openCount -= classes[number].members.count
  }

  /// Lets all that was set aside try again.
  mutating func wake() {
    for number in classes.indices where classes[number].isAside {
      classes[number].isAside = false
      openCount += classes[number].members.count
    }
  }

  private mutating func classNumber(of request: QuotaRequest) -> Int {
    let known = classes.firstIndex {
      $0.priority == request.priority && $0.usage == request.usage
    }
    if let known { return known }
    classes.append(Class(priority: request.priority, usage: request.usage))
    return classes.count - 1
  }
}

extension PendingWorkloads.Class {
  mutating func insert(_ member: PendingWorkloads.Member) {
    members.append(member)
    var hole = members.count - 1
    while hole > 0, member.isOlder(than: members[(hole - 1) / 2]) {
      members[hole] = members[(hole - 1) / 2]
      hole = (hole - 1) / 2
    }
    members[hole] = member
  }

  mutating func removeFirst() -> PendingWorkloads.Member {
    let first = members[0]
    let last = members.removeLast()
    guard !members.isEmpty else { return first }
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < members.count else { break }
      if child + 1 < members.count, members[child + 1].isOlder(than: members[child]) { child += 1 }
      guard members[child].isOlder(than: last) else { break }
      members[hole] = members[child]
      hole = child
    }
    members[hole] = last
    return first
  }
}
