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

/// Writes the pods of a plan in creation order: each cluster's add-ons, the shared services', then
/// the tenants'.
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

  init(
    _ scenario: Scenario,
    _ pattern: IsolationPattern,
    _ division: Division,
    _ shared: SharedReplicas
  ) {
    self.scenario = scenario
    self.pattern = pattern
    self.division = division
    queueing = Queueing(scenario, pattern, division)
    priorities = Dictionary(
      scenario.priorityClasses.map { ($0.name, $0.value) },
      uniquingKeysWith: { first, _ in first }
    )
    for cluster in division.clusters.indices { writeAddOns(of: cluster) }
    writeShared(shared)
    for workload in scenario.workloads {
      if let tenant = workload.tenant {
        write(pattern.hasRules ? workload : workload.withoutLimits, of: tenant)
      }
    }
  }

  /// Writes the replicas of shared services; under rules they live in namespaces of the platform.
  private mutating func writeShared(_ shared: SharedReplicas) {
    let namespaces = division.platformNamespaces(shared, scenario)
    for (number, group) in shared.groups.enumerated() {
      let (described, place) = shared.workloads[number]
      guard let partition = division.partition(at: place) else { continue }
      let workload = pattern.hasRules ? described : described.withoutLimits
      let owner = scenario.namespace(of: group)
      let cluster = division.partitions[partition].cluster
      let namespace = namespaces.firstIndex { $0.name == owner && $0.cluster == cluster }
      var pod = pod(workload, owner, in: division.partitions[partition])
      pod.sharedGroup = number
      pod.namespace = pattern.hasRules ? namespace.map { scenario.tenants.count + $0 } : 0
      let run = PodRun(
        title: "shared service \(owner)/\(workload.name)",
        workload: workload,
        cluster: cluster,
        partition: partition
      )
      write(pod, copies: workload.replicas, run)
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

  private mutating func write(_ workload: Workload, of id: TenantID) {
    let tenant = scenario.tenants[id.index]
    let place = pattern.place(of: id, workload.workloadClass, in: scenario)
    guard let partition = division.partition(at: place) else { return }
    let pool = division.partitions[partition]
    var pod = pod(workload, tenant.name, classOf: tenant, in: pool)
    pod.tenant = id
    pod.namespace = pattern.hasRules ? id.index : 0
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

  /// A pod of a workload in a pool; its owner is a tenant, or a namespace of the platform.
  private func pod(
    _ workload: Workload,
    _ owner: String,
    classOf tenant: Tenant? = nil,
    in pool: Partition
  ) -> PlannedPod {
    let priorityClass =
      pattern.hasRules ? workload.terms.priorityClass ?? tenant?.priorityClass : nil
    return PlannedPod(
      name: "\(owner)-\(workload.name)",
      tenant: nil,
      workload: workload.kind,
      namespace: nil,
      cluster: pool.cluster,
      requests: workload.requests,
      limits: workload.limits,
      nodeSelector: workload.nodeSelector.merging(pool.labels) { _, label in label },
      tolerations: workload.tolerations + pool.tolerations,
      priority: priorityClass.flatMap { priorities[$0] } ?? 0,
      priorityClass: priorityClass,
      rules: rules(of: workload, owner),
      createdAt: workload.terms.startsAt,
      deletedAt: workload.terms.endsAt,
      accelerator: workload.accelerator
    )
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
  private func rules(of workload: Workload, _ owner: String) -> SchedulingRules {
    var rules = workload.terms.rules
    rules.labels = rules.podLabels(owner, workload.name)
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
