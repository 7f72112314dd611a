/// The services, endpoints and batch workloads of a scenario under dense identifiers.
///
/// Services: the tenants' own in the order of the scenario file, then the shared ones. Endpoints
/// and batch workloads: tenant by tenant; a tenant's endpoints are those of its own services, then
/// those of the shared services it uses.
package struct Roster: Sendable {
  /// A service and its owner.
  package struct ServiceEntry: Sendable {
    /// Nil for a shared service, which is the platform's.
    package var tenant: TenantID?
    package var service: InferenceService
    package var endpoints: [EndpointID]
  }

  /// An endpoint and the service it belongs to.
  package struct EndpointEntry: Sendable {
    /// Whose requests they are.
    package var tenant: TenantID
    package var service: ServiceID
    /// The place among the tenant's `uses`; nil at a service of its own.
    package var use: Int?
    package var endpoint: Endpoint
    /// `service/endpoint`, or just the service's name where it has one endpoint of the same name.
    package var label: String
  }

  /// A batch workload and its owner.
  package struct BatchEntry: Sendable {
    package var tenant: TenantID
    package var workload: BatchWorkload
  }

  package private(set) var services: [ServiceEntry] = []
  package private(set) var endpoints: [EndpointEntry] = []
  package private(set) var batchWorkloads: [BatchEntry] = []

  /// How many of the services, the first ones, belong to a tenant.
  package private(set) var ownServiceCount = 0

  /// Lists everything; uses of shared services that there are not are left out.
  package init(_ tenants: [Tenant], _ sharedServices: [SharedService] = []) {
    for (index, tenant) in tenants.enumerated() {
      for service in tenant.services {
        services.append(ServiceEntry(tenant: TenantID(index), service: service, endpoints: []))
      }
    }
    ownServiceCount = services.count
    var numbers: [String: ServiceID] = [:]
    for shared in sharedServices {
      let id = ServiceID(services.count)
      services.append(ServiceEntry(tenant: nil, service: shared.service, endpoints: []))
      if numbers[shared.service.name] == nil { numbers[shared.service.name] = id }
    }
    var own = 0
    for (index, tenant) in tenants.enumerated() {
      let id = TenantID(index)
      for service in tenant.services {
        append(service.endpoints, of: id, at: ServiceID(own))
        own += 1
      }
      for (number, use) in tenant.uses.enumerated() {
        guard let service = numbers[use.service] else { continue }
        append(use.endpoints, of: id, at: service, use: number)
      }
      for workload in tenant.batchWorkloads {
        batchWorkloads.append(BatchEntry(tenant: id, workload: workload))
      }
    }
  }

  private mutating func append(
    _ list: [Endpoint],
    of tenant: TenantID,
    at service: ServiceID,
    use: Int? = nil
  ) {
    let name = services[service.index].service.name
    for endpoint in list {
      services[service.index].endpoints.append(EndpointID(endpoints.count))
      let isOnlyOne = list.count == 1 && endpoint.name == name
      endpoints.append(
        EndpointEntry(
          tenant: tenant,
          service: service,
          use: use,
          endpoint: endpoint,
          label: isOnlyOne ? name : "\(name)/\(endpoint.name)"
        )
      )
    }
  }
}

extension Scenario {
  /// The scenario's services, endpoints and batch workloads under dense identifiers.
  package var roster: Roster { Roster(tenants, sharedServices) }

  /// The priority of an endpoint's requests: its own, or that of its tenant's class, or 0.
  package func requestPriority(of entry: Roster.EndpointEntry) -> Int {
    if let own = entry.endpoint.priority { return own }
    guard let name = tenants[entry.tenant.index].priorityClass else { return 0 }
    return priorityClasses.first { $0.name == name }?.value ?? 0
  }
}

extension Scenario {
  /// The names of tenants, for example `bank insurer`.
  package func names(of ids: [TenantID]) -> String {
    ids.map { tenants[$0.index].name }.joined(separator: " ")
  }
}
