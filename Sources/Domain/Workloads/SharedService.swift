/// A service of the platform, whose replicas several tenants use.
///
/// Under each pattern it has one set of replicas for each place in which it has users.
package struct SharedService: Hashable, Sendable {
  /// Where its pods live; a namespace of the platform, so no tenant's quota counts them.
  package var namespace: String
  /// The service without endpoints: those are its users'.
  package var service: InferenceService

  package init(namespace: String = Self.platform, service: InferenceService) {
    self.namespace = namespace
    self.service = service
  }

  /// The namespace of services that name none.
  package static let platform = "platform"
}

/// A tenant's use of a shared service.
package struct SharedUse: Hashable, Sendable {
  /// The name of a shared service.
  package var service: String
  /// What all endpoints of this use may ask for together.
  package var limits: UsageLimits?
  package var endpoints: [Endpoint]

  package init(service: String, limits: UsageLimits? = nil, endpoints: [Endpoint]) {
    self.service = service
    self.limits = limits
    self.endpoints = endpoints
  }
}

extension Scenario {
  /// The name before that of a service or batch workload: its tenant's, or for a shared service
  /// that of the platform's namespace it is in.
  package func ownerName(of tenant: TenantID?, of workload: String) -> String {
    if let tenant { return tenants[tenant.index].name }
    let shared = sharedServices.first { $0.service.name == workload }
    return shared?.namespace ?? SharedService.platform
  }
}
