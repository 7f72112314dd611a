internal import Domain

/// What measured costs are about: which workloads took of which machines, and for which endpoints.
struct SubjectParts {
  private let groups: [NodeGroup]
  private let plan: DeploymentPlan
  private let roster: Roster
  /// By endpoint, what replicas did for it, over all replications.
  private let work: [Double]
  /// By group of shared replicas, the namespace of its pods.
  private let namespaces: [Int?]

  init(
    _ groups: [NodeGroup],
    _ plan: DeploymentPlan,
    _ replications: [ReplicationRecord],
    _ scenario: Scenario
  ) {
    self.groups = groups
    self.plan = plan
    roster = scenario.roster
    work = roster.endpoints.indices.map { index in
      replications.reduce(0) { $0 + $1.endpoints[index].work }
    }
    var namespaces: [Int?] = Array(repeating: nil, count: plan.sharedGroups.count)
    for pod in plan.pods { if let group = pod.sharedGroup { namespaces[group] = pod.namespace } }
    self.namespaces = namespaces
  }

  /// What a usage entry is about.
  func parts(of entry: LedgerEntry) -> WeightedParts {
    if let endpoint = entry.endpoint { return [(part(of: endpoint, for: entry), 1)] }
    if let shared = entry.sharedGroup { return parts(ofShared: shared, for: entry.line.tenant) }
    guard let group = entry.group, let tenant = entry.line.tenant,
      let resource = PricedResource(rawValue: entry.line.resource)
    else { return [] }
    return groups[group].workloads[tenant, default: []].flatMap { take in
      divided(take.amounts[resource], of: take.workload, take.namespace, for: tenant)
    }
  }

  /// What a user's part of shared replicas is about.
  func parts(ofShared group: Int, for tenant: TenantID?) -> WeightedParts {
    guard let tenant else { return [] }
    let service = PodWorkload.service(plan.sharedGroups[group].service)
    return divided(1, of: service, namespaces[group], for: tenant)
  }

  /// Egress has no machine; its namespace is that of the service's pods, if they have only one.
  private func part(of endpoint: EndpointID, for entry: LedgerEntry) -> CostPart {
    let service = roster.endpoints[endpoint.index].service
    let owner = roster.services[service.index].tenant
    var namespace: Int?
    if let owner {
      namespace =
        groups.lazy.flatMap { $0.workloads[owner, default: []] }
        .first { $0.workload == .service(service) }?.namespace
    } else if let tenant = entry.line.tenant,
      let group = plan.sharedGroups.firstIndex(where: {
        $0.service == service && $0.users.contains(tenant)
      })
    {
      namespace = namespaces[group]
    }
    return CostPart(namespace: namespace, workload: .service(service), endpoint: endpoint)
  }

  /// Divides what a workload took among the endpoints that a tenant calls: by the work done for
  /// each, evenly if there was none.
  private func divided(
    _ amount: Double,
    of workload: PodWorkload,
    _ namespace: Int?,
    for tenant: TenantID
  ) -> WeightedParts {
    let whole = CostPart(namespace: namespace, workload: workload)
    guard case .service(let service) = workload else { return [(whole, amount)] }
    let endpoints = roster.services[service.index].endpoints.filter {
      roster.endpoints[$0.index].tenant == tenant
    }
    guard !endpoints.isEmpty else { return [(whole, amount)] }
    let done = endpoints.reduce(0) { $0 + work[$1.index] }
    return endpoints.map { endpoint in
      var part = whole
      part.endpoint = endpoint
      let share = done > 0 ? work[endpoint.index] / done : 1 / Double(endpoints.count)
      return (part, amount * share)
    }
  }
}

/// What the parts of a cost are called.
struct AllocationNames {
  private let tenants: [String]
  private let namespaces: [String]
  private let models: [String]
  private let classes: [String]
  private let batches: [String]

  init(_ plan: DeploymentPlan, _ scenario: Scenario) {
    let roster = scenario.roster
    let tenants = scenario.tenants.map(\.name)
    self.tenants = tenants
    namespaces = plan.namespaces.map(\.name)
    models = roster.services.map { $0.service.model.isEmpty ? $0.service.name : $0.service.model }
    classes = roster.endpoints.map { "\(tenants[$0.tenant.index])/\($0.label)" }
    batches = roster.batchWorkloads.map { "\(tenants[$0.tenant.index])/\($0.workload.name)" }
  }

  /// The key of each dimension that has one.
  func keys(of part: CostPart, _ line: CostLine) -> [CostDimension: String] {
    var keys: [CostDimension: String] = [.pool: line.pool]
    if let tenant = line.tenant { keys[.tenant] = tenants[tenant.index] }
    if let namespace = part.namespace { keys[.namespace] = namespaces[namespace] }
    switch part.workload {
    case .service(let service): keys[.model] = models[service.index]
    case .batch(let batch): keys[.requestClass] = batches[batch.index]
    case .addOn, nil: break
    }
    if let endpoint = part.endpoint { keys[.requestClass] = classes[endpoint.index] }
    return keys
  }
}
