internal import Domain

/// Checks what no single field can tell: names that refer, sums that must fit, contradictions.
///
/// Each rule answers for the values it looks at; where one of those is a stand-in for something
/// already reported, the rule keeps quiet.
func checkRules(_ written: WrittenScenario, _ reading: Reading) {
  let scenario = written.scenario
  checkNames(scenario, reading)
  checkReferences(written, reading)
  checkRun(scenario, reading)
  checkPodCount(scenario, reading)
  checkLimits(scenario, reading)
  checkScheduling(scenario, reading)
  checkQueues(scenario, reading)
  checkMIG(scenario, reading)
  checkFit(scenario, reading)
  checkMemory(scenario, reading)
  checkAccelerators(scenario, reading)
  checkDemand(scenario, reading)
  checkSharedServices(scenario, reading)
  checkServing(scenario, reading)
  checkTokenLimits(scenario, reading)
  checkPromises(written, reading)
  checkCosts(scenario, reading)
}

/// A service or batch workload, as far as its pods are concerned.
struct PodTemplate {
  var path: FieldPath
  var replicas: Int
  var requests: ResourceList
  var limits: ResourceList
  var nodeSelector: [String: String]
  var tolerations: [Toleration]
  var terms = PodTerms()
  var accelerator = AcceleratorNeeds()
  /// Of services.
  var runtime: ServingRuntime?
  var startup: Startup?
  /// Nil for add-ons and shared services.
  var tenant: Int?
  var name = ""

  /// What the scheduler counts: the API server takes a missing request from the limit.
  var effectiveRequests: ResourceList {
    var list = requests
    for name in limits.names where list[name] == nil { list[name] = limits[name] }
    return list
  }
}

extension Scenario {
  /// The pods of shared services and of every tenant, and where the file describes them.
  var podTemplates: [PodTemplate] {
    let shared = sharedServices.enumerated().map { index, shared in
      PodTemplate(("spec.sharedServices" as FieldPath)[index], shared.service, tenant: nil)
    }
    return shared + tenants.indices.flatMap { podTemplates(ofTenant: $0) }
  }

  private func podTemplates(ofTenant index: Int) -> [PodTemplate] {
    let tenant = tenants[index]
    let path = ("spec.tenants" as FieldPath)[index]
    let services = tenant.services.enumerated().map { number, service in
      PodTemplate(path["services"][number], service, tenant: index)
    }
    let batch = tenant.batchWorkloads.enumerated().map { number, workload in
      PodTemplate(
        path: path["batch"][number],
        replicas: workload.replicas,
        requests: workload.requests,
        limits: workload.limits,
        nodeSelector: workload.nodeSelector,
        tolerations: workload.tolerations,
        terms: workload.terms,
        accelerator: workload.accelerator,
        tenant: index,
        name: workload.name
      )
    }
    return services + batch
  }
}

extension PodTemplate {
  init(_ path: FieldPath, _ service: InferenceService, tenant: Int?) {
    self.init(
      path: path,
      replicas: service.replicas,
      requests: service.requests,
      limits: service.limits,
      nodeSelector: service.nodeSelector,
      tolerations: service.tolerations,
      terms: service.terms,
      accelerator: service.accelerator,
      runtime: service.runtime,
      startup: service.startup,
      tenant: tenant,
      name: service.name
    )
  }
}

/// Writes an amount of a resource as Kubernetes does.
func written(_ amount: Int64, of name: ResourceName) -> String {
  switch name {
  case .cpu:
    return amount % 1000 == 0 ? "\(amount / 1000)" : "\(amount)m"
  case .memory, .ephemeralStorage:
    for (suffix, shift) in [("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)]
    where amount != 0 && amount % (1 << Int64(shift)) == 0 {
      return "\(amount >> Int64(shift))\(suffix)"
    }
    return "\(amount)"
  default:
    return "\(amount)"
  }
}
