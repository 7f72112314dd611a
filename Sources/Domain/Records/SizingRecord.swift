/// How the hardware of a pattern was found: what was tried, and what came of it.
package struct SizingRecord: Hashable, Sendable {
  /// In the order of the pattern's pools and, within, of the scenario's.
  package var pools: [SizedPool]
  /// Services whose replicas were sized too.
  package var replicas: [SizedReplicas]
  /// In the order in which they were made.
  package var trials: [SizingTrial]
  /// Objectives that pass with no number of nodes tried, and why, in the scenario's order.
  package var unmet: [UnmetObjective]
  /// Pools that failed with more nodes than they passed with, in sentences.
  package var surprises: [String]
  /// Whether fresh replications, which had no part in the choice, confirm the answer.
  package var isConfirmed: Bool

  package init(
    pools: [SizedPool],
    replicas: [SizedReplicas] = [],
    trials: [SizingTrial] = [],
    unmet: [UnmetObjective] = [],
    surprises: [String] = [],
    isConfirmed: Bool = false
  ) {
    self.pools = pools
    self.replicas = replicas
    self.trials = trials
    self.unmet = unmet
    self.surprises = surprises
    self.isConfirmed = isConfirmed
  }

  /// Whether every objective passes on the nodes found, and fresh replications confirm it.
  package var isMet: Bool { unmet.isEmpty && isConfirmed }

  /// Replications simulated over all trials.
  package var replications: Int { trials.reduce(0) { $0 + $1.replications } }
}

/// Machines of one kind in one pool of a pattern.
package struct SizedPool: Hashable, Sendable {
  package var cluster: String
  /// The pattern's pool, for example `shared` or `high`.
  package var pool: String
  package var partition: Int
  /// Index into `Scenario.nodePools`.
  package var nodePool: Int
  /// With fewer, pods have no place.
  package var fewest: Int
  /// With more, some node would have no pod; or what was allowed.
  package var most: Int
  /// The answer.
  package var nodes: Int
  /// Under the scenario's own rule; nil if the pattern can't be built so.
  package var before: Int?

  package init(
    cluster: String,
    pool: String,
    partition: Int,
    nodePool: Int,
    fewest: Int,
    most: Int,
    nodes: Int,
    before: Int? = nil
  ) {
    self.cluster = cluster
    self.pool = pool
    self.partition = partition
    self.nodePool = nodePool
    self.fewest = fewest
    self.most = most
    self.nodes = nodes
    self.before = before
  }
}

/// Replicas of a service that were sized before the nodes were.
package struct SizedReplicas: Hashable, Sendable {
  package var service: ServiceID
  package var before: Int
  package var replicas: Int

  package init(service: ServiceID, before: Int, replicas: Int) {
    self.service = service
    self.before = before
    self.replicas = replicas
  }
}

/// One simulation of a pattern on hardware that was tried.
package struct SizingTrial: Hashable, Sendable {
  package enum Purpose: String, CaseIterable, Sendable {
    /// Pools whose answer is not known yet are tried, all at the same time.
    case search
    /// The answer is tried with replications that had no part in choosing it.
    case confirmation
  }

  package var purpose: Purpose
  /// The number of the first replication; the others follow it.
  package var firstReplication: Int
  package var replications: Int
  /// The pools that were in question, and what became of them.
  package var probes: [SizingProbe]

  package init(
    purpose: Purpose,
    firstReplication: Int,
    replications: Int,
    probes: [SizingProbe]
  ) {
    self.purpose = purpose
    self.firstReplication = firstReplication
    self.replications = replications
    self.probes = probes
  }
}

/// A number of nodes of one pool, tried.
package struct SizingProbe: Hashable, Sendable {
  package enum Outcome: String, CaseIterable, Sendable {
    /// Every objective that depends on the pool passes, and every pod has a place.
    case pass
    case fail
    /// Replications were used up before the verdict was clear: counts as not passing.
    case inconclusive
    /// Pods had no place.
    case pending
  }

  /// Index into `SizingRecord.pools`.
  package var pool: Int
  package var nodes: Int
  package var outcome: Outcome
  /// The objective that decided, an index into `Scenario.objectives`; nil if all passed.
  package var objective: Int?

  package init(pool: Int, nodes: Int, outcome: Outcome, objective: Int? = nil) {
    self.pool = pool
    self.nodes = nodes
    self.outcome = outcome
    self.objective = objective
  }
}

/// An objective that no number of nodes tried makes pass.
package struct UnmetObjective: Hashable, Sendable {
  /// Index into `Scenario.objectives`.
  package var objective: Int
  /// What stops it, in one sentence.
  package var reason: String

  package init(objective: Int, reason: String) {
    self.objective = objective
    self.reason = reason
  }
}
