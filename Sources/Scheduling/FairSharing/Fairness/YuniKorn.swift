package import Domain
package import EventCore

/// How YuniKorn orders queues and applications.
///
/// Source: apache/yunikorn-core `pkg/common/resources/resources.go` and
/// `pkg/scheduler/objects/sorters.go` at be3bb48.
package enum YuniKorn {
  /// Allocated ÷ guaranteed where it is largest; without a guarantee, ÷ the fair maximum.
  ///
  /// What is divided by 0 or less counts as 1 if anything is allocated and as 0 otherwise; types
  /// with neither don't count.
  package static func fairShare(
    allocated: ResourceList,
    guaranteed: ResourceList,
    fairMax: ResourceList
  ) -> Double {
    allocated.names.reduce(0) { largest, name in
      guard let whole = guaranteed[name] ?? fairMax[name] else { return largest }
      let part = allocated.amount(name)
      return max(largest, whole > 0 ? Double(part) / Double(whole) : part > 0 ? 1 : 0)
    }
  }

  /// What orders queues or applications: the policy, and `application.sort.priority`.
  package struct Sorting: Sendable, Hashable {
    package enum Policy: String, Sendable, CaseIterable {
      case fair
      case fifo
    }

    package var policy: Policy
    /// Whether priority goes before the policy; otherwise it only decides between equals.
    package var priorityFirst: Bool

    package init(policy: Policy, priorityFirst: Bool = true) {
      self.policy = policy
      self.priorityFirst = priorityFirst
    }
  }

  /// A queue or an application that wants to be served.
  package struct Candidate: Sendable {
    package var share: Double
    package var priority: Int
    package var submittedAt: SimTime

    package init(share: Double, priority: Int = 0, submittedAt: SimTime = .start) {
      self.share = share
      self.priority = priority
      self.submittedAt = submittedAt
    }
  }

  /// Who is served first, second, and so on; equals stay in the order given.
  package static func order(_ candidates: [Candidate], by sorting: Sorting) -> [Int] {
    candidates.indices.sorted { first, second in
      let (a, b) = (candidates[first], candidates[second])
      let policy =
        sorting.policy == .fair
        ? compare(a.share, b.share) : compare(a.submittedAt, b.submittedAt)
      let priority = compare(b.priority, a.priority)
      let (major, minor) = sorting.priorityFirst ? (priority, policy) : (policy, priority)
      return (major, minor, first) < (0, 0, second)
    }
  }

  private static func compare<Value: Comparable>(_ a: Value, _ b: Value) -> Int {
    a == b ? 0 : a < b ? -1 : 1
  }
}
