package import Domain

/// What became of a pod at the API server.
package struct Admission: Sendable {
  /// Requests and limits after defaulting.
  package var requests: ResourceList
  package var limits: ResourceList
  /// Nil if the pod was created.
  package var refusal: Refusal?

  /// Who refused a pod, and in what words.
  package struct Refusal: Sendable, Hashable {
    package var outcome: PlacementOutcome
    package var reason: String
  }
}

/// Takes the pods of a plan through admission in creation order, as if none of them ever ended.
///
/// Each passes API defaulting, then its namespace's LimitRange, then its ResourceQuota. Pods of no
/// namespace are only defaulted.
package func admit(_ plan: DeploymentPlan) -> [Admission] {
  var gates = plan.namespaces.map(NamespaceGate.init)
  return plan.pods.map { pod in
    guard let namespace = pod.namespace else {
      return NamespaceGate.open.creation(of: pod).admission
    }
    var (spec, admission) = gates[namespace].creation(of: pod)
    if admission.refusal == nil { admission.refusal = gates[namespace].charge(spec) }
    return admission
  }
}

/// The rules of one namespace and what has been charged to them.
struct NamespaceGate {
  private let limitRange: LimitRange?
  /// Of type Pod, which has no defaults.
  private let podLimitRange: LimitRange?
  private var quotas: [ResourceQuota]

  init(_ namespace: PlannedNamespace) {
    limitRange = namespace.limitRange?.completed
    podLimitRange = namespace.podLimitRange
    quotas =
      namespace.quota.isEmpty
      ? [] : [ResourceQuota(name: namespace.name, hard: namespace.quota)]
    quotas += namespace.scopedQuotas.map(ResourceQuota.init)
  }

  /// That of pods of no namespace, for which no rule binds.
  static let open = NamespaceGate(
    PlannedNamespace(name: "", cluster: 0, quota: [:], limitRange: nil)
  )

  /// Whether pods are charged to anything here.
  var hasQuotas: Bool { !quotas.isEmpty }

  /// The pod as the API server would store it, refused if the LimitRange says so.
  ///
  /// Depends on nothing but the pod, so pods alike share one answer.
  func creation(of pod: PlannedPod) -> (spec: PodSpec, admission: Admission) {
    var container = ContainerSpec(requests: pod.requests, limits: pod.limits)
    container.requests.fillIn(from: container.limits)
    var spec = PodSpec(pod, container)
    if let limitRange { spec = limitRange.defaulting(spec) }
    var admission = Admission(requests: spec.totalRequests, limits: spec.totalLimits)
    let violations =
      (limitRange?.violations(by: spec) ?? [])
      + (podLimitRange?.violations(by: spec, type: .pod) ?? [])
    if !violations.isEmpty {
      admission.refusal = .init(
        outcome: .deniedByLimitRange,
        reason: violations.joined(separator: "; ")
      )
    }
    return (spec, admission)
  }

  /// Charges a pod to the quotas, or says which one refuses it.
  mutating func charge(_ spec: PodSpec) -> Admission.Refusal? {
    Scheduling.admit(spec, chargingTo: &quotas).map { refusal in
      .init(outcome: .deniedByQuota, reason: refusal.message)
    }
  }

  /// Gives back what a pod was charged, now that it is gone.
  mutating func release(_ spec: PodSpec) {
    for index in quotas.indices { quotas[index].release(spec) }
  }
}

extension PodSpec {
  /// A planned pod, of one container, as quotas with scopes see it.
  fileprivate init(_ pod: PlannedPod, _ container: ContainerSpec) {
    self.init(requests: container.requests, limits: container.limits)
    priorityClass = pod.priorityClass
    // A batch workload with an end is a Job with an active deadline; services just get deleted.
    if case .batch = pod.workload { isTerminating = pod.deletedAt != nil }
    let affinity = pod.rules.podAffinity
    let terms =
      affinity.required + affinity.requiredAnti + affinity.preferred.map(\.term)
      + affinity.preferredAnti.map(\.term)
    hasCrossNamespaceAffinity = terms.contains { !$0.namespaces.isEmpty }
  }
}

extension ResourceQuota {
  fileprivate init(_ quota: ScopedQuota) {
    self.init(
      name: quota.name,
      hard: quota.hard,
      used: quota.hard.mapValues { _ in 0 },
      scopes: quota.scopes.map(QuotaScope.init)
    )
  }
}
