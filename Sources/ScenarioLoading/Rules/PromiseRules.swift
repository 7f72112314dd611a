internal import Domain

/// Objectives promise something that can be kept or broken.
func checkPromises(_ written: WrittenScenario, _ reading: Reading) {
  for promise in written.objectives where reading.isSound(promise.path) {
    let timeouts = written.endpoints(of: promise).map { $0.timeout }
    guard let shortest = timeouts.compactMap({ $0 }).min() else { continue }
    if promise.objective.threshold > shortest {
      let length = ScenarioLoading.written(shortest)
      reading.warn(
        "the threshold is beyond the timeout of \(length), after which a request is bad anyway",
        at: promise.path["objectives"]
      )
    }
  }
}

extension WrittenScenario {
  /// The endpoints that an objective names.
  fileprivate func endpoints(of promise: WrittenObjective) -> [Endpoint] {
    scenario.tenants.filter { $0.name == promise.tenant }.flatMap(\.services)
      .filter { promise.service == nil || $0.name == promise.service }.flatMap(\.endpoints)
      .filter { promise.endpoint == nil || $0.name == promise.endpoint }
  }

  /// The scenario with every name resolved to what it names; all of them must be known.
  func resolved() -> Scenario {
    var result = scenario
    let names = Dictionary(
      scenario.tenants.enumerated().map { ($1.name, TenantID($0)) },
      uniquingKeysWith: { first, _ in first }
    )
    let endpoints = endpointIDs()
    result.isolation.clustersFor = clustersFor?.compactMap { names[$0] }
    result.objectives = objectives.compactMap { written in
      guard let tenant = names[written.tenant] else { return nil }
      var objective = written.objective
      objective.tenant = tenant
      objective.endpoints = endpoints[tenant.index].filter { entry in
        (written.service ?? entry.service) == entry.service
          && (written.endpoint ?? entry.endpoint) == entry.endpoint
      }.map(\.id)
      return objective
    }
    return result
  }

  /// The endpoints of each tenant with their names, under the identifiers of the roster.
  private func endpointIDs() -> [[(id: EndpointID, service: String, endpoint: String)]] {
    var next = 0
    return scenario.tenants.map { tenant in
      tenant.services.flatMap { service in
        service.endpoints.map { endpoint in
          defer { next += 1 }
          return (EndpointID(next), service.name, endpoint.name)
        }
      }
    }
  }
}
