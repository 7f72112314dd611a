internal import Domain
internal import Scheduling

/// The pods of one workload or add-on.
struct PodRun {
  /// As in `service gold/chat`.
  var title: String
  /// Nil for add-ons.
  var workload: Workload?
  var cluster: Int
  /// Nil for add-ons, which may run anywhere in their cluster.
  var partition: Int?
  var pods = 0..<0
}

/// Writes the pods of a plan in creation order: each cluster's add-ons, then the tenants'.
struct PodWriter {
  let scenario: Scenario
  let pattern: IsolationPattern
  let division: Division
  private(set) var pods: [PlannedPod] = []
  private(set) var runs: [PodRun] = []
  /// Pods that are never created, because their workload's queue never admits it.
  private(set) var suspended: [PlannedPod] = []
  private let queueing: Queueing
  private var names = Numbering(from: 0)
  private let priorities: [String: Int]

  /// The value of Kubernetes' `system-cluster-critical`, above any class that users may define.
  private static let addOnPriority = 2_000_000_000

  init(_ scenario: Scenario, _ pattern: IsolationPattern, _ division: Division) {
    self.scenario = scenario
    self.pattern = pattern
    self.division = division
    queueing = Queueing(scenario, pattern, division)
    priorities = Dictionary(
      scenario.priorityClasses.map { ($0.name, $0.value) },
      uniquingKeysWith: { first, _ in first }
    )
    for cluster in division.clusters.indices { writeAddOns(of: cluster) }
    for workload in scenario.workloads {
      write(pattern.hasRules ? workload : workload.withoutLimits)
    }
  }

  private mutating func writeAddOns(of cluster: Int) {
    for (index, addOn) in scenario.cluster.addOns.enumerated() {
      let clusterName = division.clusters[cluster].name
      let pod = PlannedPod(
        name: "\(clusterName)-\(addOn.name)",
        tenant: nil,
        workload: .addOn(index),
        namespace: nil,
        cluster: cluster,
        requests: addOn.requests,
        limits: ResourceList(),
        nodeSelector: [:],
        tolerations: [Toleration(key: "", comparison: .exists)],
        priority: Self.addOnPriority
      )
      let title = "add-on \(addOn.name) of cluster \(clusterName)"
      write(pod, copies: addOn.replicas, PodRun(title: title, cluster: cluster))
    }
  }

  private mutating func write(_ workload: Workload) {
    let tenant = scenario.tenants[workload.tenant.index]
    let place = pattern.place(of: workload.tenant, workload.workloadClass, in: scenario)
    guard let partition = division.partition(at: place) else { return }
    let pool = division.partitions[partition]
    let priorityClass =
      pattern.hasRules ? workload.terms.priorityClass ?? tenant.priorityClass : nil
    let pod = PlannedPod(
      name: "\(tenant.name)-\(workload.name)",
      tenant: workload.tenant,
      workload: workload.kind,
      namespace: pattern.hasRules ? workload.tenant.index : 0,
      cluster: pool.cluster,
      requests: workload.requests,
      limits: workload.limits,
      nodeSelector: workload.nodeSelector.merging(pool.labels) { _, label in label },
      tolerations: workload.tolerations + pool.tolerations,
      priority: priorityClass.flatMap { priorities[$0] } ?? 0,
      priorityClass: priorityClass,
      rules: rules(of: workload, tenant),
      createdAt: workload.terms.startsAt,
      deletedAt: workload.terms.endsAt,
      accelerator: workload.accelerator
    )
    let sort = workload.workloadClass == .batch ? "batch workload" : "service"
    let title = "\(sort) \(tenant.name)/\(workload.name)"
    let run = PodRun(
      title: title,
      workload: workload,
      cluster: pool.cluster,
      partition: partition
    )
    if case .batch(let id) = workload.kind, let life = queueing.lives[id] {
      write(pod, copies: workload.replicas, run, admittedAsIn: life)
    } else {
      write(pod, copies: workload.replicas, run)
    }
  }

  /// Writes the pods of each stay of a workload that has a queue; those of a later one take the
  /// place of those before it.
  private mutating func write(
    _ pod: PlannedPod,
    copies: Int,
    _ run: PodRun,
    admittedAsIn life: Queueing.Life
  ) {
    let first = pods.count
    for (number, stay) in life.history.stays.enumerated() {
      var copy = pod
      copy.createdAt = stay.from
      copy.deletedAt = stay.preemptedAt ?? pod.deletedAt
      copy.queueing = PodQueueing(
        waitsSince: stay.waitsSince,
        displacedBy: life.displacedBy[number],
        endsAt: pod.deletedAt,
        reason: stay.reason.map { "preempted due to \($0.inWords)" } ?? ""
      )
      for _ in 0..<copies {
        copy.name = names.name(pod.name)
        copy.replaces = number == 0 ? nil : PodID(pods.count - copies)
        pods.append(copy)
      }
    }
    var run = run
    run.pods = first..<pods.count
    runs.append(run)
    guard life.history.stays.isEmpty else { return }
    var copy = pod
    copy.queueing = PodQueueing(waitsSince: pod.createdAt, reason: life.message)
    for _ in 0..<copies {
      copy.name = names.name(pod.name)
      suspended.append(copy)
    }
  }

  /// What the scheduler is told of a workload's pods.
  ///
  /// Where all tenants share one namespace, terms about another tenant's are about that one.
  private func rules(of workload: Workload, _ tenant: Tenant) -> SchedulingRules {
    var rules = workload.terms.rules
    rules.labels = rules.podLabels(tenant.name, workload.name)
    if !pattern.hasRules { rules.podAffinity = rules.podAffinity.inOneNamespace }
    return rules
  }

  private mutating func write(_ pod: PlannedPod, copies: Int, _ run: PodRun) {
    let first = pods.count
    for _ in 0..<copies {
      var copy = pod
      copy.name = names.name(pod.name)
      pods.append(copy)
    }
    var run = run
    run.pods = first..<pods.count
    runs.append(run)
  }
}

extension PodAffinity {
  /// The same terms where there is no namespace but the pod's own.
  fileprivate var inOneNamespace: PodAffinity {
    var affinity = self
    for index in required.indices { affinity.required[index].namespaces = [] }
    for index in requiredAnti.indices { affinity.requiredAnti[index].namespaces = [] }
    for index in preferred.indices { affinity.preferred[index].term.namespaces = [] }
    for index in preferredAnti.indices { affinity.preferredAnti[index].term.namespaces = [] }
    return affinity
  }
}
