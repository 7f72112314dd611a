package import EventCore

/// The pods that wait for the scheduler: those that are tried next, and those set aside.
///
/// Upstream's three queues: active by priority and then age, backoff, unschedulable. Instants are
/// those of the cluster's own clock. Who leaves backoff or has waited too long is told by events
/// that the control plane posts; here is only who is where.
struct SchedulingQueue {
  /// A pod in the active queue, ordered by priority, then by its first arrival, then by number.
  private struct Entry {
    var priority: Int
    var arrival: Int64
    var pod: Int

    func isBefore(_ other: Entry) -> Bool {
      if priority != other.priority { return priority > other.priority }
      return arrival == other.arrival ? pod < other.pod : arrival < other.arrival
    }
  }

  /// A binary heap.
  private var active: [Entry] = []
  /// Pods set aside as unschedulable, by kind.
  private(set) var unschedulable: [Int: [Int]] = [:]
  /// Whether any pod has been set aside that another one's coming might help.
  private(set) var waitsForOthers = false

  var isEmpty: Bool { active.isEmpty }

  mutating func activate(_ pod: Int, priority: Int, arrival: Int64) {
    let entry = Entry(priority: priority, arrival: arrival, pod: pod)
    var hole = active.count
    active.append(entry)
    while hole > 0 {
      let parent = (hole - 1) / 2
      guard entry.isBefore(active[parent]) else { break }
      active[hole] = active[parent]
      hole = parent
    }
    active[hole] = entry
  }

  mutating func popFirst() -> Int? {
    guard let first = active.first, let last = active.popLast() else { return nil }
    guard !active.isEmpty else { return first.pod }
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < active.count else { break }
      if child + 1 < active.count, active[child + 1].isBefore(active[child]) { child += 1 }
      guard active[child].isBefore(last) else { break }
      active[hole] = active[child]
      hole = child
    }
    active[hole] = last
    return first.pod
  }

  mutating func setAside(_ pod: Int, ofKind kind: Int, _ causes: RefusalCauses) {
    unschedulable[kind, default: []].append(pod)
    if !causes.isDisjoint(with: [.spread, .podAffinity]) { waitsForOthers = true }
  }

  /// Takes out the pods of a kind that were set aside, in the order in which they were.
  mutating func takeSetAside(ofKind kind: Int) -> [Int] {
    unschedulable.removeValue(forKey: kind) ?? []
  }

  mutating func removeSetAside(_ pod: Int, ofKind kind: Int) {
    unschedulable[kind]?.removeAll { $0 == pod }
    if unschedulable[kind]?.isEmpty == true { unschedulable[kind] = nil }
  }
}

/// How long a pod is not tried again after so many attempts that found no node.
///
/// Doubles with each attempt, up to the most.
package func schedulingBackoff(
  after attempts: Int,
  initial: SimDuration,
  most: SimDuration
) -> SimDuration {
  guard attempts > 0 else { return .zero }
  let shift = attempts - 1
  let isCapped = initial.nanoseconds > most.nanoseconds >> shift
  return isCapped ? most : SimDuration(nanoseconds: initial.nanoseconds << shift)
}
