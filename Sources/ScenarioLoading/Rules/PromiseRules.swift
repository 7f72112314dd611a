internal import Domain

/// Objectives promise something that can be kept or broken.
func checkPromises(_ written: WrittenScenario, _ reading: Reading) {
  for promise in written.objectives {
    guard reading.isSound(promise.path) else { continue }
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
    let roster = scenario.roster
    func tenantID(_ name: String) -> TenantID? {
      scenario.tenants.firstIndex { $0.name == name }.map(TenantID.init)
    }
    result.isolation.clustersFor = clustersFor?.compactMap(tenantID)
    result.objectives = objectives.compactMap { written in
      guard let tenant = tenantID(written.tenant) else { return nil }
      var objective = written.objective
      objective.tenant = tenant
      objective.endpoints = roster.endpoints.indices.map(EndpointID.init).filter { id in
        let entry = roster.endpoints[id.index]
        let service = roster.services[entry.service.index].service
        return entry.tenant == tenant && (written.service ?? service.name) == service.name
          && (written.endpoint ?? entry.endpoint.name) == entry.endpoint.name
      }
      return objective
    }
    return result
  }
}
