import Domain
import Scheduling
import Testing

/// QoS class, LimitRange and ResourceQuota against the cases from upstream's tables and rules.
@Suite struct AdmissionCases {
  struct QoSInputs: Decodable {
    var containers: [ContainerCase]
    var initContainers: [ContainerCase]
    var podResources: ContainerCase?
    var podLevelResourcesEnabled: Bool
  }

  struct QoSExpected: Decodable {
    var qos: String
  }

  @Test func qualityOfServiceClass() throws {
    for row in try CaseFile<QoSInputs, QoSExpected>.load("qos_class", count: 13) {
      let pod = PodSpec(
        containers: row.inputs.containers.map(\.spec),
        initContainers: row.inputs.initContainers.map(\.spec),
        podLevel: row.inputs.podLevelResourcesEnabled ? row.inputs.podResources?.spec : nil
      )
      #expect(qualityOfService(of: pod).rawValue == row.expected.qos, "\(row.name)")
    }
  }

  struct LimitRangeInputs: Decodable {
    struct Item: Decodable {
      var type: String
      var min: Amounts?
      var max: Amounts?
      var `default`: Amounts?
      var defaultRequest: Amounts?
      var maxLimitRequestRatio: Amounts?
    }

    var containers: [ContainerCase]
    var initContainers: [ContainerCase]
    var limitRange: Item
    var applyObjectDefaulting: Bool
  }

  struct LimitRangeExpected: Decodable {
    var admitted: Bool
    var containersAfter: [ContainerCase]?
  }

  @Test func limitRanges() throws {
    for row in try CaseFile<LimitRangeInputs, LimitRangeExpected>.load("limit_range", count: 15) {
      let item = row.inputs.limitRange
      var range = LimitRange(
        defaultLimits: ResourceList(item.default),
        defaultRequests: ResourceList(item.defaultRequest),
        min: ResourceList(item.min),
        max: ResourceList(item.max),
        maxLimitRequestRatioMilli: ResourceList(item.maxLimitRequestRatio)
      )
      var pod = PodSpec(
        containers: row.inputs.containers.map(\.spec),
        initContainers: row.inputs.initContainers.map(\.spec)
      )
      if row.inputs.applyObjectDefaulting {
        range = range.completed
        for index in pod.containers.indices {
          pod.containers[index].requests.fillIn(from: pod.containers[index].limits)
        }
      }
      pod = range.defaulting(pod)
      let type = try #require(LimitRangeType(rawValue: item.type))
      let violations = range.violations(by: pod, type: type)
      #expect(violations.isEmpty == row.expected.admitted, "\(row.name): \(violations)")
      if let after = row.expected.containersAfter {
        #expect(pod.containers == after.map(\.spec), "\(row.name)")
      }
    }
  }

  struct QuotaInputs: Decodable {
    struct Pod: Decodable {
      var containers: [ContainerCase]
      var initContainers: [ContainerCase]?
      var overhead: Amounts?
      var activeDeadlineSeconds: Int?
      var priorityClass: String?

      var spec: PodSpec {
        PodSpec(
          containers: containers.map(\.spec),
          initContainers: (initContainers ?? []).map(\.spec),
          overhead: ResourceList(overhead),
          isTerminating: activeDeadlineSeconds != nil,
          priorityClass: priorityClass
        )
      }
    }

    struct Selector: Decodable {
      var scope: String
      var `operator`: String
      var values: [String]?
    }

    struct Quota: Decodable {
      var name: String
      var hard: Amounts
      var used: Amounts
      var scopes: [String]
      var scopeSelector: [Selector]?
    }

    var operation: String
    var quotas: [Quota]
    var pod: Pod
    var oldPod: Pod?
  }

  struct QuotaExpected: Decodable {
    var admitted: Bool
    var reason: String?
    var usedAfter: [String: Amounts]?
  }

  @Test func resourceQuotas() throws {
    for row in try CaseFile<QuotaInputs, QuotaExpected>.load("resource_quota", count: 14) {
      #expect(row.inputs.operation == (row.inputs.oldPod == nil ? "create" : "update"))
      var quotas = try row.inputs.quotas.map(resourceQuota)
      let refusal = admit(
        row.inputs.pod.spec,
        replacing: row.inputs.oldPod?.spec,
        chargingTo: &quotas
      )
      #expect((refusal == nil) == row.expected.admitted, "\(row.name): \(refusal as Any)")
      #expect(refusal?.kind == row.expected.reason, "\(row.name)")
      for (name, used) in row.expected.usedAfter ?? [:] {
        let quota = try #require(quotas.first { $0.name == name })
        #expect(quota.used == keyed(used), "\(row.name)")
      }
    }
  }

  private func resourceQuota(_ quota: QuotaInputs.Quota) throws -> ResourceQuota {
    ResourceQuota(
      name: quota.name,
      hard: keyed(quota.hard),
      used: keyed(quota.used),
      scopes: try quota.scopes.map(scope) + (quota.scopeSelector ?? []).map(scope)
    )
  }

  private func keyed(_ amounts: Amounts) -> [QuotaKey: Int64] {
    Dictionary(uniqueKeysWithValues: amounts.map { (QuotaKey($0), $1) })
  }

  private func scope(_ name: String) throws -> QuotaScope {
    let scopes: [String: QuotaScope] = [
      "Terminating": .terminating, "NotTerminating": .notTerminating,
      "BestEffort": .bestEffort, "NotBestEffort": .notBestEffort,
    ]
    return try #require(scopes[name], "unknown scope \(name)")
  }

  private func scope(_ selector: QuotaInputs.Selector) throws -> QuotaScope {
    try #require(selector.scope == "PriorityClass")
    let matches: [String: QuotaScope.PriorityClassMatch] = [
      "In": .isOneOf(selector.values ?? []), "NotIn": .isNoneOf(selector.values ?? []),
      "Exists": .exists, "DoesNotExist": .doesNotExist,
    ]
    return .priorityClass(try #require(matches[selector.operator]))
  }
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
