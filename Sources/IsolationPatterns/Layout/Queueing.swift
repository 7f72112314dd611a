internal import Domain
internal import EventCore
internal import Scheduling

/// When the queues of a pattern admit the batch workloads of tenants that have one.
///
/// Each cluster has a Kueue of its own with all cohorts of the scenario: quota is lent among the
/// tenants of one cluster. A batch workload is admitted as a whole, all replicas at once.
struct Queueing {
  /// By batch workload; empty for those without a queue.
  private(set) var lives: [BatchID: Life] = [:]

  struct Life {
    var history: QueuedHistory
    /// Why it never ran, if it never did.
    var message: String
    /// Of each stay, the batch workload that ended it.
    var displacedBy: [BatchID?]
  }

  /// How long a displaced workload's pods hold their quota: Kubernetes' default grace period.
  static let evictionTime = SimDuration.seconds(30)

  init(_ scenario: Scenario, _ pattern: IsolationPattern, _ division: Division) {
    guard pattern.hasRules, scenario.tenants.contains(where: { $0.queue != nil }) else { return }
    let priorities = Dictionary(
      scenario.priorityClasses.map { ($0.name, $0.value) },
      uniquingKeysWith: { first, _ in first }
    )
    for cluster in division.clusters.indices {
      admit(cluster, scenario, division, priorities)
    }
  }

  private mutating func admit(
    _ cluster: Int,
    _ scenario: Scenario,
    _ division: Division,
    _ priorities: [String: Int]
  ) {
    let tenants = division.clusters[cluster].tenants.filter { tenant in
      scenario.tenants[tenant.index].queue != nil
    }
    let queues = tenants.compactMap { scenario.tenants[$0.index].queue }
    guard !queues.isEmpty else { return }
    let tree: CohortTree
    do {
      tree = try CohortTree(queues: queues, cohorts: scenario.cohorts)
    } catch {
      preconditionFailure("the scenario's cohorts have been checked: \(error)")
    }
    var ids: [BatchID] = []
    var workloads: [QueuedWorkload] = []
    for workload in scenario.workloads {
      guard case .batch(let id) = workload.kind,
        let owner = workload.tenant, let queue = tenants.firstIndex(of: owner)
      else { continue }
      let tenant = scenario.tenants[owner.index]
      let priorityClass = workload.terms.priorityClass ?? tenant.priorityClass
      ids.append(id)
      workloads.append(
        QueuedWorkload(
          queue: queue,
          priority: priorityClass.flatMap { priorities[$0] } ?? 0,
          usage: tree.usage(of: workload),
          createdAt: workload.terms.startsAt,
          endsAt: workload.terms.endsAt
        )
      )
    }
    record(workloads, ids, tree, scenario)
  }

  private mutating func record(
    _ workloads: [QueuedWorkload],
    _ ids: [BatchID],
    _ tree: CohortTree,
    _ scenario: Scenario
  ) {
    let histories = admitQueued(
      workloads,
      tree: tree,
      fairSharing: scenario.sharesFairly ? FairSharingSettings() : nil,
      until: .start + scenario.run.duration,
      evictionTime: Self.evictionTime
    )
    for (index, history) in histories.enumerated() {
      let workload = workloads[index]
      lives[ids[index]] = Life(
        history: history,
        message: tree.message(for: history.refusal, of: workload.usage, in: workload.queue),
        displacedBy: history.stays.map { stay in stay.preemptedBy.map { ids[$0] } }
      )
    }
  }
}

extension CohortTree {
  /// What all replicas of a workload request together.
  ///
  /// What is stated under limits only counts as requested, as the API server defaults it. Of a
  /// resource without quota nothing counts: the loader refuses such workloads.
  fileprivate func usage(of workload: Workload) -> QuotaUsage {
    let requests = workload.withoutLimits.requests
    var amounts: [FlavorResource: Int64] = [:]
    for name in requests.names {
      let flavorResource = FlavorResource(resource: name)
      guard flavorResources.contains(flavorResource) else { continue }
      let amount = requests.amount(name).multipliedSaturated(by: Int64(workload.replicas))
      // As much as there can't be, rather than what can't be counted.
      amounts[flavorResource] = min(amount, 1 << 60)
    }
    return usage(amounts) ?? .none
  }
}
