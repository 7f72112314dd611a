internal import Domain
internal import Scheduling

extension ConformanceTopic {
  /// Admission by the quotas of a namespace.
  static let resourceQuota = ConformanceTopic("resource_quota") {
    (inputs: QuotaInputs, expected: QuotaExpected) in
    try expectEqual(inputs.operation, inputs.oldPod == nil ? "create" : "update", "operation")
    var quotas = try inputs.quotas.map { try $0.quota() }
    let refusal = admit(inputs.pod.spec, replacing: inputs.oldPod?.spec, chargingTo: &quotas)
    try expectEqual(refusal == nil, expected.admitted, "admitted")
    try expectEqual(refusal?.kind, expected.reason, "reason")
    for (name, used) in expected.usedAfter ?? [:] {
      let quota = try known(quotas.first { $0.name == name }, "no quota '\(name)'")
      try expectEqual(quota.used, keyed(used), "used after of \(name)")
    }
  }
}

private struct QuotaInputs: Decodable {
  struct Pod: Decodable {
    var containers: [ContainerShape]
    var initContainers: [ContainerShape]?
    var overhead: Amounts?
    var activeDeadlineSeconds: Int64?
    var priorityClass: String?
    var phase: String?

    var spec: PodSpec {
      PodSpec(
        containers: containers.map(\.spec),
        initContainers: (initContainers ?? []).map(\.spec),
        overhead: ResourceList(overhead),
        isTerminating: activeDeadlineSeconds != nil,
        priorityClass: priorityClass,
        isFinished: phase == "Succeeded" || phase == "Failed"
      )
    }
  }

  struct Selector: Decodable {
    var scope: String
    var `operator`: String
    var values: [String]?

    func quotaScope() throws -> QuotaScope {
      let scope = try known(QuotaScope(named: scope), "unknown scope '\(scope)'")
      if case .priorityClass = scope {
        let match = QuotaScope.PriorityClassMatch(operator: self.operator, values: values ?? [])
        return .priorityClass(try known(match, "unknown operator '\(self.operator)'"))
      }
      try expectEqual(self.operator, "Exists", "operator of scope \(self.scope)")
      return scope
    }
  }

  struct Quota: Decodable {
    var name: String
    var hard: Amounts
    var used: Amounts
    var scopes: [String]?
    var scopeSelector: [Selector]?

    func quota() throws -> ResourceQuota {
      let named = try (scopes ?? []).map {
        try known(QuotaScope(named: $0), "unknown scope '\($0)'")
      }
      return ResourceQuota(
        name: name,
        hard: keyed(hard),
        used: keyed(used),
        scopes: named + (try (scopeSelector ?? []).map { try $0.quotaScope() })
      )
    }
  }

  var operation: String
  var quotas: [Quota]
  var pod: Pod
  var oldPod: Pod?
}

private struct QuotaExpected: Decodable {
  var admitted: Bool
  var reason: String?
  var usedAfter: [String: Amounts]?
}

private func keyed(_ amounts: Amounts) -> [QuotaKey: Int64] {
  var keyed: [QuotaKey: Int64] = [:]
  for (key, amount) in amounts { keyed[QuotaKey(key)] = amount }
  return keyed
}

extension QuotaRefusal {
  fileprivate var kind: String {
    switch self {
    case .exceeded: "exceeded"
    case .mustSpecify: "must_specify"
    case .statusUnknown: "status_unknown"
    }
  }
}
