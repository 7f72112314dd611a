/// The services, endpoints and batch workloads of a scenario under dense identifiers.
///
/// The order is that of the scenario file: tenants, then services, then endpoints.
package struct Roster: Sendable {
  /// A service and its owner.
  package struct ServiceEntry: Sendable {
    package var tenant: TenantID
    package var service: InferenceService
    package var endpoints: [EndpointID]
  }

  /// An endpoint and the service it belongs to.
  package struct EndpointEntry: Sendable {
    package var tenant: TenantID
    package var service: ServiceID
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

  package init(_ tenants: [Tenant]) {
    for (tenantIndex, tenant) in tenants.enumerated() {
      let tenantID = TenantID(tenantIndex)
      for service in tenant.services {
        let serviceID = ServiceID(services.count)
        var ids: [EndpointID] = []
        for endpoint in service.endpoints {
          ids.append(EndpointID(endpoints.count))
          let isOnlyOne = service.endpoints.count == 1 && endpoint.name == service.name
          endpoints.append(
            EndpointEntry(
              tenant: tenantID,
              service: serviceID,
              endpoint: endpoint,
              label: isOnlyOne ? service.name : "\(service.name)/\(endpoint.name)"
            )
          )
        }
        services.append(ServiceEntry(tenant: tenantID, service: service, endpoints: ids))
      }
      for workload in tenant.batchWorkloads {
        batchWorkloads.append(BatchEntry(tenant: tenantID, workload: workload))
      }
    }
  }
}

extension Scenario {
  /// The scenario's services, endpoints and batch workloads under dense identifiers.
  package var roster: Roster { Roster(tenants) }

  /// The priority of an endpoint's requests: its own, or that of its tenant's class, or 0.
  package func requestPriority(of entry: Roster.EndpointEntry) -> Int {
    if let own = entry.endpoint.priority { return own }
    guard let name = tenants[entry.tenant.index].priorityClass else { return 0 }
    return priorityClasses.first { $0.name == name }?.value ?? 0
  }
}
