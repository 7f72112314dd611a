/// A resource of one flavor: the unit in which Kueue counts quota.
package struct FlavorResource: Hashable, Comparable, Sendable, Codable {
  package var flavor: String
  package var resource: ResourceName

  package init(flavor: String = defaultFlavor, resource: ResourceName) {
    self.flavor = flavor
    self.resource = resource
  }

  /// The flavor of those who don't tell flavors apart.
  package static let defaultFlavor = "default"

  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.resource, lhs.flavor) < (rhs.resource, rhs.flavor)
  }
}

/// How much of a resource a queue or cohort owns, may borrow, and lends.
package struct FlavorQuota: Hashable, Sendable, Codable {
  package var nominal: Int64
  /// The most it may use above its nominal quota; nil means all that the cohort has to lend.
  package var borrowingLimit: Int64?
  /// The most of its nominal quota that others may use; nil means all of it.
  package var lendingLimit: Int64?

  package init(nominal: Int64, borrowingLimit: Int64? = nil, lendingLimit: Int64? = nil) {
    self.nominal = nominal
    self.borrowingLimit = borrowingLimit
    self.lendingLimit = lendingLimit
  }
}

/// Where workloads wait until there is quota for them (a Kueue ClusterQueue).
package struct ClusterQueue: Hashable, Sendable {
  package var name: String
  /// Nil shares with nobody.
  package var cohort: String?
  package var weight: FairWeight
  package var quotas: [FlavorResource: FlavorQuota]
  package var preemption: QueuePreemption
  package var strategy: QueueingStrategy

  package init(
    name: String,
    cohort: String? = nil,
    weight: FairWeight = .one,
    quotas: [FlavorResource: FlavorQuota] = [:],
    preemption: QueuePreemption = QueuePreemption(),
    strategy: QueueingStrategy = .bestEffortFIFO
  ) {
    self.name = name
    self.cohort = cohort
    self.weight = weight
    self.quotas = quotas
    self.preemption = preemption
    self.strategy = strategy
  }
}

/// Queues, and other cohorts, that lend each other what they don't use.
package struct Cohort: Hashable, Sendable {
  package var name: String
  /// The cohort it belongs to; nil for the root of a tree.
  package var parent: String?
  package var weight: FairWeight
  /// What it owns besides the quotas of its members.
  package var quotas: [FlavorResource: FlavorQuota]

  package init(
    name: String,
    parent: String? = nil,
    weight: FairWeight = .one,
    quotas: [FlavorResource: FlavorQuota] = [:]
  ) {
    self.name = name
    self.parent = parent
    self.weight = weight
    self.quotas = quotas
  }
}

/// What happens behind a workload that can't be admitted.
package enum QueueingStrategy: String, CaseIterable, Sendable, Codable {
  /// Later workloads may pass it.
  case bestEffortFIFO = "BestEffortFIFO"
  /// All behind it wait.
  case strictFIFO = "StrictFIFO"
}

/// Whom the workloads of a queue may displace; the defaults are Kueue's own.
package struct QueuePreemption: Hashable, Sendable {
  package var withinClusterQueue: WithinQueue
  package var reclaimWithinCohort: WithinCohort
  /// Nil never preempts others while borrowing (`borrowWithinCohort: Never`).
  package var borrowWithinCohort: BorrowingPreemption?

  package init(
    withinClusterQueue: WithinQueue = .never,
    reclaimWithinCohort: WithinCohort = .never,
    borrowWithinCohort: BorrowingPreemption? = nil
  ) {
    self.withinClusterQueue = withinClusterQueue
    self.reclaimWithinCohort = reclaimWithinCohort
    self.borrowWithinCohort = borrowWithinCohort
  }

  package enum WithinQueue: String, CaseIterable, Sendable, Codable {
    case never = "Never"
    case lowerPriority = "LowerPriority"
    case lowerOrNewerEqualPriority = "LowerOrNewerEqualPriority"
  }

  package enum WithinCohort: String, CaseIterable, Sendable, Codable {
    case never = "Never"
    case lowerPriority = "LowerPriority"
    case any = "Any"
  }

  /// Preempting workloads of lower priority in the cohort even if that means to borrow.
  package struct BorrowingPreemption: Hashable, Sendable, Codable {
    /// Only workloads of at most this priority are displaced; nil means all of lower priority.
    package var maxPriorityThreshold: Int?

    package init(maxPriorityThreshold: Int? = nil) {
      self.maxPriorityThreshold = maxPriorityThreshold
    }
  }
}
