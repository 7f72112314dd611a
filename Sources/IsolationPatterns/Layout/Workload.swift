internal import Domain

/// A service or a batch workload, as far as its pods are concerned.
struct Workload {
  /// Nil for a shared service.
  var tenant: TenantID?
  var kind: PodWorkload
  var name: String
  var replicas: Int
  var requests: ResourceList
  var limits: ResourceList
  var nodeSelector: [String: String]
  var tolerations: [Toleration]
  var terms: PodTerms
  var content: Content

  /// The workload as the scenario describes it.
  enum Content {
    case service(InferenceService)
    case batch(BatchWorkload)
  }

  var accelerator: AcceleratorNeeds {
    switch content {
    case .service(let service): service.accelerator
    case .batch(let batch): batch.accelerator
    }
  }

  var workloadClass: WorkloadClass {
    switch content {
    case .service: .inference
    case .batch: .batch
    }
  }
}

extension Scenario {
  /// Every workload of the tenants in creation order: by tenant, services before batch.
  var workloads: [Workload] {
    var list: [Workload] = []
    var services = 0
    var batchWorkloads = 0
    for (index, tenant) in tenants.enumerated() {
      for service in tenant.services {
        list.append(Workload(TenantID(index), .service(ServiceID(services)), service))
        services += 1
      }
      for workload in tenant.batchWorkloads {
        list.append(Workload(TenantID(index), .batch(BatchID(batchWorkloads)), workload))
        batchWorkloads += 1
      }
    }
    return list
  }
}

extension Workload {
  init(_ tenant: TenantID?, _ kind: PodWorkload, _ service: InferenceService) {
    self.init(
      tenant: tenant,
      kind: kind,
      name: service.name,
      replicas: service.replicas,
      requests: service.requests,
      limits: service.limits,
      nodeSelector: service.nodeSelector,
      tolerations: service.tolerations,
      terms: service.terms,
      content: .service(service)
    )
  }

  fileprivate init(_ tenant: TenantID, _ kind: PodWorkload, _ batch: BatchWorkload) {
    self.init(
      tenant: tenant,
      kind: kind,
      name: batch.name,
      replicas: batch.replicas,
      requests: batch.requests,
      limits: batch.limits,
      nodeSelector: batch.nodeSelector,
      tolerations: batch.tolerations,
      terms: batch.terms,
      content: .batch(batch)
    )
  }

  /// The same without limits.
  ///
  /// What is named only under limits stays requested, as the API server defaults it: a pattern
  /// without limits must not change what a pod asks for.
  var withoutLimits: Workload {
    var copy = self
    for name in limits.names where copy.requests[name] == nil {
      copy.requests[name] = limits[name]
    }
    copy.limits = ResourceList()
    return copy
  }
}
