package import Domain

/// How Volcano orders jobs and queues, and whom it lets preempt or reclaim.
///
/// Source: volcano-sh/volcano `pkg/scheduler/plugins/{drf,proportion}` at ed72c7c.
package enum Volcano {
  /// Shares within this of each other count as equal where a task would move.
  package static let shareDelta = 1e-6

  /// Allocated ÷ total where it is largest; of nothing, 1 where anything is allocated.
  package static func share(of allocated: ResourceList, in total: ResourceList) -> Double {
    allocated.names.reduce(0) { largest, name in
      max(largest, ratio(allocated.amount(name), total.amount(name)))
    }
  }

  private static func ratio(_ part: Int64, _ whole: Int64) -> Double {
    whole == 0 ? (part == 0 ? 0 : 1) : Double(part) / Double(whole)
  }

  /// Jobs by share, the smallest first; of equals, in the order given.
  package static func jobOrder(allocated: [ResourceList], total: ResourceList) -> [Int] {
    order(allocated.map { share(of: $0, in: total) })
  }

  /// Queues by what they have of what they deserve, the neediest first.
  package static func queueOrder(
    allocated: [ResourceList],
    deserved: [ResourceList]
  ) -> [Int] {
    order(zip(allocated, deserved).map { share(of: $0, in: $1) })
  }

  private static func order(_ shares: [Double]) -> [Int] {
    shares.indices.sorted { (shares[$0], $0) < (shares[$1], $1) }
  }

  /// A task, by the number of its job or queue.
  package struct Task: Sendable {
    package var owner: Int
    package var requests: ResourceList

    package init(owner: Int, requests: ResourceList) {
      self.owner = owner
      self.requests = requests
    }
  }

  /// Which of the tasks a job may preempt.
  ///
  /// Those whose job still has at least the preemptor's share after both have moved. Every task
  /// looked at counts as taken from its job for those after it.
  package static func preemptable(
    for preemptor: Task,
    among tasks: [Task],
    allocated: [ResourceList],
    total: ResourceList
  ) -> [Int] {
    let mine = share(of: allocated[preemptor.owner] + preemptor.requests, in: total)
    var left = allocated
    return tasks.indices.filter { index in
      let task = tasks[index]
      left[task.owner] = left[task.owner] - task.requests
      let theirs = share(of: left[task.owner], in: total)
      return mine < theirs || (mine - theirs).magnitude <= shareDelta
    }
  }

  /// Whether a queue has more than it deserves of any resource.
  package static func isOverused(allocated: ResourceList, deserved: ResourceList) -> Bool {
    allocated.names.contains { allocated.amount($0) > deserved.amount($0) }
  }

  /// Which of the tasks may be reclaimed.
  ///
  /// Those of reclaimable queues, in order, as long as their queue is overused.
  package static func reclaimable(
    among tasks: [Task],
    allocated: [ResourceList],
    deserved: [ResourceList],
    isReclaimable: [Bool]
  ) -> [Int] {
    var left = allocated
    return tasks.indices.filter { index in
      let queue = tasks[index].owner
      guard isReclaimable[queue], isOverused(allocated: left[queue], deserved: deserved[queue])
      else { return false }
      left[queue] = left[queue] - tasks[index].requests
      return true
    }
  }
}
