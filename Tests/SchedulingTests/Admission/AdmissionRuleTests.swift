import Domain
import Scheduling
import Testing

/// LimitRange, ResourceQuota and QoS class beyond the conformance cases.
@Suite struct AdmissionRuleTests {
  private func container(_ requests: Int64?, _ limits: Int64? = nil) -> ContainerSpec {
    var spec = ContainerSpec()
    if let requests { spec.requests[.cpu] = requests }
    if let limits { spec.limits[.cpu] = limits }
    return spec
  }

  /// The trap of the Kubernetes documentation: no limit, default limit below the request.
  @Test func aDefaultLimitBelowTheRequestRefusesThePod() {
    let range = LimitRange(defaultLimits: ResourceList([.cpu: 500]))
    let pod = range.defaulting(PodSpec(containers: [container(700)]).apiDefaulted)
    #expect(
      range.violations(by: pod) == ["request 700m must be less than or equal to cpu limit of 500m"]
    )
  }

  @Test func mustSpecifyCoversInitContainers() {
    let quota = ResourceQuota(name: "q", hard: [QuotaKey("cpu"): 1000])
    let pod = PodSpec(containers: [container(100)], initContainers: [container(nil)])
    #expect(quota.refusal(of: pod) == .mustSpecify(quota: "q", [QuotaKey("cpu")]))
  }

  @Test func everyScopeMustMatch() {
    let scopes: [QuotaScope] = [.terminating, .notBestEffort, .crossNamespacePodAffinity]
    let quota = ResourceQuota(
      name: "q",
      hard: [.pods: 0],
      used: [.pods: 0],
      scopes: scopes
    )
    var pod = PodSpec(containers: [container(100)], isTerminating: true)
    #expect(quota.refusal(of: pod) == nil)
    pod.hasCrossNamespaceAffinity = true
    #expect(quota.refusal(of: pod) != nil)
    pod.containers = [container(nil)]
    #expect(quota.refusal(of: pod) == nil)
  }

  @Test func scopesByName() {
    #expect(QuotaScope(named: "PriorityClass") == .priorityClass(.exists))
    #expect(QuotaScope(named: "CrossNamespacePodAffinity") == .crossNamespacePodAffinity)
    #expect(QuotaScope(named: "Weekend") == nil)
    #expect(QuotaScope.PriorityClassMatch(operator: "NotIn", values: ["a"]) == .isNoneOf(["a"]))
  }

  @Test func finishedPodsAreFree() {
    var quotas = [ResourceQuota(name: "q", hard: [.pods: 0])]
    let pod = PodSpec(containers: [], isFinished: true)
    #expect(admit(pod, chargingTo: &quotas) == nil)
    #expect(quotas[0].used == [.pods: 0])
  }

  /// Extended resources are counted under `requests.` alone, and claims and services not at all.
  @Test(arguments: [
    ("requests.example.com/fpga", true), ("example.com/fpga", false),
    ("limits.example.com/fpga", false), ("requests.kubernetes.io/fpga", false),
    ("requests.hugepages-2Mi", true), ("hugepages-2Mi", true), ("limits.hugepages-2Mi", false),
    ("ephemeral-storage", true), ("limits.ephemeral-storage", true), ("services", false),
    ("requests.storage", false), ("count/deployments.apps", false),
  ])
  func countersThatPodsAddTo(key: String, counts: Bool) {
    let names = [
      "example.com/fpga", "kubernetes.io/fpga", "hugepages-2Mi", "ephemeral-storage", "storage",
      "services",
    ]
    var amounts = ResourceList()
    for name in names { amounts[ResourceName(name)] = 3 }
    let pod = PodSpec(requests: amounts, limits: amounts)
    #expect(QuotaKey(key).usage(of: pod) == (counts ? 3 : 0))
    let quota = ResourceQuota(name: "q", hard: [QuotaKey(key): 2])
    #expect((quota.refusal(of: pod) == nil) == !counts)
  }

  /// A new quota refuses pods until its controller has counted, whatever the pods ask for.
  @Test func aQuotaWithoutAllItsFiguresRefuses() {
    let gpus = QuotaKey("requests.example.com/gpu")
    let hard: [QuotaKey: Int64] = [.pods: 5, gpus: 5, QuotaKey("services"): 5]
    let pod = PodSpec(containers: [container(100)])
    let fresh = ResourceQuota(name: "q", hard: hard, used: [.pods: 0])
    #expect(fresh.refusal(of: pod) == .statusUnknown(quota: "q", [.pods, gpus]))
    var quotas = [ResourceQuota(name: "q", hard: hard, used: [.pods: 0, gpus: 0])]
    #expect(admit(pod, chargingTo: &quotas) == nil)
    #expect(quotas[0].used == [.pods: 1, gpus: 0])
  }

  @Test func hugeAmountsAreRefusedAndDoNotOverflow() {
    let huge = container(.max)
    var quotas = [
      ResourceQuota(name: "q", hard: [QuotaKey("cpu"): .max - 1], used: [QuotaKey("cpu"): .max - 2])
    ]
    #expect(admit(PodSpec(containers: [huge, huge]), chargingTo: &quotas) != nil)
    #expect(qualityOfService(of: PodSpec(containers: [huge, huge])) == .burstable)
  }

  @Test func anEmptyPodLevelObjectDecidesNothing() {
    let pod = PodSpec(containers: [container(100)], podLevel: ContainerSpec())
    #expect(qualityOfService(of: pod) == .burstable)
  }
}
