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

/// Takes the pods of a plan through admission in creation order.
///
/// Each passes API defaulting, then its namespace's LimitRange, then its ResourceQuota. Pods of no
/// namespace are only defaulted.
package func admit(_ plan: DeploymentPlan) -> [Admission] {
  var gates = plan.namespaces.map(NamespaceGate.init)
  return plan.pods.map { pod in
    var spec = ContainerSpec(requests: pod.requests, limits: pod.limits)
    spec.requests.fillIn(from: spec.limits)
    guard let namespace = pod.namespace else {
      return Admission(requests: spec.requests, limits: spec.limits)
    }
    return gates[namespace].admit(spec, of: pod)
  }
}

/// The rules of one namespace and what has been charged to them.
private struct NamespaceGate {
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

  mutating func admit(_ container: ContainerSpec, of planned: PlannedPod) -> Admission {
    var pod = PodSpec(planned, container)
    if let limitRange { pod = limitRange.defaulting(pod) }
    var admission = Admission(requests: pod.totalRequests, limits: pod.totalLimits)
    let violations =
      (limitRange?.violations(by: pod) ?? [])
      + (podLimitRange?.violations(by: pod, type: .pod) ?? [])
    if !violations.isEmpty {
      admission.refusal = .init(
        outcome: .deniedByLimitRange,
        reason: violations.joined(separator: "; ")
      )
    } else if let refusal = Scheduling.admit(pod, chargingTo: &quotas) {
      admission.refusal = .init(outcome: .deniedByQuota, reason: refusal.message)
    }
    return admission
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
