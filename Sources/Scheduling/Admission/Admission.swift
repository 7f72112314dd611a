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
    return gates[namespace].admit(spec)
  }
}

/// The rules of one namespace and what has been charged to them.
private struct NamespaceGate {
  private let limitRange: LimitRange?
  private var quotas: [ResourceQuota]

  init(_ namespace: PlannedNamespace) {
    limitRange = namespace.limitRange?.completed
    quotas =
      namespace.quota.isEmpty
      ? [] : [ResourceQuota(name: namespace.name, hard: namespace.quota)]
  }

  mutating func admit(_ container: ContainerSpec) -> Admission {
    var pod = PodSpec(requests: container.requests, limits: container.limits)
    if let limitRange { pod = limitRange.defaulting(pod) }
    var admission = Admission(requests: pod.totalRequests, limits: pod.totalLimits)
    if let violations = limitRange?.violations(by: pod), !violations.isEmpty {
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
